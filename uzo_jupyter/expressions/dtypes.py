"""Data types as text, both ways."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, cast

import polars as pl

from . import hints, limits
from .errors import ExpressionError
from .source import Source
from .syntax import parse
from .tables import DTYPES
from .values import Dtype

_UNITS: Final = ("ns", "us", "ms")


def parse_dtype(text: str) -> pl.DataType:
    """Read a data type.

    Parameters
    ----------
    text
        A Polars spelling, with or without ``pl.``.

    Raises
    ------
    ExpressionError
        If it is not a data type that a table can hold; never ``Object``.

    Examples
    --------
    >>> parse_dtype("List(pl.Int64)")
    List(Int64)
    >>> parse_dtype("Datetime('ms')")
    Datetime(time_unit='ms', time_zone=None)
    """
    source, tree = parse(text)
    return instance(read_dtype(source, tree))


def dtype_text(dtype: Dtype) -> str:
    """Write a data type in its one canonical form, which `parse_dtype` reads again.

    Raises
    ------
    ExpressionError
        If the type has no text, as ``Object``.

    Examples
    --------
    >>> dtype_text(pl.Struct({"at": pl.Datetime("ms", "UTC"), "n": pl.Decimal(12, 2)}))
    "Struct({'at': Datetime('ms', 'UTC'), 'n': Decimal(12, 2)})"
    """
    match instance(dtype):
        case pl.Datetime(time_unit=unit, time_zone=zone):
            return f"Datetime({unit!r}, {zone!r})" if zone else f"Datetime({unit!r})"
        case pl.Duration(time_unit=unit):
            return f"Duration({unit!r})"
        case pl.Decimal(precision=precision, scale=scale):
            return f"Decimal({precision}, {scale})"
        case pl.List(inner=inner):
            return f"List({dtype_text(cast('Dtype', inner))})"
        case pl.Array(inner=inner, size=size):
            return f"Array({dtype_text(cast('Dtype', inner))}, {size})"
        case pl.Map(key=key, value=value):
            return f"Map({dtype_text(cast('Dtype', key))}, {dtype_text(cast('Dtype', value))})"
        case pl.Struct(fields=fields):
            inside = ", ".join(f"{item.name!r}: {dtype_text(cast('Dtype', item.dtype))}" for item in fields)
            return f"Struct({{{inside}}})"
        case pl.Enum(categories=categories):
            return f"Enum({categories.to_list()!r})"
        case other if DTYPES.get(type(other).__name__) is type(other):
            return type(other).__name__
        case other:
            raise ExpressionError(f"{other} has no place in a table that is stored.")


def instance(dtype: Dtype) -> pl.DataType:
    """A type with its arguments filled in: ``Datetime`` is ``Datetime('us')``."""
    if isinstance(dtype, pl.DataType):
        return dtype
    if dtype in _NEEDS_ARGUMENTS:
        name = dtype.__name__
        raise ExpressionError(
            f"{name} needs to know what it holds.", hint=f"Write {_NEEDS_ARGUMENTS[dtype]}."
        )
    return dtype()


def read_dtype(source: Source, node: ast.expr) -> Dtype:
    """Read the data type that a syntax node spells; a bare name stays a class, as Polars selectors want it."""
    if isinstance(node, ast.Call):
        return _read_call(source, node)
    return DTYPES[_name(source, node)]


def spells_dtype(node: ast.expr) -> bool:
    """Whether a node is the name of a data type, with or without ``pl.``."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "pl" and node.attr in DTYPES
    return isinstance(node, ast.Name) and node.id in DTYPES


_OTHER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "int": "Int64", "integer": "Int64", "bigint": "Int64", "float": "Float64", "double": "Float64",
        "str": "String", "text": "String", "varchar": "String", "object": "String", "bool": "Boolean",
        "bytes": "Binary", "date": "Date", "datetime": "Datetime", "timestamp": "Datetime",
        "timedelta": "Duration", "category": "Categorical",
    }
)  # fmt: skip
"""What Python, pandas and SQL call the data types."""


def _name(source: Source, node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="pl"), attr=name):
            if name in DTYPES:
                return name
            other = _OTHER_NAMES.get(name.lower())
            hint = f"Write {other}." if other else hints.did_you_mean(name, DTYPES)
            hint = hint or f"Data types: {', '.join(DTYPES)}."
            raise source.error(f"Unknown data type {name!r}.", node, hint)
        case ast.Constant(value=str(name)):
            hint = f"Write {name} without quotes." if name in DTYPES else None
            raise source.error("A data type is written without quotes.", node, hint)
        case _:
            raise source.error("This is not a data type.", node, "For example: Int64, Datetime('ms').")


