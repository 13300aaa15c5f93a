"""Keep one of the rows that are equal."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import OptionalColumnNames, Transform


class Unique(Transform):
    """Keep one row of each set of rows that are equal in all columns, or in some of them. Nulls are equal.

    The first row of a set is kept, so the result is the same each time; ``keep="any"`` is faster.
    The rows come in any order unless ``maintain_order`` is set.
    """

    name: ClassVar[str] = "unique"
    title: ClassVar[str] = "Remove duplicates"
    calls: ClassVar[tuple[Call, ...]] = (Call("unique", positional=("subset",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("drop_duplicates", "distinct")
    example: ClassVar[str] = 'firsts = orders.unique("customer", maintain_order=True)'
    costly: ClassVar[bool] = True
    costly: ClassVar[bool] = True

    subset: OptionalColumnNames = Field(
        default=(),
        title="Equal in",
        description="The columns that must be equal; all columns where none is named.",
    )
    keep: Literal["first", "last", "any", "none"] = Field(
        default="first",
        title="Keep",
        description="Which row of a set to keep; none drops every row that has an equal.",
    )
    maintain_order: bool = Field(
        default=False, title="Keep the order", description="Let the rows come in the order of the input."
    )

    @property
    def fixes_order(self) -> bool:
        return self.maintain_order

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.unique(self.subset or None, keep=self.keep, maintain_order=self.maintain_order)
