"""Keep the rows for which a condition holds."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Expression, Transform


class Filter(Transform):
    """Keep the rows for which a condition holds. Rows where it is null are dropped, as Polars does."""

    name: ClassVar[str] = "filter"
    title: ClassVar[str] = "Filter rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("filter", positional=("expression",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("query", "where")
    example: ClassVar[str] = 'large = orders.filter(col("quantity") > 1)'

    expression: Expression = Field(
        title="Keep rows where", description="A condition on the columns of a row."
    )

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.filter(self.expression.polars)
