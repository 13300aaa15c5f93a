"""The first row that makes an operation fail: found by halving, so that a person can look at it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from uzo_jupyter.checking import POLARS_ERRORS
from uzo_jupyter.operations import Operation, Transform

_SECONDS = 5.0
"""A search that takes longer is given up: the failure itself is told already."""
_COLUMN = re.compile(r"in column '([^']+)'")
_VALUE = 60


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A row of the input, counted from 1, and those of its values that the failure is about."""

    row: int
    values: Mapping[str, str]

    def sentence(self, table: str) -> str:
        """What a person is told of it.

        Examples
        --------
        >>> FailingRow(1204, {"note": "'x'"}).sentence("orders")
        "Row 1,204 of 'orders' is the first that fails: note is 'x'."
        """
        values = ", ".join(f"{name} is {value}" for name, value in self.values.items())
        return f"Row {self.row:,} of {table!r} is the first that fails{f': {values}' if values else ''}."


def find_failing_row(
    operation: Operation, batches: Iterable[pl.DataFrame], error: BaseException
) -> FailingRow | None:
    """The first row that fails alone as all rows do; None where there is none, such as with an aggregate.

    Parameters
    ----------
    operation
        What failed.
    batches
        Its input, in order.
    error
        How it failed on the whole of it.

    Examples
    --------
    >>> from uzo_jupyter.transforms.cast import Cast
    >>> cast = Cast.bind({"dtypes": {"note": "Int64"}}, {})
    >>> try:
    ...     cast.apply(pl.LazyFrame({"note": ["1", "x"]})).collect()
    ... except pl.exceptions.PolarsError as error:
    ...     find_failing_row(cast, [pl.DataFrame({"note": ["1", "x"]})], error)
    FailingRow(row=2, values={'note': "'x'"})
    """
    if not isinstance(operation, Transform) or not isinstance(error, POLARS_ERRORS):
        return None
    deadline = time.monotonic() + _SECONDS
    before = 0
    for batch in batches:
        if _fails(operation, batch, error):
            index = _first_row(operation, batch, error, deadline)
            return None if index is None else _failing_row(batch, index, before, error)
        before += batch.height
        if time.monotonic() > deadline:
            return None
    return None


def _first_row(
    operation: Transform, batch: pl.DataFrame, error: BaseException, deadline: float
) -> int | None:
    low, high = 0, batch.height
    while high - low > 1:
        if time.monotonic() > deadline:
            return None
        middle = (low + high) // 2
        if _fails(operation, batch[low:middle], error):
            high = middle
        else:
            low = middle
    # Where rows are looked at together, none may fail alone.
    return low if _fails(operation, batch[low:high], error) else None


def _fails(operation: Transform, rows: pl.DataFrame, error: BaseException) -> bool:
    try:
        operation.apply(rows.lazy()).collect(engine="in-memory")
    except POLARS_ERRORS as found:
        return type(found) is type(error)
    return False


def _failing_row(batch: pl.DataFrame, index: int, before: int, error: BaseException) -> FailingRow:
    named = _COLUMN.search(str(error))
    columns = [named[1]] if named and named[1] in batch.columns else []
    values = {column: _short(batch[column][index]) for column in columns}
    return FailingRow(before + index + 1, values)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _VALUE else f"{text[: _VALUE - 1]}…"
