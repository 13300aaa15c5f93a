"""Head keeps the first rows."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Refusal, Run


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers()), st.integers(0, 10))
def test_head_is_a_slice(run: Run, values: list[int], n: int) -> None:
    table = pl.DataFrame({"a": [value % 100 for value in values]}, schema={"a": pl.Int64})
    assert run("head", {"n": n}, table)["a"].to_list() == table["a"].to_list()[:n]


def test_five_rows_by_default(run: Run) -> None:
    assert run("head", {}, pl.DataFrame({"a": range(9)})).height == 5


def test_a_negative_number_is_refused(refusal: Refusal) -> None:
    assert "greater than or equal to 0" in refusal("head", {"n": -1})


def test_a_fraction_is_refused(refusal: Refusal) -> None:
    assert "integer" in refusal("head", {"n": 10.5})


def test_limit_is_another_name(run: Run) -> None:
    assert run("limit", {"n": 2}, pl.DataFrame({"a": [1, 2, 3]})).height == 2
