"""Keep the last rows."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import RowCount, Transform


class Tail(Transform):
    """Keep the last rows, in the order of the input; all of them where there are fewer. The whole input is
    read to find them.

    After a join, a union or an aggregation the order of rows is not fixed: sort first to get the same rows
    each time.
    """

    name: ClassVar[str] = "tail"
    title: ClassVar[str] = "Last rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("tail", positional=("n",)),)
    example: ClassVar[str] = "few = orders.tail(2)"

    n: RowCount = Field(default=5, title="Rows", description="How many rows to keep.")

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.tail(self.n)
