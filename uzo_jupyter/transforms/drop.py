"""Leave columns out."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnNames, Transform
from uzo_jupyter.operations.base import RowRule


class Drop(Transform):
    """Leave some columns out; the others keep their order, and all rows stay."""

    name: ClassVar[str] = "drop"
    title: ClassVar[str] = "Drop columns"
    calls: ClassVar[tuple[Call, ...]] = (Call("drop", rest="columns"),)
    synonyms: ClassVar[tuple[str, ...]] = ("drop_columns",)
    example: ClassVar[str] = 'short = orders.drop("tags", "day")'
    rows: ClassVar[RowRule] = "same"

    columns: ColumnNames = Field(title="Columns", description="The columns to leave out.")

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.drop(self.columns)
