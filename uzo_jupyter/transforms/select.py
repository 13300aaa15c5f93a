"""Keep, order and compute columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import polars as pl
from pydantic import Field, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Lineage, NamedExpressions, OptionalColumnNames, Transform, computed


class Select(Transform):
    """Keep the named columns, in that order, and columns computed from expressions after them.

    All other columns are dropped. Rows keep their order. Where every column is an aggregate such as
    ``col("price").sum()``, the result is one row; an aggregate beside plain columns is repeated in each row.
    """

    name: ClassVar[str] = "select"
    title: ClassVar[str] = "Select columns"
    calls: ClassVar[tuple[Call, ...]] = (Call("select", rest="columns", named="expressions"),)
    example: ClassVar[str] = 'lines = orders.select("id", "product", total=col("quantity") * col("price"))'

    columns: OptionalColumnNames = Field(
        (), title="Columns", description="The columns to keep, in this order."
    )
    expressions: NamedExpressions = Field(
        default={}, title="Computed columns", description="New columns, each the value of an expression."
    )

    @model_validator(mode="after")
    def _something_once(self) -> Select:
        if not self.columns and not self.expressions:
            raise ValueError("Select needs a column or an expression.")
        names = [*self.columns, *self.expressions]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice!r} is selected twice: give one of them another name.")
        return self

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        computed = [expression.polars.alias(name) for name, expression in self.expressions.items()]
        return rows.select(*self.columns, *computed)

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return computed(self.expressions, schemas, output)
