"""Keep the first rows."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import RowCount, Transform


class Head(Transform):
    """Keep the first rows, in the order of the input; all of them where there are fewer. A head after a sort
    is a top list.

    After a join, a union or an aggregation the order of rows is not fixed: sort first to get the same rows
    each time.
    """

    name: ClassVar[str] = "head"
    title: ClassVar[str] = "First rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("head", positional=("n",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("limit", "take", "first")
    example: ClassVar[str] = "few = orders.head(2)"
    aliases: ClassVar[tuple[str, ...]] = ("limit",)

    n: RowCount = Field(default=5, title="Rows", description="How many rows to keep.")

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.head(self.n)
