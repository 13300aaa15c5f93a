"""Sorted and filtered tables: what a person asks for, as a Polars query. Columns are found by their place, because
Polars reads some names as patterns."""

from __future__ import annotations

import polars as pl

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.protocol import CompareFilter, Filter, NullFilter, SortBy, TableQuery, TextFilter
from uzo_jupyter.session.literals import is_text, literal


def queried(rows: pl.LazyFrame, query: TableQuery) -> pl.LazyFrame:
    """The rows that the query asks for, in its order; rows that compare equal keep theirs.

    Raises
    ------
    UzoError
        When it names a column that is not there, or a value that is none of the column's type.

    Examples
    --------
    >>> rows = pl.LazyFrame({"a": [1, 3, None, 2]})
    >>> query = TableQuery(
    ...     sort=(SortBy(column="a", descending=True),), filters=(NullFilter(column="a", null=False),)
    ... )
    >>> queried(rows, query).collect()["a"].to_list()
    [3, 2, 1]
    """
    if query.is_all:
        return rows
    schema = rows.collect_schema()
    if query.filters:
        rows = rows.filter(*(_passes(each, schema) for each in query.filters))
    if query.sort:
        rows = rows.sort(
            [_order(each, schema) for each in query.sort],
            descending=[each.descending for each in query.sort],
            nulls_last=True,
            maintain_order=True,
        )
    return rows


def column_at(name: str, schema: pl.Schema) -> pl.Expr:
    """The column of that name.

    Raises
    ------
    UzoError
        When there is none.

    Examples
    --------
    >>> pl.DataFrame({"a": [1], "^.*$": [2]}).select(column_at("^.*$", pl.Schema({"a": pl.Int64, "^.*$": pl.Int64})))
    shape: (1, 1)
    ┌──────┐
    │ ^.*$ │
    │ ---  │
    │ i64  │
    ╞══════╡
    │ 2    │
    └──────┘
    """
    if name not in schema:
        raise UzoError(f"There is no column {name!r}.", hint=did_you_mean(name, schema.names(), "Columns"))
    return pl.nth(schema.names().index(name))


def _order(by: SortBy, schema: pl.Schema) -> pl.Expr:
    return column_at(by.column, schema)


def _passes(condition: Filter, schema: pl.Schema) -> pl.Expr:
    column = column_at(condition.column, schema)
    dtype = schema[condition.column]
    match condition:
        case NullFilter():
            return column.is_null() if condition.null else column.is_not_null()
        case TextFilter():
            return _has_text(_as_text(column, dtype), condition)
        case CompareFilter():
            value = literal(condition.value, dtype)
            return _compares(column.cast(pl.String) if is_text(dtype) else column, value, condition)


def _as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object):
        raise UzoError(f"A column of type {dtype} has no text to search.", hint="Filter nulls.")
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("polars")
    return column.cast(pl.String)


def _has_text(column: pl.Expr, condition: TextFilter) -> pl.Expr:
    text = condition.text
    if not condition.match_case:
        column, text = column.str.to_lowercase(), text.lower()
    match condition.op:
        case "contains":
            return column.str.contains(text, literal=True)
        case "lacks":
            return ~column.str.contains(text, literal=True)
        case "starts":
            return column.str.starts_with(text)
        case "ends":
            return column.str.ends_with(text)


def _compares(column: pl.Expr, value: pl.Expr, condition: CompareFilter) -> pl.Expr:
    match condition.op:
        case "=":
            return column == value
        case "!=":
            return column != value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case ">=":
            return column >= value
