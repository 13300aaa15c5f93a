"""Compute along the rows of a group without joining them to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field, model_validator

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import (
    ColumnName,
    ColumnRef,
    Flags,
    Lineage,
    NamedExpressions,
    NewColumnName,
    OptionalColumnNames,
    Transform,
    reads,
    refs,
    unchanged,
)
from uzo_jupyter.operations.base import RowRule
from uzo_jupyter.transforms.support.window_functions import (
    OF_A_COLUMN,
    ROLLING,
    WindowFunction,
    window_function,
)

Positive = Annotated[int, Field(ge=1, le=2**31)]


class Window(Transform):
    """Add a column computed along the rows of each group, in the order of ``order_by``. The rows stay as they
    are.

    Ties in ``order_by`` keep the order of the input; ``rank`` and ``dense_rank`` give them one number. Nulls
    come first in the order. ``lag`` and ``lead`` give null where there is no row to look at. ``cumsum``
    leaves nulls null and goes on behind them; rolling functions are null until ``min_samples`` values (by
    default ``window_size``) are there. Whole numbers stay whole numbers. With ``expressions`` each expression
    is computed over the rows of its group, so ``share=col("price") / col("price").sum()`` is a share of the
    group's sum.
    """

    name: ClassVar[str] = "window"
    title: ClassVar[str] = "Window function"
    calls: ClassVar[tuple[Call, ...]] = (Call("window", named="expressions"),)
    looks_at_types: ClassVar[bool] = True
    example: ClassVar[str] = (
        'visits = orders.window(function="row_number", partition_by="customer", order_by=["day", "id"], '
        'output_column="visit")'
    )
    costly: ClassVar[bool] = True
    rows: ClassVar[RowRule] = "same"
    costly: ClassVar[bool] = True

    partition_by: OptionalColumnNames = Field(
        default=(),
        title="Groups",
        description="Rows that are equal in these columns form a group; else all rows do.",
    )
    order_by: OptionalColumnNames = Field(
        default=(), title="In the order of", description="The columns that order the rows of a group."
    )
    descending: Flags = Field(
        default=False,
        title="Descending",
        description="Largest first: one answer for all columns, or one for each.",
    )
    function: WindowFunction | None = Field(
        default=None, title="Function", description="What to compute for each row from the rows of its group."
    )
    column: ColumnName | None = Field(
        default=None, title="Column", description="The column that the function reads."
    )
    offset: Annotated[int, Field(ge=0, le=2**31)] = Field(
        default=1, title="Offset", description="How many rows lag and lead look back or ahead."
    )
    window_size: Positive | None = Field(
        default=None,
        title="Window size",
        description="How many rows a rolling function looks at, the row's own last.",
    )
    min_samples: Positive | None = Field(
        default=None,
        title="Least values",
        description="How many values a rolling function needs; else it gives null.",
    )
    buckets: Positive | None = Field(
        default=None, title="Buckets", description="How many buckets ntile fills."
    )
    output_column: NewColumnName | None = Field(
        default=None,
        title="New column",
        description="The name of the new column; by default it follows the function.",
    )
    expressions: NamedExpressions = Field(
        default={},
        title="Expressions",
        description="New columns, each an expression over the rows of a group.",
    )

    @model_validator(mode="after")
    def _function_or_expressions(self) -> Window:
        if (self.function is None) == (not self.expressions):
            raise ValueError("A window needs either a function or expressions.")
        if isinstance(self.descending, tuple) and len(self.descending) != len(self.order_by):
            count = f"{len(self.descending)} values for {len(self.order_by)} columns"
            raise ValueError(f"descending has {count}: give one value, or one for each column of order_by.")
        return self

    @model_validator(mode="after")
    def _what_the_function_needs(self) -> Window:
        if self.function is None:
            return self
        if not self.order_by:
            raise ValueError(
                f"{self.function} needs order_by: without an order its result would be arbitrary."
            )
        if self.function in OF_A_COLUMN and self.column is None:
            raise ValueError(f"{self.function} needs column, the column that it reads.")
        if self.function in ROLLING and self.window_size is None:
            raise ValueError(f"{self.function} needs window_size, the number of rows that it looks at.")
        if self.min_samples is not None and self.min_samples > (self.window_size or self.min_samples):
            raise ValueError("min_samples must not be larger than window_size.")
        if self.function == "ntile" and self.buckets is None:
            raise ValueError("ntile needs buckets, the number of buckets that it fills.")
        return self

    def refuse(self, schemas: Sequence[pl.Schema]) -> None:
        # Polars ends with a panic here; other types that do not suit it refuses by itself.
        if self.function in ROLLING and self.column is not None:
            dtype = schemas[0][self.column]
            if not (dtype.is_numeric() or dtype.is_temporal() or isinstance(dtype, pl.Boolean | pl.Null)):
                raise UzoError(f"{self.function} needs numbers, but {self.column!r} is {dtype}.")

    @property
    def output_name(self) -> str:
        """The name of the column that the function makes."""
        if self.output_column is not None:
            return self.output_column
        return f"{self.column}_{self.function}" if self.function in OF_A_COLUMN else str(self.function)

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        if self.function is not None:
            made = [self._over(self._function(self.function)).alias(self.output_name)]
        else:
            made = [
                self._over(expression.polars).alias(name) for name, expression in self.expressions.items()
            ]
        return rows.with_columns(made)

    def _function(self, function: WindowFunction) -> pl.Expr:
        return window_function(
            function,
            None if self.column is None else pl.col(self.column),
            pl.struct(self.order_by),
            offset=self.offset,
            window_size=self.window_size or 1,
            min_samples=self.min_samples,
            buckets=self.buckets or 1,
        )

    def _over(self, expression: pl.Expr) -> pl.Expr:
        if not self.order_by:
            return expression.over(self.partition_by) if self.partition_by else expression
        return expression.over(
            self.partition_by or None, order_by=self._order(), descending=self._all_descending()
        )

    def _all_descending(self) -> bool:
        return self.descending is True or (isinstance(self.descending, tuple) and all(self.descending))

    def _order(self) -> list[str | pl.Expr]:
        """The order, the place in the input last: without it Polars may order ties as it likes."""
        place = pl.int_range(pl.len())
        if self._all_descending():
            return [*self.order_by, -place]
        flags = self.descending if isinstance(self.descending, tuple) else (False,) * len(self.order_by)
        # Polars knows one direction for all; ranks turn the other ones round.
        keys = [
            pl.col(key).rank("dense", descending=True) if flag else key
            for key, flag in zip(self.order_by, flags, strict=True)
        ]
        return [*keys, place]

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        known = unchanged(schemas, output)
        if self.function is None:
            made = {name: refs(reads(part, schemas[0])) for name, part in self.expressions.items()}
            return {**known, **made}
        read = [self.column] if self.function in OF_A_COLUMN and self.column else []
        found: frozenset[ColumnRef] = refs(read or self.order_by)
        return {**known, self.output_name: found if read or "rank" in self.function else frozenset()}
