"""Rows to columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, cast

import polars as pl
from pydantic import AliasChoices, Field, Strict, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnNames, Lineage, Transform, refs
from uzo_jupyter.operations.aggregation import AggregationFunction, apply_function

MAX_COLUMNS = 10_000
"""More columns than this are a mistake: a column of ids was unfolded."""

_Values = Annotated[tuple[bool | int | float | str, ...], Strict(False)]


class Pivot(Transform):
    """Make one column of each value of a column, and one row of each set of equal index columns.

    Several values that meet in one cell are aggregated; where none meets, ``sum``, ``len``, ``count`` and
    ``n_unique`` give 0 and the others null. With ``on_columns`` only those values become columns, in that
    order, and the columns are known before the run. Without it the data are read once more to find them, and
    they are sorted. The rows come in any order unless ``maintain_order`` is set.
    """

    name: ClassVar[str] = "pivot"
    title: ClassVar[str] = "Rows to columns"
    calls: ClassVar[tuple[Call, ...]] = (Call("pivot", positional=("on", "on_columns")),)
    synonyms: ClassVar[tuple[str, ...]] = ("pivot_table", "crosstab", "spread")
    example: ClassVar[str] = (
        'wide = orders.pivot("product", on_columns=["tea", "cup"], index="customer", values="quantity")'
    )
    materialised: ClassVar[bool] = True

    on: ColumnNames = Field(
        validation_alias=AliasChoices("on", "columns"),
        title="Columns from",
        description="The column whose values become columns.",
    )
    on_columns: _Values = Field(
        default=(),
        title="Values",
        description="The values that become columns; all of them where none is named.",
    )
    index: ColumnNames = Field(
        title="Rows", description="Rows that are equal in these columns become one row."
    )
    values: ColumnNames = Field(title="Cells", description="The columns whose values fill the cells.")
    aggregate: AggregationFunction = Field(
        default="sum",
        validation_alias=AliasChoices("aggregate", "aggregateFunction", "aggregate_function"),
        title="Aggregate",
        description="How several values of one cell become one.",
    )
    maintain_order: bool = Field(
        default=False, title="Keep the order", description="Let the rows come in the order of the input."
    )

    @model_validator(mode="after")
    def _one_column_for_values(self) -> Pivot:
        if self.on_columns and len(self.on) > 1:
            raise ValueError(
                "on_columns names the values of one column: give one column in on, or leave it out."
            )
        return self

    @property
    def is_dynamic(self) -> bool:
        return not self.on_columns

    @property
    def reads_ahead(self) -> bool:
        # The values that become columns are looked up first: without a result of its own the input would run twice.
        return self.is_dynamic

    @property
    def fixes_order(self) -> bool:
        return self.maintain_order

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.pivot(
            self.on,
            self._known_columns(rows) if self.on_columns else self._found_columns(rows),
            index=self.index,
            values=self.values,
            aggregate_function=apply_function(self.aggregate, pl.element()),
            maintain_order=self.maintain_order,
        )

    def _known_columns(self, rows: pl.LazyFrame) -> pl.Series:
        values = pl.Series(self.on[0], list(self.on_columns), strict=False)
        dtype = rows.select(self.on).collect_schema()[self.on[0]]
        if dtype.is_temporal():
            return values.str.strptime(cast("pl.Date", dtype))
        return values.cast(dtype)

    def _found_columns(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """The values that there are, sorted. Only the data can tell, so they are read here.

        Raises
        ------
        polars.exceptions.InvalidOperationError
            When there are so many that a wrong column was chosen.
        """
        query = rows.select(self.on).unique().head(MAX_COLUMNS + 1)
        found = query.collect().sort(self.on)
        if found.height > MAX_COLUMNS:
            message = (
                f"{', '.join(self.on)} has more than {MAX_COLUMNS:,} values, and each would become a column."
            )
            cure = "Choose a column with fewer values, or name the values in on_columns."
            raise pl.exceptions.InvalidOperationError(f"{message} {cure}")
        return found

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        keys = {column: refs([column]) for column in self.index}
        made = [column for column in output if column not in keys]
        # All columns of the first value column come first, then those of the next one.
        block = max(1, len(made) // len(self.values))
        cells = {column: refs([self.values[position // block]]) for position, column in enumerate(made)}
        return {**keys, **cells}
