"""Sort orders rows."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Refusal, Run


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(-5, 5)), st.integers(0, 3))),
    st.booleans(),
    st.booleans(),
)
def test_sort_is_an_ordered_permutation(
    run: Run, rows: list[tuple[int | None, int]], descending: bool, nulls_last: bool
) -> None:
    table = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    options = {"by": ["a", "b"], "descending": [descending, False], "nullsLast": nulls_last}
    result = run("sort", options, table).rows()

    def key(row: tuple[int | None, int]) -> tuple[bool, int, int]:
        value = 0 if row[0] is None else row[0]
        return ((row[0] is None) == nulls_last, -value if descending else value, row[1])

    assert result == sorted(rows, key=key)


def test_ties_keep_their_order_where_asked(run: Run) -> None:
    table = pl.DataFrame({"a": [1, 0, 1, 0] * 500, "i": range(2000)})
    result = run("sort", {"by": "a", "maintainOrder": True}, table)
    assert result["i"].to_list() == [*range(1, 2000, 2), *range(0, 2000, 2)]


def test_flags_that_do_not_match_the_columns_are_refused(refusal: Refusal) -> None:
    text = refusal("sort", {"by": ["a"], "descending": [True, False]})
    assert text == "descending has 2 values for 1 columns: give one, or one for each."
