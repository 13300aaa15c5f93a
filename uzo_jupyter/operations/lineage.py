"""Which columns a column is made of: the answer that each operation gives for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl

from uzo_jupyter.operations.fields import Expression


class ColumnRef(NamedTuple):
    """A column of one of the inputs (counted from 0)."""

    input: int
    column: str


Lineage: TypeAlias = Mapping[str, frozenset[ColumnRef]]
"""For each column of the output the columns of the inputs that its values come from."""


def refs(columns: Iterable[str], input: int = 0) -> frozenset[ColumnRef]:
    """References to columns of one input."""
    return frozenset(ColumnRef(input, column) for column in columns)


def unchanged(schemas: Sequence[pl.Schema], output: pl.Schema) -> dict[str, frozenset[ColumnRef]]:
    """Each column comes from the column of the same name in the first input that has it.

    Examples
    --------
    >>> unchanged([pl.Schema({"a": pl.Int64})], pl.Schema({"a": pl.Int64}))
    {'a': frozenset({ColumnRef(input=0, column='a')})}
    """
    lineage: dict[str, frozenset[ColumnRef]] = {}
    for column in output:
        owner = next((index for index, schema in enumerate(schemas) if column in schema), None)
        lineage[column] = frozenset() if owner is None else refs([column], owner)
    return lineage


def reads(expression: Expression, schema: pl.Schema) -> tuple[str, ...]:
    """The columns of a table that an expression reads, those that it names by a pattern or a selector too.

    Examples
    --------
    >>> reads(Expression.parse("sum_horizontal(all()) - col('a')"), pl.Schema({"a": pl.Int64, "b": pl.Int64}))
    ('a', 'b')
    """
    named = expression.columns()
    try:
        # Polars lists the columns of a selector nowhere but in the plan, where every one is written out.
        plan = schema.to_frame(eager=False).select(expression.polars).explain(optimized=False)
    except pl.exceptions.PolarsError:
        plan = ""
    return tuple(column for column in schema if column in named or f'col("{column}")' in plan)


def computed(
    expressions: Mapping[str, Expression], schemas: Sequence[pl.Schema], output: pl.Schema
) -> dict[str, frozenset[ColumnRef]]:
    """As :func:`unchanged`, but the named columns come from what their expressions read."""
    lineage = unchanged(schemas, output)
    for name, expression in expressions.items():
        lineage[name] = refs(reads(expression, schemas[0]))
    return lineage
