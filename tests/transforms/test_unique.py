"""Unique keeps one of the rows that are equal."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Run

ROWS = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 2)))


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_unique_is_idempotent_and_loses_no_kind_of_row(run: Run, rows: list[tuple[int | None, int]]) -> None:
    table = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    once = run("unique", {}, table)
    assert set(once.rows()) == set(rows)
    assert run("unique", {}, once).height == once.height == len(set(rows))


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_the_first_row_of_a_set_is_kept_in_order(run: Run, rows: list[tuple[int | None, int]]) -> None:
    table = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    seen: dict[int | None, tuple[int | None, int]] = {}
    for row in rows:
        seen.setdefault(row[0], row)
    result = run("unique", {"subset": "a", "maintainOrder": True}, table)
    assert result.rows() == list(seen.values())


def test_none_drops_every_row_that_has_an_equal(run: Run) -> None:
    table = pl.DataFrame({"a": [1, 1, 2, None, None]})
    assert run("unique", {"keep": "none"}, table)["a"].to_list() == [2]
