"""Group rows and compute one row for each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

import polars as pl
from pydantic import AfterValidator, Field, model_validator

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnNames, Lineage, NewColumnName, Transform, reads, refs
from uzo_jupyter.operations.aggregation import Aggregation, resolved


class Aggregate(Transform):
    """Make one row of each group of rows that have equal keys. Null is a key like any other.

    ``sum``, ``mean``, ``min`` and ``max`` leave nulls out; ``count`` counts values that are not null and
    ``len`` rows. ``first`` and ``last`` follow the order of the input. The groups come in any order unless
    ``maintain_order`` is set. A function's name instead of an expression, as in ``agg(price="sum")``, makes a
    column ``price_sum``.
    """

    name: ClassVar[str] = "aggregate"
    title: ClassVar[str] = "Group and aggregate"
    calls: ClassVar[tuple[Call, ...]] = (Call("group_by", rest="group_by"), Call("agg", named="aggregations"))
    synonyms: ClassVar[tuple[str, ...]] = ("groupby", "summarise", "summarize")
    example: ClassVar[str] = 'sales = orders.group_by("customer").agg(orders=len(), spent=col("price").sum())'
    materialised: ClassVar[bool] = True

    group_by: ColumnNames = Field(
        title="Group by", description="Rows that are equal in these columns form a group."
    )
    aggregations: Annotated[dict[NewColumnName, Aggregation], AfterValidator(resolved)] = Field(
        title="Aggregations",
        description="Expressions by the names of what they make, or functions by the columns that they read.",
        min_length=1,
    )
    maintain_order: bool = Field(
        default=False,
        title="Keep the order",
        description="Let the groups come in the order of their first rows.",
    )

    @model_validator(mode="after")
    def _names_differ(self) -> Aggregate:
        names = [*self.group_by, *(part.output for part in self.aggregations.values())]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"Two columns would be named {twice!r}: give one of them another name.")
        return self

    def refuse(self, schemas: Sequence[pl.Schema]) -> None:
        # The streaming engine refuses this only when it computes.
        for name, part in self.outputs.items():
            expression = part.expression.polars
            for column in part.expression.columns():
                dtype = schemas[0][column]
                if isinstance(dtype, pl.Date | pl.Datetime | pl.Time) and expression.meta.eq(
                    pl.col(column).sum()
                ):
                    hint = "min, max, mean and median work on dates and times."
                    raise UzoError(f"{name!r} would be a sum of {dtype}, which has none.", hint=hint)

    @property
    def outputs(self) -> Mapping[str, Aggregation]:
        """The aggregations by the names of the columns that they make."""
        return {aggregation.output: aggregation for aggregation in self.aggregations.values()}

    @property
    def fixes_order(self) -> bool:
        return self.maintain_order

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        made = [aggregation.expression.polars.alias(name) for name, aggregation in self.outputs.items()]
        return rows.group_by(self.group_by, maintain_order=self.maintain_order).agg(made)

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        keys = {column: refs([column]) for column in self.group_by}
        made = {name: refs(reads(part.expression, schemas[0])) for name, part in self.outputs.items()}
        return {**keys, **made}
