"""Writes the JSON Schema of everything that the browser sends or receives: ``python -m uzo_jupyter.protocol``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic.json_schema import models_json_schema

from uzo_jupyter.protocol import commands, views
from uzo_jupyter.protocol.base import Message

TARGET = Path("labextension/src/protocol/schema.json")

WIRE: tuple[type[Message], ...] = (
    commands.Hello,
    commands.GetPreview,
    commands.Run,
    commands.Cancel,
    commands.SetParameters,
    views.Graph,
    views.StateMessage,
    views.PatchMessage,
    views.PreviewMessage,
    views.PreviewFailed,
    views.Rejected,
    views.KeepMessage,
    views.StaticView,
)


def schema_text() -> str:
    """The JSON Schema document, as it is kept in the repository."""
    _, document = models_json_schema([(model, "serialization") for model in WIRE], by_alias=True)
    definitions = document["$defs"]
    definitions["Command"] = _union(
        commands.Hello, commands.GetPreview, commands.Run, commands.Cancel, commands.SetParameters
    )
    definitions["ViewMessage"] = _union(
        views.StateMessage,
        views.PatchMessage,
        views.PreviewMessage,
        views.PreviewFailed,
        views.Rejected,
        views.KeepMessage,
    )
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "$defs": definitions,
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _union(*models: type[Message]) -> dict[str, object]:
    return {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models]}


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
