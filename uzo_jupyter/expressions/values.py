"""The kinds of value that exist while an expression is being built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, TypeGuard, cast

import polars as pl
from polars.expr.whenthen import ChainedThen, ChainedWhen, Then, When

from . import limits

Scalar: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Decimal | None
ParameterValue: TypeAlias = Scalar | Sequence[Scalar]
"""What the value of a workflow parameter may be; a sequence is good for ``is_in``."""

SCALARS = (str, int, float, bool, dt.date, dt.time, dt.timedelta, Decimal, type(None))
Dtype: TypeAlias = pl.DataType | type[pl.DataType]

WHENS = (When, ChainedWhen)
THENS = (Then, ChainedThen)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's value on its way to where it is used.

    Only the place of use decides whether it is a column of one value (``pl.lit``) or a plain Python value.
    A plain text would otherwise be taken for the name of a column.
    """

    value: ParameterValue

    def as_expression(self) -> pl.Expr:
        """The value as a literal expression."""
        return pl.lit(list(self.value) if is_sequence(self.value) else self.value)


def is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    """Whether a value is a list or a tuple."""
    return isinstance(value, (list, tuple))


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether a value is a dictionary."""
    return isinstance(value, dict)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number; Booleans are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_dtype(value: object) -> TypeGuard[Dtype]:
    """Whether a value is a data type, with or without arguments."""
    return isinstance(value, pl.DataType) or (isinstance(value, type) and issubclass(value, pl.DataType))


def is_argument(value: object) -> bool:
    """Whether a value may be handed to a Polars function."""
    if is_sequence(value):
        return all(is_argument(item) for item in value)
    if is_mapping(value):
        return all(is_argument(item) for pair in value.items() for item in pair)
    return isinstance(value, (pl.Expr, Parameter, *SCALARS)) or is_dtype(value)


def scalar_problem(value: object) -> str | None:
    """Why a literal or a parameter value cannot be used, if it cannot."""
    if isinstance(value, int) and not limits.SMALLEST_INTEGER <= value <= limits.LARGEST_INTEGER:
        return "The whole number does not fit into 64 bits."
    if isinstance(value, str):
        if len(value) > limits.TEXT:
            return f"The text has more than {limits.TEXT:,} characters."
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            return "The text has half a character (a lone surrogate)."
    if not isinstance(value, SCALARS):
        return f"A value of type {type(value).__name__} is not allowed."
    return None


def parameter_problem(value: object) -> str | None:
    """Why the value of a parameter cannot be used, if it cannot."""
    items = value if is_sequence(value) else [value]
    return next((problem for item in items if (problem := scalar_problem(item))), None)


def unwrapped(value: object) -> object:
    """A value with every parameter in it replaced by its plain Python value."""
    if isinstance(value, Parameter):
        return value.value
    if isinstance(value, list):
        return [unwrapped(item) for item in cast("list[object]", value)]
    if isinstance(value, tuple):
        return tuple(unwrapped(item) for item in cast("tuple[object, ...]", value))
    if is_mapping(value):
        return {unwrapped(key): unwrapped(item) for key, item in value.items()}
    return value


def as_expressions(value: object) -> object:
    """A value with every parameter in it replaced by a literal expression."""
    if isinstance(value, Parameter):
        return value.as_expression()
    if isinstance(value, list):
        return [as_expressions(item) for item in cast("list[object]", value)]
    if isinstance(value, tuple):
        return tuple(as_expressions(item) for item in cast("tuple[object, ...]", value))
    return unwrapped(value)
