"""Keep some rows by chance."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import RowCount, Transform

Fraction = Annotated[float, Field(ge=0, le=1)]


class Sample(Transform):
    """Keep some rows by chance, each at most once; all of them where there are fewer. They keep their order.

    The same seed picks the same positions each time. After a join, a union or an aggregation the order of
    rows is not fixed: sort first to get the same rows each time.
    """

    name: ClassVar[str] = "sample"
    title: ClassVar[str] = "Sample rows"
    calls: ClassVar[tuple[Call, ...]] = (Call("sample", positional=("n",)),)
    example: ClassVar[str] = "some = orders.sample(3, seed=7)"

    n: RowCount | None = Field(default=None, title="Rows", description="How many rows to keep.")
    fraction: Fraction | None = Field(
        default=None,
        title="Fraction",
        description="Which part of the rows to keep, from 0 to 1, rounded down.",
    )
    seed: Annotated[int, Field(ge=0, le=2**63)] = Field(
        default=0, title="Seed", description="Another number picks other rows."
    )

    @model_validator(mode="after")
    def _one_size(self) -> Sample:
        if (self.n is None) == (self.fraction is None):
            raise ValueError("A sample needs either n or fraction.")
        return self

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        place = pl.int_range(pl.len()).shuffle(seed=self.seed)
        size = pl.lit(self.n) if self.n is not None else (pl.len() * self.fraction).floor()
        return rows.filter(place < size)
