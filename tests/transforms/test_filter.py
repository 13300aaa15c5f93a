"""Filter keeps the rows for which a condition holds."""

from __future__ import annotations

import polars as pl

from .conftest import Run


def test_rows_where_the_condition_is_null_are_dropped(run: Run) -> None:
    table = pl.DataFrame({"a": [1, None, 3]})
    assert run("filter", {"expression": "col('a') > 1"}, table)["a"].to_list() == [3]


def test_rows_keep_their_order(run: Run) -> None:
    table = pl.DataFrame({"a": [3, 1, 2, 5]})
    assert run("filter", {"expression": "col('a') > 1"}, table)["a"].to_list() == [3, 2, 5]


def test_an_empty_table_stays_empty(run: Run) -> None:
    table = pl.DataFrame(schema={"a": pl.Int64})
    assert run("filter", {"expression": "col('a') > 1"}, table).schema == table.schema
