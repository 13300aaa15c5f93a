"""The reference pages, printed from the classes: ``python -m uzo_jupyter.docs_pages docs/reference``.

With ``--check`` nothing is written; the exit code is 1 when a page is not what the classes say.
"""

from __future__ import annotations

import argparse
import inspect
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import polars as pl

from uzo_jupyter.expressions import Word, words
from uzo_jupyter.operations import Operation, Registry, Sink
from uzo_jupyter.testing import example_program, results

JsonSchema = Mapping[str, object]

_NOTE = "<!-- Printed by `python -m uzo_jupyter.docs_pages docs/reference`; edit the classes instead. -->"
_FORMATS = {
    "column": "column",
    "expression": "expression",
    "dtype": "data type",
    "path": "path",
    "sql": "SQL",
    "frame": "variable",
}
_TYPES = {
    "boolean": "True or False",
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "null": "None",
}


def pages(registry: Registry) -> dict[str, str]:
    """The text of each page by its file name."""
    transforms = [operation for operation in registry if operation.node_type == "transform"]
    connectors = [operation for operation in registry if operation.node_type == "connector"]
    by_connector = sorted(connectors, key=lambda kind: (str(kind.identity()["connectorType"]), kind.name))
    return {
        "transforms.md": _operations_page(
            "Transforms",
            "What can be done with tables. The examples use the tables of [these samples](connectors.md#samples).",
            sorted(transforms, key=lambda kind: kind.calls[0].word),
            registry,
        ),
        "connectors.md": _operations_page(
            "Connectors", "Where tables come from and go to.", by_connector, registry
        )
        + _samples(),
        "expressions.md": _expressions_page(),
    }


def _operations_page(
    title: str, summary: str, operations: Sequence[type[Operation]], registry: Registry
) -> str:
    parts = [f"# {title}\n\n{_NOTE}\n\n{summary}\n"]
    parts += [_operation(operation, registry) for operation in operations]
    return "\n".join(parts)


def _operation(operation: type[Operation], registry: Registry) -> str:
    word = ".".join(f"{call.word}(...)" for call in operation.calls)
    lines = [
        f"## {operation.title}",
        f"`{word}` · in a document {_identity(operation)}",
        inspect.cleandoc(operation.__doc__ or ""),
        _settings(operation),
        f"```python\n{operation.example}\n```",
        _outcome(operation, registry),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


def _identity(operation: type[Operation]) -> str:
    parts = [f'`"{key}": "{value}"`' for key, value in operation.identity().items()]
    others = "".join(f", or `{alias}`" for alias in operation.aliases)
    return f"{', '.join(parts)}{others}"


def _settings(operation: type[Operation]) -> str:
    schema = cast("JsonSchema", operation.model_json_schema())
    properties = cast("Mapping[str, JsonSchema]", schema.get("properties", {}))
    required = cast("Sequence[str]", schema.get("required", ()))
    spoken = dict(zip(properties, operation.spelling().fields, strict=True))
    rows = [
        (f"`{spoken[wire]}`", _type(item), _default(item, wire in required), str(item.get("description", "")))
        for wire, item in properties.items()
    ]
    return _table(("argument", "type", "default", "meaning"), rows) if rows else ""


def _type(schema: JsonSchema) -> str:
    """A JSON Schema in words.

    Examples
    --------
    >>> _type({"type": "array", "items": {"type": "string", "format": "column"}})
    'column, one or several'
    """
    if "anyOf" in schema:
        return " or ".join(
            dict.fromkeys(_type(part) for part in cast("Sequence[JsonSchema]", schema["anyOf"]))
        )
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in cast("Sequence[object]", schema["enum"]))
    if schema.get("type") == "array":
        return f"{_type(cast('JsonSchema', schema.get('items', {})))}, one or several"
    if schema.get("type") == "object":
        key = _type({"type": "string", **cast("JsonSchema", schema.get("propertyNames", {}))})
        return f"{key}: {_type(cast('JsonSchema', schema.get('additionalProperties', {})))}"
    kind = str(schema.get("format", ""))
    return _FORMATS.get(kind) or _TYPES.get(str(schema.get("type")), "value")


def _default(schema: JsonSchema, required: bool) -> str:
    value = schema.get("default")
    if required:
        return "needed"
    return "" if value in (None, [], {}, "") else f"`{value!r}`"


def _outcome(operation: type[Operation], registry: Registry) -> str:
    """The table that the example makes; a node that writes makes none."""
    if issubclass(operation, Sink):
        return ""
    with tempfile.TemporaryDirectory() as directory:
        result = results(example_program(operation, registry, Path(directory)))["in-memory"]
    return _frame(_in_fixed_order(operation, result))


def _in_fixed_order(operation: type[Operation], result: pl.DataFrame) -> pl.DataFrame:
    """The rows in an order that does not change from run to run, where the operation promises none."""
    is_free = operation.rows == "unknown" and not operation.example.count("maintain_order=True")
    plain = [name for name, dtype in result.schema.items() if not dtype.is_nested()]
    return result.sort(plain) if is_free else result


def _frame(table: pl.DataFrame) -> str:
    return _table(table.columns, [[_cell(value) for value in row] for row in table.rows()])


def _cell(value: object) -> str:
    return "null" if value is None else str(value)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [list(head), *(list(row) for row in rows)]
    lines = [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in cells]
    return "\n".join([lines[0], f"|{'---|' * len(cells[0])}", *lines[1:]])


def _samples() -> str:
    from uzo_jupyter.operations.samples import sample_tables

    tables = "\n\n".join(f"`{name}`\n\n{_frame(table)}" for name, table in sample_tables().items())
    return f"\n## Samples\n\nThe tables of all examples.\n\n{tables}\n"


def _expressions_page() -> str:
    known = words()
    groups = [
        ("Functions", known.functions),
        ("Methods", known.methods),
        *((f"`.{space}` methods", table) for space, table in known.namespaces.items()),
        ("After `when(...)`", known.after_when),
        ("After `.then(...)`", known.after_then),
        ("Data types", known.dtypes),
    ]
    summary = (
        "What may stand in an expression: words of Polars, which documents their arguments. "
        "Everything else is refused."
    )
    parts = [f"# Expressions\n\n{_NOTE}\n\n{summary}"]
    parts += [f"## {title}\n\n{_table(('word', 'meaning'), _word_rows(table))}" for title, table in groups]
    return "\n\n".join(parts) + "\n"


def _word_rows(table: Mapping[str, Word]) -> Iterator[tuple[str, str]]:
    for _, word in sorted(table.items()):
        yield f"`{word.label}`", word.summary


def stale_pages(directory: Path, wanted: Mapping[str, str]) -> list[str]:
    """The names of pages whose file is missing or says something else."""
    return [
        name
        for name, text in wanted.items()
        if not (directory / name).exists() or (directory / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or look whether they are fresh; returns the exit code."""
    parser = argparse.ArgumentParser(prog="uzo_jupyter.docs_pages", description=__doc__)
    parser.add_argument("directory", type=Path, help="the folder of the pages")
    parser.add_argument("--check", action="store_true", help="only say which pages are not fresh")
    options = parser.parse_args(arguments)
    wanted = pages(Registry.load())
    stale = stale_pages(options.directory, wanted)
    if options.check:
        for name in stale:
            sys.stderr.write(
                f"{options.directory / name} is not fresh: run python -m uzo_jupyter.docs_pages\n"
            )
        return 1 if stale else 0
    options.directory.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (options.directory / name).write_text(wanted[name], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
