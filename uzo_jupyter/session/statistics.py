"""What is known of the values of a column: nulls, different values, the least and the greatest, a small chart."""

from __future__ import annotations

import math

import polars as pl

from uzo_jupyter.protocol import Bar, ColumnFacts
from uzo_jupyter.protocol.tables import MAX_TEXT
from uzo_jupyter.session.literals import is_text
from uzo_jupyter.session.queries import column_at

EXACT_ROWS = 1_000_000
"""Up to so many rows, different values are counted; above that they are estimated, in a hundredth of the memory."""
MOST_GROUPS = 100_000
"""Columns with more different values than that have no most frequent ones worth showing."""
BARS = 16
TOP_VALUES = 8
_LABEL = 60
_LAST_DAY = 250_000 * 365
"""From 1970; a little later the calendar of Polars ends."""
_IN_A_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_LONGEST = 1e12
_MOST_DECIMALS = 6


def column_facts(rows: pl.LazyFrame, name: str) -> tuple[ColumnFacts, pl.DataFrame]:
    """What is known of a column, and its least and greatest value as a frame of two rows (none where there are none).

    Raises
    ------
    UzoError
        When there is no such column.

    Examples
    --------
    >>> facts, extremes = column_facts(pl.LazyFrame({"a": [1, 2, 2, None]}), "a")
    >>> facts.nulls, facts.distinct, extremes["a"].to_list()
    (1, 2, [1, 2])
    >>> [(bar.label, bar.rows) for bar in facts.bars]
    [('1', 1), ('2', 2)]
    """
    schema = rows.collect_schema()
    dtype = schema[name] if name in schema else pl.Null()
    values = rows.select(column_at(name, schema).alias("value"))
    height, nulls = values.select(pl.len(), pl.first().null_count().alias("nulls")).collect().row(0)
    exact = height <= EXACT_ROWS
    distinct = _distinct(values, dtype, exact=exact)
    extremes = _extremes(values, dtype)
    kind, bars = "ranges", ()
    if is_text(dtype) or isinstance(dtype, pl.Boolean):
        kind = "values"
        bars = _most_frequent(values) if distinct is not None and distinct <= MOST_GROUPS else ()
    elif extremes.height:
        bars = _ranges(values, dtype) if _has_names(extremes["value"]) else ()
    facts = ColumnFacts(
        rows=height,
        nulls=nulls,
        distinct=distinct,
        distinct_exact=exact,
        bars_of="values" if kind == "values" else "ranges",
        bars=bars,
    )
    return facts, extremes.rename({"value": name})


def _distinct(values: pl.LazyFrame, dtype: pl.DataType, *, exact: bool) -> int | None:
    present = values.drop_nulls()
    if exact and not isinstance(dtype, pl.Object):
        return int(present.select(pl.first().n_unique()).collect().item())
    if dtype.is_nested() or isinstance(dtype, pl.Object | pl.Null):
        return None
    return int(present.select(pl.first().approx_n_unique()).collect().item())


def _extremes(values: pl.LazyFrame, dtype: pl.DataType) -> pl.DataFrame:
    """Two rows of the column's type, or none: lists and structs have no order that means something."""
    if dtype.is_nested() or isinstance(dtype, pl.Object | pl.Null | pl.Binary):
        return pl.DataFrame(schema={"value": pl.Null})
    value = pl.first().cast(pl.String) if isinstance(dtype, pl.Categorical) else pl.first()
    least, greatest = value.min().alias("value"), value.max().alias("value")
    found = pl.concat([values.select(least), values.select(greatest)]).collect()
    return found.drop_nulls()


