"""Union puts tables below each other."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Bind, Run

NUMBERS = st.lists(st.lists(st.integers(0, 99), max_size=5), min_size=2, max_size=4)


@settings(deadline=None, max_examples=30)
@given(NUMBERS)
def test_all_rows_stay_in_order(run: Run, parts: list[list[int]]) -> None:
    tables = [pl.DataFrame({"a": part}, schema={"a": pl.Int64}) for part in parts]
    assert run("union", {}, *tables)["a"].to_list() == [value for part in parts for value in part]


def test_diagonal_puts_null_where_a_table_lacks_a_column(run: Run) -> None:
    result = run("union", {"how": "diagonal"}, pl.DataFrame({"a": [1]}), pl.DataFrame({"b": ["x"], "a": [2]}))
    assert result.rows() == [(1, None), (2, "x")]


def test_the_relaxed_form_finds_a_common_type(run: Run) -> None:
    result = run("union", {"how": "vertical_relaxed"}, pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [0.5]}))
    assert result["a"].to_list() == [1.0, 0.5]


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ({"a": [1]}, "input 2 lacks 'b'"),
        ({"a": [1], "b": [2], "c": [3]}, "input 2 also has 'c'"),
        ({"b": [1], "a": [2]}, "input 2 has its columns in another order"),
    ],
)
def test_a_table_that_differs_is_named(run: Run, other: dict[str, list[int]], text: str) -> None:
    with pytest.raises(pl.exceptions.SchemaError, match=text):
        run("union", {}, pl.DataFrame({"a": [1], "b": [2]}), pl.DataFrame(other))


def test_there_are_as_many_inputs_as_tables(bind: Bind) -> None:
    union = bind("union", {})
    assert union.input_names(()) == ("in1", "in2")
    assert union.input_names(("a", "b", "c")) == ("in1", "in2", "in3")
