"""Window computes along the rows of a group."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uzo_jupyter.transforms.support.window_functions import WindowFunction

from .conftest import Bind, Refusal, Run, Settings

Row = tuple[int, int | None, int | None]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.one_of(st.none(), st.integers(0, 4)), st.one_of(st.none(), st.integers(0, 9))
    )
)


def _table(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"k": pl.Int64, "o": pl.Int64, "v": pl.Int64}, orient="row"
    ).with_row_index("i")


def _groups(rows: list[Row], descending: bool) -> list[list[tuple[int, Row]]]:
    """The numbered rows of each group in order: nulls first, ties as they come."""

    def key(item: tuple[int, Row]) -> tuple[bool, int]:
        value = item[1][1]
        return (value is not None, 0 if value is None else -value if descending else value)

    numbered = list(enumerate(rows))
    return [sorted((item for item in numbered if item[1][0] == group), key=key) for group in range(3)]


def _plain(function: str, group: list[tuple[int, Row]], place: int) -> object:
    values = [row[2] for _, row in group]
    keys = [row[1] for _, row in group]
    if function == "row_number":
        return place + 1
    if function == "rank":
        return keys.index(keys[place]) + 1
    if function == "dense_rank":
        return list(dict.fromkeys(keys)).index(keys[place]) + 1
    if function == "percent_rank":
        return keys.index(keys[place]) / (len(keys) - 1) if len(keys) > 1 else 0.0
    if function == "lag":
        return values[place - 2] if place >= 2 else None
    if function == "lead":
        return values[place + 2] if place + 2 < len(values) else None
    if function == "cumsum":
        return None if values[place] is None else sum(value or 0 for value in values[: place + 1])
    if function == "ntile":
        size, larger = divmod(len(values), 3)
        sizes = [size + (bucket < larger) for bucket in range(3)]
        return next(bucket + 1 for bucket in range(3) if place < sum(sizes[: bucket + 1]))
    window = values[max(0, place - 1) : place + 1]
    full = len(window) == 2 and None not in window
    total = sum(value or 0 for value in window)
    if function == "rolling_sum":
        return total if full else None
    if function == "rolling_mean":
        return total / 2 if full else None
    return values[0] if function == "first" else values[-1]


@pytest.mark.parametrize("function", get_args(WindowFunction))
@settings(deadline=None, max_examples=25)
@given(rows=ROWS, descending=st.booleans())
def test_every_function_is_that_of_plain_python(
    run: Run, function: str, rows: list[Row], descending: bool
) -> None:
    options: Settings = {
        "function": function,
        "partitionBy": "k",
        "orderBy": "o",
        "descending": descending,
        "outputColumn": "out",
        "column": "v",
        "offset": 2,
        "windowSize": 2,
        "buckets": 3,
    }
    result = run("window", options, _table(rows))
    found = dict(result.select("i", "out").rows())
    for group in _groups(rows, descending):
        for place, (number, _) in enumerate(group):
            assert found[number] == pytest.approx(_plain(function, group, place))


def test_whole_numbers_stay_whole_numbers(run: Run) -> None:
    table = _table([(0, 1, 5), (0, 2, 6)])
    for function in ("row_number", "rank", "dense_rank", "ntile", "lag", "cumsum", "rolling_sum"):
        options: Settings = {
            "function": function,
            "orderBy": "o",
            "column": "v",
            "windowSize": 1,
            "buckets": 2,
        }
        result = run("window", {**options, "outputColumn": "out"}, table)
        assert result.schema["out"] == pl.Int64, function


def test_columns_may_be_ordered_in_different_directions(run: Run) -> None:
    table = pl.DataFrame({"a": [1, 1, 2, 2], "b": ["x", "y", "x", "y"]})
    options: Settings = {"function": "row_number", "orderBy": ["a", "b"], "descending": [True, False]}
    assert run("window", {**options, "outputColumn": "n"}, table)["n"].to_list() == [3, 4, 1, 2]


def test_a_group_may_be_the_whole_table(run: Run) -> None:
    table = pl.DataFrame({"o": [2, 1, 3], "v": [10, 20, 30]})
    result = run("window", {"function": "cumsum", "orderBy": "o", "column": "v"}, table)
    assert result["v_cumsum"].to_list() == [30, 20, 60]


def test_expressions_are_computed_over_the_group(run: Run) -> None:
    table = pl.DataFrame({"k": ["a", "a", "b"], "v": [1.0, 3.0, 5.0]})
    expressions = {"share": "col('v') / col('v').sum()"}
    assert run("window", {"partitionBy": "k", "expressions": expressions}, table)["share"].to_list() == [
        0.25,
        0.75,
        1.0,
    ]


def test_ties_keep_the_order_of_the_input_in_large_groups(run: Run) -> None:
    table = pl.DataFrame({"k": [0, 1] * 20_000, "i": range(40_000)}).with_columns(o=pl.col("i") % 3)
    options: Settings = {"function": "row_number", "partitionBy": "k", "orderBy": "o", "outputColumn": "n"}
    result = run("window", options, table).sort("k", "n")
    expected = table.sort("k", "o", "i")
    assert result["i"].to_list() == expected["i"].to_list()


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "A window needs either a function or expressions."),
        ({"function": "rank"}, "rank needs order_by: without an order its result would be arbitrary."),
        ({"function": "lag", "orderBy": "o"}, "lag needs column, the column that it reads."),
        (
            {"function": "rolling_sum", "orderBy": "o", "column": "v"},
            "rolling_sum needs window_size, the number of rows that it looks at.",
        ),
        ({"function": "ntile", "orderBy": "o"}, "ntile needs buckets, the number of buckets that it fills."),
        (
            {"function": "rank", "orderBy": ["o"], "descending": [True, False]},
            "descending has 2 values for 1 columns: give one value, or one for each column of order_by.",
        ),
    ],
)
def test_what_a_function_needs_is_said(refusal: Refusal, settings: Settings, text: str) -> None:
    assert refusal("window", settings) == text


def test_a_rank_comes_from_its_order_and_a_lag_from_its_column(bind: Bind) -> None:
    schema = pl.Schema({"k": pl.Int64, "o": pl.Int64, "v": pl.Int64})
    for function, expected in (("rank", {"o"}), ("lag", {"v"}), ("row_number", set[str]())):
        window = bind("window", {"function": function, "orderBy": "o", "column": "v", "outputColumn": "out"})
        lineage = window.lineage([schema], pl.Schema({**schema, "out": pl.Int64}))
        assert {ref.column for ref in lineage["out"]} == expected