def _read_call(source: Source, node: ast.Call) -> Dtype:
    name = _name(source, node.func)
    kind = DTYPES[name]
    names = _ARGUMENTS.get(name, ())
    if len(node.args) > len(names):
        raise source.error(f"{name} takes at most {len(names)} arguments.", node)
    arguments = dict(zip(names, node.args, strict=False))
    for keyword in node.keywords:
        if keyword.arg not in names or keyword.arg in arguments:
            raise source.error(f"{name} has no argument {keyword.arg!r} here.", keyword)
        arguments[keyword.arg] = keyword.value
    values = {key: _READERS[key](source, value) for key, value in arguments.items()}
    if kind in _NEEDS_ARGUMENTS and len(values) < len(names):
        raise source.error(f"{name} needs to know what it holds.", node, f"Write {_NEEDS_ARGUMENTS[kind]}.")
    try:
        return cast("Callable[..., pl.DataType]", kind)(**values)
    except (ValueError, TypeError, pl.exceptions.PolarsError) as error:
        raise source.error(f"{name}: {error}", node) from None


def _inner(source: Source, node: ast.expr) -> pl.DataType:
    try:
        return instance(read_dtype(source, node))
    except ExpressionError as error:
        if error.column > 1 or error.line > 1:
            raise
        raise source.error(error.message, node, error.hint) from None


def _unit(source: Source, node: ast.expr) -> str:
    value = _literal(node)
    if value not in _UNITS:
        raise source.error("The time unit must be 'ns', 'us' or 'ms'.", node)
    return str(value)


def _zone(source: Source, node: ast.expr) -> str | None:
    value = _literal(node)
    if value is not None and not isinstance(value, str):
        raise source.error("The time zone must be a text such as 'Europe/Oslo'.", node)
    return value


def _whole(low: int, high: int) -> Callable[[Source, ast.expr], int]:
    def read(source: Source, node: ast.expr) -> int:
        value = _literal(node)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise source.error(f"This must be a whole number from {low:,} to {high:,}.", node)
        return value

    return read


def _shape(source: Source, node: ast.expr) -> int | tuple[int, ...]:
    read = _whole(0, limits.BINS)
    if isinstance(node, ast.Tuple):
        return tuple(read(source, item) for item in node.elts)
    return read(source, node)


def _fields(source: Source, node: ast.expr) -> dict[str, pl.DataType]:
    if not isinstance(node, ast.Dict):
        raise source.error("Struct fields are a mapping.", node, "For example: Struct({'x': Int64}).")
    fields: dict[str, pl.DataType] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        name = _literal(key) if key else None
        if not isinstance(name, str) or name in fields:
            raise source.error("Struct field names must be different texts in quotes.", key or node)
        fields[name] = _inner(source, value)
    return fields


def _categories(source: Source, node: ast.expr) -> list[str]:
    items = [_literal(item) for item in node.elts] if isinstance(node, (ast.List, ast.Tuple)) else None
    words = [item for item in items or () if isinstance(item, str)]
    if items is None or len(words) < len(items):
        raise source.error(
            "Enum categories are a list of texts.", node, "For example: Enum(['low', 'high'])."
        )
    return words


def _literal(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else ...


_ARGUMENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Datetime": ("time_unit", "time_zone"),
        "Duration": ("time_unit",),
        "Decimal": ("precision", "scale"),
        "List": ("inner",),
        "Array": ("inner", "shape"),
        "Map": ("key", "value"),
        "Struct": ("fields",),
        "Enum": ("categories",),
    }
)
_READERS: Final[Mapping[str, Callable[[Source, ast.expr], object]]] = MappingProxyType(
    {
        "time_unit": _unit,
        "time_zone": _zone,
        "precision": _whole(1, 38),
        "scale": _whole(0, 38),
        "inner": _inner,
        "key": _inner,
        "value": _inner,
        "shape": _shape,
        "fields": _fields,
        "categories": _categories,
    }
)
_NEEDS_ARGUMENTS: Final[Mapping[type[pl.DataType], str]] = MappingProxyType(
    {
        pl.List: "List(Int64)",
        pl.Array: "Array(Int64, 3)",
        pl.Map: "Map(String, Int64)",
        pl.Struct: "Struct({'x': Int64})",
        pl.Enum: "Enum(['low', 'high'])",
    }
)
