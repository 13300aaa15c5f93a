"""Drop rows that have a null."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import OptionalColumnNames, Transform


class DropNulls(Transform):
    """Drop the rows that have a null in any column, or in any of some columns. NaN and empty text are no
    nulls.

    The rows that stay keep their order.
    """

    name: ClassVar[str] = "drop_nulls"
    title: ClassVar[str] = "Drop rows with nulls"
    calls: ClassVar[tuple[Call, ...]] = (Call("drop_nulls", positional=("subset",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("dropna",)
    example: ClassVar[str] = 'counted = orders.drop_nulls("quantity")'

    subset: OptionalColumnNames = Field(
        default=(), title="Look in", description="The columns to look at; all columns where none is named."
    )

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.drop_nulls(self.subset or None)