def _has_names(values: pl.Series) -> bool:
    """Whether dates and times can be written: Polars counts on where the calendar that names them ends."""
    if not isinstance(values.dtype, pl.Date | pl.Datetime):
        return True
    day = _IN_A_DAY[values.dtype.time_unit] if isinstance(values.dtype, pl.Datetime) else 1
    return all(abs(number) // day < _LAST_DAY for number in values.to_physical())


def _most_frequent(values: pl.LazyFrame) -> tuple[Bar, ...]:
    counted = (
        values.drop_nulls()
        .select(pl.first().cast(pl.String))
        .group_by("value")
        .len("rows")
        .sort(["rows", "value"], descending=[True, False])
        .head(TOP_VALUES)
        .collect()
    )
    return tuple(
        Bar(label=_cut(value), rows=rows, value=value if len(value) <= MAX_TEXT else None)
        for value, rows in counted.rows()
    )


def _ranges(values: pl.LazyFrame, dtype: pl.DataType) -> tuple[Bar, ...]:
    """How many rows each of some ranges of equal width has; whole numbers have ranges of whole numbers."""
    number = _number(dtype)
    low, high = values.select(number.min().alias("low"), number.max().alias("high")).collect().row(0)
    if low is None or not math.isfinite(high - low) or high == low:
        return ()
    whole = not (dtype.is_float() or dtype.is_decimal())
    width = (high - low) / BARS
    if width == 0:
        return ()  # The two are the smallest numbers that there are.
    if whole:
        width = float(max(1, math.ceil((high - low + 1) / BARS)))
    last = min(BARS - 1, int((high - low) // width))
    bar = ((number - low) / width).floor().clip(0, last).cast(pl.Int32)
    counted = dict(values.select(bar.alias("bar")).drop_nulls().group_by("bar").len("rows").collect().rows())
    begins = pl.Series([low + width * index for index in range(last + 1)])
    ends = [min(high, low + width * (index + 1) - (1 if whole else 0)) for index in range(last + 1)]
    pairs = zip(_labels(begins, dtype, width), _labels(pl.Series(ends), dtype, width), strict=True)
    names = [begin if begin == end else f"{begin} to {end}" for begin, end in pairs]
    return tuple(Bar(label=name, rows=counted.get(index, 0)) for index, name in enumerate(names))


def _number(dtype: pl.DataType) -> pl.Expr:
    """Values as numbers to draw; those that no range can hold are left out."""
    value = pl.first() if dtype.is_numeric() else pl.first().to_physical()
    number = value.cast(pl.Float64)
    return pl.when(number.is_finite()).then(number) if dtype.is_float() else number


def _labels(numbers: pl.Series, dtype: pl.DataType, width: float) -> list[str]:
    if dtype.is_float() or dtype.is_decimal():
        return _digits(numbers.to_list(), width)
    if dtype.is_integer():
        return [f"{round(number):,}" for number in numbers]
    # The utmost numbers of 64 bits are not to be had as fractions: the next ones are beyond them.
    typed = numbers.round().clip(-(2.0**63), 2.0**63 - 1025).cast(pl.Int64).cast(dtype)
    if isinstance(dtype, pl.Duration):
        return typed.dt.to_string("polars").to_list()
    if isinstance(dtype, pl.Datetime):
        return typed.dt.strftime("%Y-%m-%d %H:%M:%S").to_list()
    return typed.cast(pl.String).to_list()


def _digits(numbers: list[float], width: float) -> list[str]:
    """Numbers with as many digits as tell apart those that are ``width`` apart.

    Examples
    --------
    >>> _digits([100000.1, 100000.15], 0.05)
    ['100,000.100', '100,000.150']
    >>> _digits([0.0, 2.5e30], 2.5e30)
    ['0', '2.5e+30']
    """
    largest = max(abs(number) for number in numbers)
    decimals = max(0, 1 - math.floor(math.log10(width)))
    if largest < _LONGEST and decimals <= _MOST_DECIMALS:
        return [f"{number:,.{decimals}f}" for number in numbers]
    digits = max(4, math.floor(math.log10(largest / width)) + 2)
    return [f"{number:.{digits}g}" for number in numbers]


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"
