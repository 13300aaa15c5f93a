"""Put tables below each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnRef, Combine, Lineage

UnionHow = Literal["vertical", "vertical_relaxed", "diagonal", "diagonal_relaxed"]


class Union(Combine):
    """Put two or more tables below each other. Rows that are equal all stay.

    ``vertical`` needs the same columns in the same order with the same types; ``diagonal`` takes all columns
    that any table has and puts null where one lacks them; the relaxed forms also find a common type, such as
    that of Int64 and Float64. The rows of each table follow those of the table before.
    """

    name: ClassVar[str] = "union"
    title: ClassVar[str] = "Union"
    calls: ClassVar[tuple[Call, ...]] = (Call("union", more_nodes=True),)
    synonyms: ClassVar[tuple[str, ...]] = ("concat", "append", "union_all", "vstack")
    example: ClassVar[str] = 'people = customers.union(orders.select("customer"), how="diagonal")'
    inputs: ClassVar[tuple[str, ...]] = ("in1", "in2")
    receiver: ClassVar[str | None] = "in1"

    how: UnionHow = Field(
        default="vertical",
        title="How",
        description="Whether all tables must have the same columns and types.",
    )

    def input_names(self, connected: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"in{number}" for number in range(1, max(2, len(connected)) + 1))

    def combine(self, tables: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        if not self.how.startswith("diagonal"):
            _must_have_same_columns([table.collect_schema() for table in tables])
        return pl.concat(tables, how=self.how)

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return {
            column: frozenset(
                ColumnRef(index, column) for index, schema in enumerate(schemas) if column in schema
            )
            for column in output
        }


def _must_have_same_columns(schemas: Sequence[pl.Schema]) -> None:
    """Say which table differs: Polars only says which names do.

    Raises
    ------
    polars.exceptions.SchemaError
        When the tables do not have the same columns in the same order.
    """
    first = list(schemas[0])
    for number, schema in enumerate(schemas[1:], start=2):
        names = list(schema)
        if names == first:
            continue
        missing = [name for name in first if name not in schema]
        more = [name for name in names if name not in schemas[0]]
        found = [f"lacks {_few(missing)}"] if missing else []
        found += [f"also has {_few(more)}"] if more else []
        what = " and ".join(found) or "has its columns in another order"
        cure = "how='diagonal' matches columns by name."
        raise pl.exceptions.SchemaError(
            f"input {number} {what}: all tables of a union need the same columns. {cure}"
        )


def _few(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:3])) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
