"""Rename gives columns other names."""

from __future__ import annotations

import polars as pl

from .conftest import Bind, Refusal, Run


def test_two_columns_may_swap_names(run: Run) -> None:
    table = pl.DataFrame({"a": [1], "b": [2]})
    assert run("rename", {"mapping": {"a": "b", "b": "a"}}, table).to_dict(as_series=False) == {
        "b": [1],
        "a": [2],
    }


def test_lineage_follows_a_swap(bind: Bind) -> None:
    schema = pl.Schema({"a": pl.Int64, "b": pl.Int64})
    lineage = bind("rename", {"mapping": {"a": "b", "b": "a"}}).lineage([schema], schema)
    assert {name: [ref.column for ref in found] for name, found in lineage.items()} == {
        "a": ["b"],
        "b": ["a"],
    }


def test_two_columns_with_one_new_name_are_refused(refusal: Refusal) -> None:
    text = refusal("rename", {"mapping": {"a": "x", "b": "x"}})
    assert text == "Two columns would be named 'x': each needs a name of its own."
