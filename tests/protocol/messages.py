"""The golden messages: one of each kind, as files that the tests of both sides read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from uzo_jupyter.protocol import Message
from uzo_jupyter.protocol.__main__ import WIRE

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "wire"
TIME = datetime(2026, 3, 2, 10, 15, 30, 250_000, tzinfo=UTC)


def file_of(model: type[Message]) -> Path:
    """The golden file of a model: named by its kind where it has one.

    Examples
    --------
    >>> from uzo_jupyter.protocol import GetPreview
    >>> file_of(GetPreview).name
    'get-preview.json'
    """
    kind = model.model_fields["kind"].default if "kind" in model.model_fields else _dashed(model.__name__)
    return GOLDEN / f"{kind}.json"


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("-")


def golden(model: type[Message]) -> Message:
    """The golden message of a model."""
    return model.model_validate_json(file_of(model).read_text(encoding="utf-8"))


def golden_text(message: Message) -> str:
    """The text of a golden file, as the model writes it."""
    return json.dumps(message.to_wire(), indent=2, ensure_ascii=False) + "\n"


MODELS = {model.__name__: model for model in WIRE}
