"""The messages of ``tests/golden/wire`` are what the models write; the browser's tests parse the same files.

``UZO_UPDATE_GOLDEN=1 pytest tests/protocol`` writes them anew after a model has changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from tests.protocol.messages import GOLDEN, MODELS, ROOT, file_of, golden, golden_text
from uzo_jupyter.protocol import COMMANDS, EDITS, VIEW_MESSAGES, Message
from uzo_jupyter.protocol.__main__ import TARGET, main, schema_text

EVERY_MODEL = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


@EVERY_MODEL
def test_a_golden_message_is_what_the_model_writes(model: type[Message]) -> None:
    text = golden_text(golden(model))
    if os.environ.get("UZO_UPDATE_GOLDEN"):
        file_of(model).write_text(text, encoding="utf-8")
    assert file_of(model).read_text(encoding="utf-8") == text


def test_there_is_one_golden_message_of_each_model() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {file_of(model).name for model in MODELS.values()}


@EVERY_MODEL
def test_a_golden_message_fits_the_schema(model: type[Message]) -> None:
    schema = json.loads(schema_text())
    schema["$ref"] = f"#/$defs/{model.__name__}"
    Draft202012Validator(schema).validate(json.loads(file_of(model).read_text(encoding="utf-8")))


@EVERY_MODEL
def test_messages_are_told_apart_by_their_kind(model: type[Message]) -> None:
    if "kind" not in model.model_fields:
        return
    unions = {"commands": COMMANDS, "edits": EDITS, "views": VIEW_MESSAGES}
    union = unions[model.__module__.rpartition(".")[2]]
    assert union.validate_json(file_of(model).read_text(encoding="utf-8")) == golden(model)


@EVERY_MODEL
def test_a_message_with_an_unknown_field_is_refused(model: type[Message]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        model.model_validate({**golden(model).to_wire(), "surprise": 1})


@pytest.mark.parametrize(
    "command",
    [
        {"kind": "format-disk"},
        {"kind": "get-preview", "request": 1, "node": "a", "offset": -1},
        {"kind": "get-preview", "request": 1, "node": "a", "limit": 10_001},
        {"kind": "set-parameters", "values": {"a": [1]}},
        {},
    ],
)
def test_a_command_of_a_wrong_form_is_refused(command: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        COMMANDS.validate_python(command)


def test_the_schema_in_the_repository_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["--check"]) == 0


def test_a_schema_that_is_out_of_date_is_told(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 1
    assert capsys.readouterr().err == (
        f"{TARGET} is out of date: run 'python -m uzo_jupyter.protocol' and 'npm run types'.\n"
    )
    assert main([]) == 0
    assert main(["--check"]) == 0
