"""Order rows by columns."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnNames, Flags, Transform
from uzo_jupyter.operations.base import RowRule


class Sort(Transform):
    """Order rows by one or more columns, the most significant first.

    Nulls come first, also in descending order, unless ``nulls_last`` is set. Rows that are equal in all these
    columns come in any order; with ``maintain_order`` they keep the order that they had, which takes longer.
    """

    name: ClassVar[str] = "sort"
    title: ClassVar[str] = "Sort rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("sort", rest="by"),)
    synonyms: ClassVar[tuple[str, ...]] = ("sort_values", "order_by", "arrange", "orderBy")
    example: ClassVar[str] = 'dear = orders.sort("price", "id", descending=[True, False])'
    costly: ClassVar[bool] = True
    rows: ClassVar[RowRule] = "same"
    costly: ClassVar[bool] = True

    by: ColumnNames = Field(
        title="Sort by", description="The columns to sort by, the most significant first."
    )
    descending: Flags = Field(
        default=False,
        title="Descending",
        description="Largest first: one answer for all columns, or one for each.",
    )
    nulls_last: Flags = Field(
        default=False,
        title="Nulls last",
        description="Nulls at the end: one answer for all columns, or one for each.",
    )
    maintain_order: bool = Field(
        default=False, title="Keep the order of ties", description="Let rows that are equal keep their order."
    )

    @model_validator(mode="after")
    def _one_flag_each(self) -> Sort:
        for name, flags in (("descending", self.descending), ("nulls_last", self.nulls_last)):
            if isinstance(flags, tuple) and len(flags) != len(self.by):
                raise ValueError(
                    f"{name} has {len(flags)} values for {len(self.by)} columns: give one, or one for each."
                )
        return self

    @property
    def fixes_order(self) -> bool:
        return self.maintain_order

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.sort(
            self.by,
            descending=self.descending,
            nulls_last=self.nulls_last,
            maintain_order=self.maintain_order,
        )
