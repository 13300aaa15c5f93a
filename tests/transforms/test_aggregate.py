"""Aggregate makes one row of each group."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uzo_jupyter.operations.aggregation import FUNCTIONS

from .conftest import Bind, Refusal, Run

TABLE = pl.DataFrame({"k": ["a", None, "a", None, "b"], "v": [1, 2, None, 4, None], "o": [3, 1, 2, 5, 4]})


def test_null_is_a_key_and_nulls_are_left_out_of_sums(run: Run) -> None:
    result = run("aggregate", {"groupBy": "k", "aggregations": {"s": "col('v').sum()", "n": "len()"}}, TABLE)
    assert dict(zip(result["k"], result.select("s", "n").rows(), strict=True)) == {
        "a": (1, 2),
        None: (6, 2),
        "b": (0, 1),
    }


def test_a_function_names_the_column_after_both(run: Run) -> None:
    result = run("aggregate", {"groupBy": ["k"], "aggregations": {"v": "count", "o": "max"}}, TABLE)
    assert result.columns == ["k", "v_count", "o_max"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_runs(run: Run, function: str) -> None:
    result = run("aggregate", {"groupBy": "k", "aggregations": {"o": function}, "maintainOrder": True}, TABLE)
    assert result["k"].to_list() == ["a", None, "b"]
    assert result.columns == ["k", f"o_{function}"]


def test_first_and_last_follow_the_order_of_the_input(run: Run) -> None:
    expressions = {"f": "col('o').first()", "l": "col('o').last()"}
    result = run("aggregate", {"groupBy": "k", "aggregations": expressions, "maintainOrder": True}, TABLE)
    assert result.rows() == [("a", 3, 2), (None, 1, 5), ("b", 4, 4)]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9))))
def test_sums_are_those_of_plain_python(run: Run, rows: list[tuple[int, int]]) -> None:
    table = pl.DataFrame(rows, schema={"k": pl.Int64, "v": pl.Int64}, orient="row")
    expected: dict[int, int] = {}
    for key, value in rows:
        expected[key] = expected.get(key, 0) + value
    result = run("aggregate", {"groupBy": "k", "aggregations": {"v": "sum"}}, table)
    assert dict(result.rows()) == expected


def test_an_unknown_function_is_refused_with_the_nearest(refusal: Refusal) -> None:
    text = refusal("aggregate", {"groupBy": "k", "aggregations": {"v": "summ"}})
    assert text == "There is no aggregation 'summ'. Did you mean 'sum'?"


def test_one_name_for_two_columns_is_refused(refusal: Refusal) -> None:
    aggregations = {"v": "sum", "v_sum": "col('o').max()"}
    text = refusal("aggregate", {"groupBy": "k", "aggregations": aggregations})
    assert text == "Two columns would be named 'v_sum': give one of them another name."


def test_lineage_knows_the_columns_of_a_selector(bind: Bind) -> None:
    schema = pl.Schema({"k": pl.String, "v": pl.Int64, "o": pl.Int64})
    operation = bind(
        "aggregate", {"groupBy": "k", "aggregations": {"t": "sum_horizontal('v', 'o').sum()", "n": "len()"}}
    )
    lineage = operation.lineage([schema], pl.Schema({"k": pl.String, "t": pl.Int64, "n": pl.UInt32}))
    found = {name: sorted(ref.column for ref in refs) for name, refs in lineage.items()}
    assert found == {"k": ["k"], "t": ["o", "v"], "n": []}
