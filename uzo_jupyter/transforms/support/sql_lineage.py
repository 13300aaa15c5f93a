"""Where the columns of a query come from, by sqlglot (loaded only where a workflow has SQL)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage  # pyright: ignore[reportUnknownVariableType]

from uzo_jupyter.operations import ColumnRef, Lineage

# Names of columns are what they are: Polars does not fold their case.
_DIALECT = "postgres, normalization_strategy=case_sensitive"


def sql_lineage(query: str, tables: Mapping[str, pl.Schema], output: Sequence[str]) -> Lineage:
    """For each column of a query's result the columns of its tables that it comes from.

    Where a query is beyond sqlglot, a column may come from every column.

    Examples
    --------
    >>> tables = {"a": pl.Schema({"x": pl.Int64, "y": pl.Int64})}
    >>> dict(sql_lineage("select x + y as z from a", tables, ["z"])) == {
    ...     "z": frozenset({ColumnRef(0, "x"), ColumnRef(0, "y")})}
    True
    """
    schema = {name: dict.fromkeys(columns, "int") for name, columns in tables.items()}
    numbers = {name: number for number, name in enumerate(tables)}
    everything = frozenset(
        ColumnRef(numbers[name], column) for name, columns in tables.items() for column in columns
    )
    found: dict[str, frozenset[ColumnRef]] = {}
    for column in output:
        try:
            root = lineage(exp.column(column, quoted=True).name, query, schema=schema, dialect=_DIALECT)
            found[column] = frozenset(_leaves(root, numbers)) & everything
        except (SqlglotError, ValueError, KeyError):
            found[column] = everything
    return found


def _leaves(root: Node, numbers: Mapping[str, int]) -> set[ColumnRef]:
    leaves: set[ColumnRef] = set()
    for node in root.walk():
        if not node.downstream and isinstance(node.expression, exp.Table):
            table = node.expression.name
            column = exp.to_column(node.name).name
            if table in numbers:
                leaves.add(ColumnRef(numbers[table], column))
    return leaves
