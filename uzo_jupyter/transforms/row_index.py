"""Number the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Lineage, NewColumnName, RowCount, Transform, unchanged
from uzo_jupyter.operations.base import RowRule


class RowIndex(Transform):
    """Put a column in front that numbers the rows in the order of the input.

    After a join, a union or an aggregation that order is not fixed: sort first to get the same numbers each
    time.
    """

    name: ClassVar[str] = "row_index"
    title: ClassVar[str] = "Number rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("with_row_index", positional=("name", "offset")),)
    synonyms: ClassVar[tuple[str, ...]] = ("add_row_number", "with_row_count")
    example: ClassVar[str] = 'numbered = orders.with_row_index("line", offset=1)'
    rows: ClassVar[RowRule] = "same"

    # The class has a ``name`` already, so the setting of that name is called otherwise here.
    column: NewColumnName = Field(
        default="index",
        alias="name",
        title="Column",
        description="The name of the column that holds the numbers.",
    )
    offset: RowCount = Field(default=0, title="First number", description="The number of the first row.")

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.with_row_index(self.column, self.offset)

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return {**unchanged(schemas, output), self.column: frozenset()}
