"""Sample keeps some rows by chance."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Bind, Refusal, Run


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 40), st.integers(0, 50), st.integers(0, 2**40))
def test_n_rows_are_kept_in_order_each_once(run: Run, height: int, n: int, seed: int) -> None:
    table = pl.DataFrame({"i": range(height)}, schema={"i": pl.Int64})
    result = run("sample", {"n": n, "seed": seed}, table)["i"].to_list()
    assert len(result) == min(n, height)
    assert result == sorted(set(result))
    assert result == run("sample", {"n": n, "seed": seed}, table)["i"].to_list()


def test_another_seed_picks_other_rows(run: Run) -> None:
    table = pl.DataFrame({"i": range(1000)})
    first, second = (run("sample", {"n": 10, "seed": seed}, table) for seed in (1, 2))
    assert first["i"].to_list() != second["i"].to_list()


def test_a_fraction_is_rounded_down(run: Run) -> None:
    table = pl.DataFrame({"i": range(10)})
    assert run("sample", {"fraction": 0.25}, table).height == 2


def test_a_filter_behind_it_does_not_change_which_rows_are_picked(bind: Bind) -> None:
    rows = pl.LazyFrame({"i": range(1000)})
    sample = bind("sample", {"n": 100, "seed": 3})
    picked = sample.run([rows]).collect()
    assert sample.run([rows]).filter(pl.col("i") > 500).collect().equals(picked.filter(pl.col("i") > 500))


def test_either_n_or_fraction_is_needed(refusal: Refusal) -> None:
    expected = "A sample needs either n or fraction."
    assert refusal("sample", {}) == refusal("sample", {"n": 1, "fraction": 0.5}) == expected
