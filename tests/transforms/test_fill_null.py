"""Fill_null puts values where there are nulls."""

from __future__ import annotations

import polars as pl

from .conftest import Refusal, Run

TABLE = pl.DataFrame(
    {"i": [1, None, 4], "f": [1.5, None, 2.5], "s": ["x", None, ""], "b": [True, None, False]}
)


def test_a_value_goes_into_columns_of_its_kind(run: Run) -> None:
    assert run("fill_null", {"value": 0}, TABLE).row(1) == (0, 0.0, None, None)
    assert run("fill_null", {"value": "?"}, TABLE).row(1) == (None, None, "?", None)


def test_only_named_columns_are_filled(run: Run) -> None:
    assert run("fill_null", {"value": 0, "columns": ["f"]}, TABLE).row(1) == (None, 0.0, None, None)


def test_the_mean_is_that_of_numbers_and_keeps_the_type(run: Run) -> None:
    result = run("fill_null", {"strategy": "mean"}, TABLE)
    assert result.row(1) == (2, 2.0, None, None)
    assert result.schema == TABLE.schema


def test_forward_leaves_nulls_without_a_value_before(run: Run) -> None:
    table = pl.DataFrame({"a": [None, 1, None, None, 2]})
    assert run("fill_null", {"strategy": "forward"}, table)["a"].to_list() == [None, 1, 1, 1, 2]


def test_a_value_and_a_strategy_exclude_each_other(refusal: Refusal) -> None:
    expected = "Filling nulls needs either a value or a strategy."
    assert refusal("fill_null", {}) == refusal("fill_null", {"value": 1, "strategy": "min"}) == expected
