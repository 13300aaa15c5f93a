"""Where a file of JSON lines is broken, found by reading it line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from uzo_jupyter.connectors.faults.text import open_text
from uzo_jupyter.operations import SourceError


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    stream = open_text(file)
    if stream is not None:
        with stream:
            yield from ((number, line) for number, line in enumerate(stream, start=1) if line.strip())


def broken_line(file: Path, name: str) -> SourceError | None:
    """The first line that is no JSON object."""
    for number, line in _lines(file):
        try:
            value: object = json.loads(line.rstrip("\r\n"))
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
            column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            return _problem(
                name, number, f"line {number:,}{column} is no JSON: {reason}.", "Correct or remove the line."
            )
        if not isinstance(value, dict):
            hint = 'Each line holds one object, such as {"id": 1}.'
            if isinstance(value, list):
                hint += " A file with one list must be rewritten: one element on each line."
            return _problem(
                name, number, f"line {number:,} is {_kind(cast('object', value))}, not a JSON object.", hint
            )
    return None


def value_that_does_not_fit(file: Path, name: str, text: str, dtype: str) -> SourceError | None:
    """The first line that has this text as a value."""
    for number, line in _lines(file):
        row = cast("Mapping[str, object]", json.loads(line))
        for column, value in row.items():
            if _holds(value, text):
                hint = f"Set schema_overrides={{{column!r}: String}} or a larger infer_schema_length."
                return _problem(
                    name, number, f"line {number:,}: {text!r} in column {column!r} is no {dtype}.", hint
                )
    return None


def _holds(value: object, text: str) -> bool:
    if isinstance(value, dict):
        return any(_holds(item, text) for item in cast("dict[str, object]", value).values())
    if isinstance(value, list):
        return any(_holds(item, text) for item in cast("list[object]", value))
    return value == text


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else "null" if value is None else "a number or true/false"


def _problem(name: str, line: int, message: str, hint: str) -> SourceError:
    return SourceError(f"{name!r}, {message}", hint=hint, file=name, row=line, code="file-line")
