"""Explode makes a row of each item of a list."""

from __future__ import annotations

import polars as pl

from .conftest import Refusal, Run

TABLE = pl.DataFrame({"k": [1, 2, 3], "t": [["a", "b"], [], None]})


def test_empty_lists_go_and_null_lists_stay(run: Run) -> None:
    assert run("explode", {"columns": ["t"]}, TABLE).rows() == [(1, "a"), (1, "b"), (3, None)]


def test_both_can_be_turned_round(run: Run) -> None:
    settings = {"columns": "t", "emptyAsNull": True, "keepNulls": False}
    assert run("explode", settings, TABLE).rows() == [(1, "a"), (1, "b"), (2, None)]


def test_columns_are_unfolded_together(run: Run) -> None:
    table = pl.DataFrame({"a": [[1, 2], [3]], "b": [["x", "y"], ["z"]]})
    assert run("explode", {"columns": ["a", "b"]}, table).rows() == [(1, "x"), (2, "y"), (3, "z")]


def test_no_column_is_refused(refusal: Refusal) -> None:
    assert "at least 1" in refusal("explode", {"columns": []})
