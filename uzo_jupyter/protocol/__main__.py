"""Writes the JSON Schema of everything that the browser sends or receives: ``python -m uzo_jupyter.protocol``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import get_args

from pydantic.json_schema import models_json_schema

from uzo_jupyter.protocol import commands, edits, views
from uzo_jupyter.protocol.base import Message

TARGET = Path("labextension/src/protocol/schema.json")


def _members(union: object) -> tuple[type[Message], ...]:
    """The models of a tagged union, which is an annotated one."""
    return get_args(get_args(union)[0])


WIRE: tuple[type[Message], ...] = (
    *_members(commands.Command),
    *_members(edits.Edit),
    *_members(views.ViewMessage),
    views.Graph,
    views.StaticView,
)


def schema_text() -> str:
    """The JSON Schema document, as it is kept in the repository."""
    _, document = models_json_schema([(model, "serialization") for model in WIRE], by_alias=True)
    definitions = document["$defs"]
    definitions["Command"] = _union(commands.Command)
    definitions["Edit"] = _union(edits.Edit)
    definitions["ViewMessage"] = _union(views.ViewMessage)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "$defs": definitions,
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _union(union: object) -> dict[str, object]:
    return {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in _members(union)]}


def main(arguments: list[str]) -> int:
    """Write the schema, or with ``--check`` tell whether the file is up to date."""
    if "--check" not in arguments:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(schema_text(), encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == schema_text():
        return 0
    print(
        f"{TARGET} is out of date: run 'python -m uzo_jupyter.protocol' and 'npm run types'.", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
