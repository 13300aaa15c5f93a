"""Drop_nulls drops rows that have a null."""

from __future__ import annotations

import polars as pl

from .conftest import Run

TABLE = pl.DataFrame({"a": [1, None, 3], "b": ["x", "y", None], "c": [float("nan"), 1.0, 2.0]})


def test_all_columns_are_looked_at_and_nan_is_no_null(run: Run) -> None:
    assert run("drop_nulls", {}, TABLE)["a"].to_list() == [1]


def test_some_columns_may_be_named(run: Run) -> None:
    assert run("drop_nulls", {"subset": ["b"]}, TABLE)["b"].to_list() == ["x", "y"]
