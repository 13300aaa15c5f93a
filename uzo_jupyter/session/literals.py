"""Values that a person types, as exact constants of a column's type. Text is parsed, never executed."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import polars as pl

from uzo_jupyter.errors import UzoError

_NANOSECONDS = {
    "d": 86_400_000_000_000,
    "h": 3_600_000_000_000,
    "m": 60_000_000_000,
    "s": 1_000_000_000,
    "ms": 1_000_000,
    "us": 1_000,
    "µs": 1_000,
    "ns": 1,
}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|us|µs|ns|d|h|m|s)")
_DECIMAL_DIGITS = 38
"""Of the 128 bits that Polars has for a decimal number."""
_UNITS = {"ms": 1_000_000, "us": 1_000, "ns": 1}


def literal(text: str, dtype: pl.DataType) -> pl.Expr:
    """A typed text as a constant that a column of the type can be compared with.

    Raises
    ------
    UzoError
        When it is no value of the type, or values of the type cannot be typed.

    Examples
    --------
    >>> pl.select(literal("9007199254740993", pl.Int64())).item()
    9007199254740993
    >>> str(pl.select(literal("2013-01-02", pl.Date())).item())
    '2013-01-02'
    >>> literal("soon", pl.Date())
    Traceback (most recent call last):
    uzo_jupyter.errors.UzoError: 'soon' is no Date. Write it as 2013-01-31.
    """
    word = text.strip()
    try:
        value = _literal(word, dtype) if not is_text(dtype) else pl.lit(text)
    except (ValueError, OverflowError, InvalidOperation, pl.exceptions.PolarsError) as error:
        raise UzoError(f"{word!r} is no {dtype.base_type().__name__}.", hint=_hint(dtype)) from error
    if value is None:
        raise UzoError(f"A column of type {dtype} cannot be compared with a value.", hint="Filter nulls.")
    return value


def is_text(dtype: pl.DataType) -> bool:
    """Whether values of the type are texts.

    Examples
    --------
    >>> is_text(pl.Enum(["a"])), is_text(pl.Binary())
    (True, False)
    """
    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def _literal(word: str, dtype: pl.DataType) -> pl.Expr | None:
    if dtype.is_integer():
        return pl.lit(int(word))
    if dtype.is_float():
        return pl.lit(float(word))
    if dtype.is_decimal():
        return pl.lit(_decimal(word))
    match dtype:
        case pl.Boolean():
            return pl.lit(_truth(word))
        case pl.Date():
            return _physical(pl.Series([word]).str.to_date("%Y-%m-%d"), dtype)
        case pl.Time():
            full = word if word.count(":") > 1 else f"{word}:00"
            return _physical(pl.Series([full]).str.to_time("%H:%M:%S%.f"), dtype)
        case pl.Datetime():
            return _physical(_moment(word, dtype), dtype)
        case pl.Duration():
            return pl.lit(_nanoseconds(word) // _UNITS[dtype.time_unit]).cast(dtype)
        case _:
            return None


def _decimal(word: str) -> Decimal:
    value = Decimal(word)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_DECIMAL_DIGITS or value.adjusted() >= _DECIMAL_DIGITS:
        raise ValueError(word)
    return value


def _truth(word: str) -> bool:
    if word.lower() not in ("true", "false"):
        raise ValueError(word)
    return word.lower() == "true"


def _physical(values: pl.Series, dtype: pl.DataType) -> pl.Expr:
    """By way of the number that stands for it: Python's own dates and times end at microseconds."""
    return pl.lit(values.to_physical().item()).cast(dtype)


def _moment(word: str, dtype: pl.Datetime) -> pl.Series:
    """A time without a zone is one of the column's zone, as the table shows it."""
    text = pl.Series([word.replace("T", " ")])
    moment = text.str.to_datetime(time_unit=dtype.time_unit)
    return moment if dtype.time_zone is None else moment.dt.replace_time_zone(dtype.time_zone)


def _nanoseconds(word: str) -> int:
    """``1d 2h 3m 4.5s``, as durations are shown."""
    sign, rest = (-1, word[1:]) if word.startswith("-") else (1, word)
    total, end = Decimal(0), 0
    for part in _PART.finditer(rest):
        if part.start() != end:
            break
        total += Decimal(part[1]) * _NANOSECONDS[part[2]]
        end = part.end()
    if end != len(rest) or not rest:
        raise ValueError(word)
    return sign * int(total)


def _hint(dtype: pl.DataType) -> str | None:
    if dtype.is_integer():
        return "Write a whole number."
    return next((hint for kind, hint in _HINTS.items() if isinstance(dtype, kind)), None)


_HINTS: dict[type[pl.DataType], str] = {
    pl.Date: "Write it as 2013-01-31.",
    pl.Time: "Write it as 05:15 or 05:15:30.",
    pl.Datetime: "Write it as 2013-01-31 or 2013-01-31 05:15:30.",
    pl.Duration: "Write it as 1d 2h 3m 4.5s.",
    pl.Boolean: "Write true or false.",
}
