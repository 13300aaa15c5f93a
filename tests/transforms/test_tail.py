"""Tail keeps the last rows."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Refusal, Run


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers()), st.integers(0, 10))
def test_tail_is_a_slice(run: Run, values: list[int], n: int) -> None:
    table = pl.DataFrame({"a": [value % 100 for value in values]}, schema={"a": pl.Int64})
    assert (
        run("tail", {"n": n}, table)["a"].to_list()
        == table["a"].to_list()[len(values) - min(n, len(values)) :]
    )


def test_five_rows_by_default(run: Run) -> None:
    assert run("tail", {}, pl.DataFrame({"a": range(9)})).height == 5


def test_a_negative_number_is_refused(refusal: Refusal) -> None:
    assert "greater than or equal to 0" in refusal("tail", {"n": -1})


def test_a_fraction_is_refused(refusal: Refusal) -> None:
    assert "integer" in refusal("tail", {"n": 10.5})
