"""The functions of a window as expressions over the ordered rows of one group."""

from __future__ import annotations

from typing import Literal

import polars as pl

WindowFunction = Literal[
    "row_number", "rank", "dense_rank", "percent_rank", "ntile",
    "lag", "lead", "cumsum", "rolling_mean", "rolling_sum", "first", "last",
]  # fmt: skip

OF_A_COLUMN: frozenset[str] = frozenset(
    {"lag", "lead", "cumsum", "rolling_mean", "rolling_sum", "first", "last"}
)
"""The functions that read a column."""

ROLLING: frozenset[str] = frozenset({"rolling_mean", "rolling_sum"})
"""The functions that look at a number of rows."""

_NUMBER = pl.int_range(1, pl.len() + 1)


def window_function(
    function: WindowFunction,
    column: pl.Expr | None,
    keys: pl.Expr,
    *,
    offset: int,
    window_size: int,
    min_samples: int | None,
    buckets: int,
) -> pl.Expr:
    """The function over the rows of one group, which come in order.

    Parameters
    ----------
    function
        What to compute.
    column
        The column that it reads, for those that read one.
    keys
        The columns that order the rows as one struct: rows that are equal in them are ties.
    offset, window_size, min_samples, buckets
        The settings of single functions.
    """
    if column is None or function not in OF_A_COLUMN:
        return _by_place(function, keys, buckets)
    match function:
        case "lag":
            return column.shift(offset)
        case "lead":
            return column.shift(-offset)
        case "cumsum":
            return column.cum_sum()
        case "rolling_mean":
            return column.rolling_mean(window_size, min_samples=min_samples)
        case "rolling_sum":
            return column.rolling_sum(window_size, min_samples=min_samples)
        case "first":
            return column.first()
        case _:
            return column.last()


def _by_place(function: WindowFunction, keys: pl.Expr, buckets: int) -> pl.Expr:
    match function:
        case "rank":
            return _rank(keys)
        case "dense_rank":
            return _starts(keys).cum_sum().cast(pl.Int64)
        case "percent_rank":
            others = pl.len().cast(pl.Int64) - 1
            return pl.when(others > 0).then((_rank(keys) - 1) / others).otherwise(0.0)
        case "ntile":
            return _bucket(buckets)
        case _:
            return _NUMBER


def _starts(keys: pl.Expr) -> pl.Expr:
    """Whether a row differs from the one before. The first row always does, also where its keys are null."""
    return (_NUMBER == 1) | keys.ne_missing(keys.shift(1))


def _rank(keys: pl.Expr) -> pl.Expr:
    """The number of the first row of each run of ties."""
    return pl.when(_starts(keys)).then(_NUMBER).forward_fill()


def _bucket(buckets: int) -> pl.Expr:
    """Buckets of equal size; where that cannot be, the first ones have one row more, as in SQL."""
    rows = pl.len().cast(pl.Int64)
    size, larger = rows // buckets, rows % buckets
    place = _NUMBER - 1
    in_larger = place // (size + 1)
    behind = larger + (place - larger * (size + 1)) // pl.max_horizontal(size, pl.lit(1, dtype=pl.Int64))
    return pl.when(place < larger * (size + 1)).then(in_larger).otherwise(behind) + 1
