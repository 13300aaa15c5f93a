"""One row for each item of a list."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnNames, Transform


class Explode(Transform):
    """Make one row of each item of a list; the other columns are repeated. Items and rows keep their order.

    A row whose list is empty disappears (or has a null, with ``empty_as_null``); one whose list is null stays
    with a null (or disappears, with ``keep_nulls=False``). Several columns are unfolded together: in each row
    their lists must be equally long.
    """

    name: ClassVar[str] = "explode"
    title: ClassVar[str] = "Unfold lists"
    calls: ClassVar[tuple[Call, ...]] = (Call("explode", rest="columns"),)
    looks_at_types: ClassVar[bool] = True
    synonyms: ClassVar[tuple[str, ...]] = ("flatten", "unnest_list")
    example: ClassVar[str] = 'tagged = orders.explode("tags")'

    columns: ColumnNames = Field(title="Columns", description="The columns of lists to unfold.")
    empty_as_null: bool = Field(
        default=False, title="Keep empty lists", description="Let a row with an empty list stay, with a null."
    )
    keep_nulls: bool = Field(
        default=True, title="Keep nulls", description="Let a row whose list is null stay, with a null."
    )

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.explode(self.columns, empty_as_null=self.empty_as_null, keep_nulls=self.keep_nulls)
