"""Turn columns into other data types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnName, DType, Transform
from uzo_jupyter.operations.base import RowRule
from uzo_jupyter.transforms.support.castable import is_castable

_HINTS: Mapping[type[pl.DataType], str] = {
    pl.List: 'Take one item, with_columns(first=col("x").list.first()), or unfold the lists: explode("x").',
    pl.String: 'Read text with with_columns(day=col("day").str.to_date()) and the like.',
}


class Cast(Transform):
    """Turn columns into other data types. Null stays null, rows keep their order.

    A value that does not fit the new type fails the run; with ``strict=False`` it becomes null.
    Text becomes a date by ``with_columns(day=col("day").str.to_date())``, not by a cast.
    """

    name: ClassVar[str] = "cast"
    title: ClassVar[str] = "Change types"
    calls: ClassVar[tuple[Call, ...]] = (Call("cast", positional=("dtypes",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("astype",)
    example: ClassVar[str] = 'exact = orders.cast({"price": Decimal(10, 2), "quantity": Float64})'
    rows: ClassVar[RowRule] = "same"
    advice: ClassVar[str | None] = "With strict=False values that do not fit become null."

    dtypes: dict[ColumnName, DType] = Field(
        title="Types",
        description="The new data type of each column, such as Int64 or Datetime('ms').",
        min_length=1,
    )
    strict: bool = Field(
        default=True,
        title="Strict",
        description="Fail on a value that does not fit; otherwise it becomes null.",
    )

    def refuse(self, schemas: Sequence[pl.Schema]) -> None:
        for column, dtype in self.dtypes.items():
            source = schemas[0][column]
            if not is_castable(source, dtype.polars):
                message = f"{column!r} is {source}, which cannot be turned into {dtype.text}."
                raise UzoError(message, hint=_HINTS.get(source.base_type()))

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.cast({column: dtype.polars for column, dtype in self.dtypes.items()}, strict=self.strict)
