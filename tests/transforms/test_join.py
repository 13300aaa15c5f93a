"""Join matches the rows of two tables."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import Bind, Refusal, Run, Settings

LEFT = pl.DataFrame({"k": [1, 2, 2, None], "v": ["a", "b", "c", "d"]})
RIGHT = pl.DataFrame({"k": [2, 3, None], "v": [20, 30, 40]})
ROWS = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 9)), max_size=8)
HOWS = ["inner", "left", "right", "full", "semi", "anti"]


def _table(rows: list[tuple[int | None, int]], value: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"k": pl.Int64, value: pl.Int64}, orient="row")


def _expected(
    how: str, left: list[tuple[int | None, int]], right: list[tuple[int | None, int]]
) -> list[object]:
    def partners(key: int | None, side: list[tuple[int | None, int]]) -> list[int]:
        return [value for other, value in side if other == key and key is not None]

    pairs = [(key, value, other) for key, value in left for other in partners(key, right)]
    lonely_left = [(key, value) for key, value in left if not partners(key, right)]
    lonely_right = [(key, value) for key, value in right if not partners(key, left)]
    if how == "semi":
        return [row for row in left if partners(row[0], right)]
    if how == "anti":
        return list(lonely_left)
    result: list[object] = list(pairs)
    if how in ("left", "full"):
        result += [(key, value, None) for key, value in lonely_left]
    if how in ("right", "full"):
        result += [(key, None, value) for key, value in lonely_right]
    return result


@pytest.mark.parametrize("how", HOWS)
@settings(deadline=None, max_examples=25)
@given(left=ROWS, right=ROWS)
def test_joins_are_those_of_plain_python(
    run: Run, how: str, left: list[tuple[int | None, int]], right: list[tuple[int | None, int]]
) -> None:
    kind = "outer" if how == "full" else how
    result = run("join", {"on": "k", "how": kind}, _table(left, "v"), _table(right, "w"))
    names = ["k", "v"] if how in ("semi", "anti") else ["k", "v", "w"]
    assert sorted(result.select(names).rows(), key=repr) == sorted(_expected(how, left, right), key=repr)


def test_a_cross_join_makes_all_pairs(run: Run) -> None:
    assert run("join", {"how": "cross"}, LEFT, RIGHT).height == 12


def test_outer_has_the_keys_in_one_column_and_full_in_two(run: Run) -> None:
    assert run("join", {"on": "k", "how": "outer"}, LEFT, RIGHT).columns == ["k", "v", "v_right"]
    assert run("join", {"on": "k", "how": "full"}, LEFT, RIGHT).columns == ["k", "v", "k_right", "v_right"]


def test_null_keys_match_only_where_asked(run: Run) -> None:
    assert sorted(run("join", {"on": "k"}, LEFT, RIGHT)["v"]) == ["b", "c"]
    assert "d" in run("join", {"on": "k", "nullsEqual": True}, LEFT, RIGHT)["v"].to_list()


def test_the_order_of_a_side_is_kept_where_asked(run: Run) -> None:
    left = pl.DataFrame({"k": range(5000), "i": range(5000)})
    result = run("join", {"on": "k", "how": "left", "maintainOrder": "left"}, left, left.reverse())
    assert result["i"].to_list() == list(range(5000))


@pytest.mark.parametrize("coalesce", [None, True, False])
@pytest.mark.parametrize("how", ["inner", "left", "right", "full", "outer"])
@pytest.mark.parametrize("keys", [{"on": ["k"]}, {"leftOn": ["k"], "rightOn": ["v"]}])
def test_lineage_has_the_columns_of_the_result(
    bind: Bind, how: str, coalesce: bool | None, keys: Settings
) -> None:
    if how == "outer" and coalesce is False:
        return
    left, right = LEFT.select("k", v=pl.col("k")), RIGHT
    operation = bind("join", {"how": how, "coalesce": coalesce, **keys})
    output = operation.run([left.lazy(), right.lazy()]).collect_schema()
    assert list(operation.lineage([left.schema, right.schema], output)) == list(output)


def test_the_key_of_an_outer_join_comes_from_both_sides(bind: Bind) -> None:
    operation = bind("join", {"on": "k", "how": "outer"})
    lineage = operation.lineage([LEFT.schema, RIGHT.schema], pl.Schema())
    assert sorted(lineage["k"]) == [(0, "k"), (1, "k")]
    assert sorted(lineage["v_right"]) == [(1, "v")]


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "A join needs on, or both left_on and right_on."),
        ({"leftOn": ["a"]}, "A join needs on, or both left_on and right_on."),
        ({"on": "a", "leftOn": "b", "rightOn": "c"}, "A join needs either on, or left_on and right_on."),
        ({"how": "cross", "on": "a"}, "A cross join has no keys: remove them, or choose another kind."),
        ({"leftOn": ["a", "b"], "rightOn": ["c"]}, "left_on has 2 columns, right_on 1: name them in pairs."),
    ],
)
def test_keys_that_cannot_be_are_refused(refusal: Refusal, settings: Settings, text: str) -> None:
    assert refusal("join", settings) == text


def test_an_unknown_kind_is_refused_with_all_kinds(refusal: Refusal) -> None:
    assert "'inner', 'left', 'right'" in refusal("join", {"on": "a", "how": "sideways"})


@pytest.mark.parametrize("how", [*HOWS, "outer"])
def test_a_preview_looks_up_the_keys_of_the_side_whose_rows_must_stay(bind: Bind, how: str) -> None:
    lookup = bind("join", {"on": "k", "how": how}).lookup()
    assert lookup is not None
    assert lookup.driving == (1 if how == "right" else 0)
    sides = [LEFT.lazy(), RIGHT.lazy()]
    whole = bind("join", {"on": "k", "how": how}).run(sides).collect()
    sample = lookup.operation.run(sides).collect()
    assert sample.columns == whole.columns
    assert set(sample.rows()) <= set(whole.rows())
