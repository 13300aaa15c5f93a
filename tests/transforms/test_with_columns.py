"""With_columns adds and replaces columns."""

from __future__ import annotations

import polars as pl

from .conftest import Refusal, Run


def test_expressions_see_the_columns_as_they_were(run: Run) -> None:
    table = pl.DataFrame({"a": [1, 2]})
    result = run("with_columns", {"expressions": {"a": "col('a') * 10", "b": "col('a') + 1"}}, table)
    assert result.to_dict(as_series=False) == {"a": [10, 20], "b": [2, 3]}


def test_a_replaced_column_keeps_its_place(run: Run) -> None:
    table = pl.DataFrame({"a": [1], "b": [2]})
    assert run("with_columns", {"expressions": {"a": "col('b')", "c": "lit(1)"}}, table).columns == [
        "a",
        "b",
        "c",
    ]


def test_no_expression_is_refused(refusal: Refusal) -> None:
    assert "at least 1" in refusal("with_columns", {"expressions": {}})
