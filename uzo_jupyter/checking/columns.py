"""Which columns the settings of an operation name, and whether the inputs have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast

import polars as pl

from uzo_jupyter.expressions.tokens import significant
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.operations import Expression, Operation
from uzo_jupyter.protocol import Diagnostic, Span

JsonSchema = Mapping[str, object]


class ColumnUse(NamedTuple):
    """A setting names a column of the inputs with these positions."""

    field: str
    column: str
    inputs: tuple[int, ...]
    span: Span | None = None
    """Where in the text of the setting it is named, if that is an expression."""


class _ColumnField(NamedTuple):
    name: str
    wire: str
    keys: bool
    inputs: tuple[str, ...]


def column_uses(operation: Operation, names: Sequence[str]) -> Iterator[ColumnUse]:
    """Every column that the settings name, with the inputs that must have it."""
    for field in _column_fields(type(operation)):
        inputs = tuple(index for index, name in enumerate(names) if not field.inputs or name in field.inputs)
        value: object = getattr(operation, field.name)
        for column in _names_in(value, keys=field.keys):
            yield ColumnUse(field.wire, column, inputs if field.inputs else inputs[:1])
    for wire, expression in expressions_of(operation):
        for column in expression.columns():
            if not (column.startswith("^") and column.endswith("$")) and column not in ("", "*"):
                yield ColumnUse(wire, column, (0,), _mention(expression.text, column))


def expressions_of(operation: Operation) -> Iterator[tuple[str, Expression]]:
    """Every expression of the settings by its wire name."""
    for name, info in type(operation).model_fields.items():
        value: object = getattr(operation, name)
        wire = info.alias or name
        if isinstance(value, Expression):
            yield wire, value
        elif isinstance(value, Mapping):
            for key, item in cast("Mapping[str, object]", value).items():
                inner = getattr(item, "expression", item)
                if isinstance(inner, Expression):
                    yield f"{wire}.{key}", inner


def missing_columns(
    node: str, operation: Operation, names: Sequence[str], schemas: Sequence[pl.Schema | None]
) -> list[Diagnostic]:
    """A diagnostic for each column that is named and not there; inputs of unknown schema are not judged."""
    problems: list[Diagnostic] = []
    for use in column_uses(operation, names):
        for index in use.inputs:
            schema = schemas[index]
            if schema is not None and use.column not in schema:
                message = f"There is no column {use.column!r}" + (
                    f" in {names[index]}." if len(names) > 1 else "."
                )
                hint = did_you_mean(use.column, list(schema), "Columns")
                problems.append(
                    Diagnostic(
                        code="unknown-column",
                        message=message,
                        hint=hint,
                        node=node,
                        field=use.field,
                        span=use.span,
                    )
                )
    return problems


def _mention(text: str, column: str) -> Span | None:
    """The first place where an expression names a column, quotes included; None where it is written otherwise.

    Examples
    --------
    >>> _mention("col('a') > col('b')", "b")
    Span(line=1, column=16, end_line=1, end_column=19)
    """
    for token in significant(text):
        if token.kind == "text" and token.text[1:-1] == column:
            before = text[: token.start]
            line, start = before.count("\n") + 1, token.start - before.rfind("\n")
            return Span(line=line, column=start, end_line=line, end_column=start + len(token.text))
    return None


def _names_in(value: object, *, keys: bool) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        if keys:
            yield from cast("Mapping[str, object]", value)
    elif isinstance(value, tuple):
        yield from (item for item in cast("tuple[object, ...]", value) if isinstance(item, str))


@cache
def _column_fields(operation: type[Operation]) -> tuple[_ColumnField, ...]:
    properties = cast(
        "Mapping[str, JsonSchema]", operation.model_json_schema(by_alias=False).get("properties", {})
    )
    found: list[_ColumnField] = []
    for name, schema in properties.items():
        wire = operation.model_fields[name].alias or name
        for part in _parts(schema):
            inputs = cast("Sequence[str]", part.get("inputs", ()))
            if part.get("format") == "column":
                found.append(_ColumnField(name, wire, False, tuple(inputs)))
        keys = cast("JsonSchema", schema.get("propertyNames", {}))
        if keys.get("format") == "column":
            found.append(_ColumnField(name, wire, True, ()))
    return tuple(found)


def _parts(schema: JsonSchema) -> Iterator[JsonSchema]:
    """The schema itself and those of its alternatives and items; what a mapping holds is not a column's name."""
    yield schema
    for key in ("anyOf", "oneOf"):
        for part in cast("Sequence[JsonSchema]", schema.get(key, ())):
            yield from _parts(part)
    items = schema.get("items")
    if isinstance(items, Mapping):
        yield from _parts(cast("JsonSchema", items))
