"""Unpivot makes rows of columns."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Refusal, Run

TABLE = pl.DataFrame({"k": ["a", "b"], "x": [1, 2], "y": [0.5, None]})


def test_values_get_a_common_type_and_nulls_stay(run: Run) -> None:
    result = run("unpivot", {"on": ["x", "y"], "index": "k"}, TABLE).sort("variable", "k")
    assert result.rows() == [("a", "x", 1.0), ("b", "x", 2.0), ("a", "y", 0.5), ("b", "y", None)]


def test_all_columns_but_the_index_are_unfolded_by_default(run: Run) -> None:
    result = run("unpivot", {"index": "k", "variableName": "what", "valueName": "n"}, TABLE)
    assert result.columns == ["k", "what", "n"]
    assert result.height == 4


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(), st.integers()), min_size=1, max_size=20))
def test_pivot_undoes_unpivot(run: Run, rows: list[tuple[int, int]]) -> None:
    small = [(number, x % 1000, y % 1000) for number, (x, y) in enumerate(rows)]
    table = pl.DataFrame(small, schema={"id": pl.Int64, "x": pl.Int64, "y": pl.Int64}, orient="row")
    long = run("unpivot", {"on": ["x", "y"], "index": "id"}, table)
    back = {"on": "variable", "index": "id", "values": "value", "onColumns": ["x", "y"], "aggregate": "first"}
    assert run("pivot", back, long).sort("id").equals(table)


def test_two_columns_of_one_name_are_refused(refusal: Refusal) -> None:
    text = refusal("unpivot", {"variableName": "x", "valueName": "x"})
    assert text == "variable_name and value_name are the same: each column needs a name of its own."
