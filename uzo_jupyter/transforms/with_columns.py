"""Add or replace columns by expressions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Lineage, NamedExpressions, Transform, computed
from uzo_jupyter.operations.base import RowRule


class WithColumns(Transform):
    """Add columns computed from expressions; a column of that name is replaced and keeps its place.

    Every expression sees the columns as they were before. Rows stay as they are; what is computed
    with a null is null.
    """

    name: ClassVar[str] = "with_columns"
    title: ClassVar[str] = "Compute columns"
    calls: ClassVar[tuple[Call, ...]] = (Call("with_columns", named="expressions"),)
    synonyms: ClassVar[tuple[str, ...]] = ("assign", "mutate", "withColumn")
    example: ClassVar[str] = 'priced = orders.with_columns(total=col("quantity") * col("price"))'
    rows: ClassVar[RowRule] = "same"

    expressions: NamedExpressions = Field(
        title="Computed columns", description="New columns, each the value of an expression.", min_length=1
    )

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.with_columns(part.polars.alias(name) for name, part in self.expressions.items())

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return computed(self.expressions, schemas, output)
