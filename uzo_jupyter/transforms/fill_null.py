"""Put values where there are nulls."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl
import polars.selectors as cs
from pydantic import Field, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import OptionalColumnNames, Transform
from uzo_jupyter.operations.base import RowRule

Strategy = Literal["forward", "backward", "min", "max", "mean", "zero", "one"]
_OF_NUMBERS = frozenset({"mean", "zero", "one"})


class FillNull(Transform):
    """Put a value where there are nulls, or one that is found by a strategy. NaN is no null.

    Without ``columns``, a value goes into the columns of its kind (a number into numbers, text into text),
    and ``mean``, ``zero`` and ``one`` into numbers only. ``forward`` and ``backward`` take the nearest value
    before or after in the order of the rows; nulls without such a neighbour stay. ``mean`` keeps the type of
    the column.
    """

    name: ClassVar[str] = "fill_null"
    title: ClassVar[str] = "Fill nulls"
    calls: ClassVar[tuple[Call, ...]] = (Call("fill_null", positional=("value", "strategy")),)
    looks_at_types: ClassVar[bool] = True
    synonyms: ClassVar[tuple[str, ...]] = ("fillna",)
    example: ClassVar[str] = 'counted = orders.fill_null(0, columns="quantity")'
    rows: ClassVar[RowRule] = "same"

    columns: OptionalColumnNames = Field(
        default=(), title="Columns", description="The columns to fill; all that suit where none is named."
    )
    value: bool | int | float | str | None = Field(
        default=None, title="Value", description="The value to put where there is a null."
    )
    strategy: Strategy | None = Field(
        default=None,
        title="Strategy",
        description="How to find the value: from neighbours, or from the whole column.",
    )

    @model_validator(mode="after")
    def _one_way(self) -> FillNull:
        if (self.value is None) == (self.strategy is None):
            raise ValueError("Filling nulls needs either a value or a strategy.")
        return self

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        if self.columns:
            return rows.with_columns(pl.col(self.columns).fill_null(self.value, self.strategy))
        if self.strategy in _OF_NUMBERS:
            return rows.with_columns(cs.numeric().fill_null(strategy=self.strategy))
        return rows.fill_null(self.value, self.strategy)
