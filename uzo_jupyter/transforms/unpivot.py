"""Columns to rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import polars as pl
from pydantic import Field, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnRef, Lineage, NewColumnName, OptionalColumnNames, Transform, refs


class Unpivot(Transform):
    """Make one row of each value of some columns: its column's name, its value, and the columns of ``index``.

    All columns that are neither unfolded nor in ``index`` are dropped. Nulls are values too. The values get
    the smallest type that holds them all. The rows come in any order.
    """

    name: ClassVar[str] = "unpivot"
    title: ClassVar[str] = "Columns to rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("unpivot", positional=("on",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("melt", "gather")
    example: ClassVar[str] = (
        'long = readings.unpivot(["mon", "tue", "wed"], index="sensor", variable_name="day")'
    )

    on: OptionalColumnNames = Field(
        default=(),
        title="Unfold",
        description="The columns whose values become rows; all but index where none is named.",
    )
    index: OptionalColumnNames = Field(
        default=(), title="Keep", description="Columns that are repeated beside each value."
    )
    variable_name: NewColumnName = Field(
        default="variable",
        title="Column of names",
        description="The column that holds the names of the columns.",
    )
    value_name: NewColumnName = Field(
        default="value", title="Column of values", description="The column that holds the values."
    )

    @model_validator(mode="after")
    def _names_differ(self) -> Unpivot:
        if self.variable_name == self.value_name:
            raise ValueError(
                "variable_name and value_name are the same: each column needs a name of its own."
            )
        return self

    @property
    def fixes_order(self) -> bool:
        return False

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.unpivot(
            self.on or None,
            index=self.index or None,
            variable_name=self.variable_name,
            value_name=self.value_name,
        )

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        unfolded = self.on or tuple(column for column in schemas[0] if column not in self.index)
        made = {self.variable_name: frozenset[ColumnRef](), self.value_name: refs(unfolded)}
        return {column: made[column] if column in made else refs([column]) for column in output}
