"""Pivot makes columns of rows."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from uzo_jupyter.operations.aggregation import FUNCTIONS

from .conftest import Bind, Refusal, Run, Settings

TABLE = pl.DataFrame(
    {
        "k": ["a", "a", "b", "b"],
        "on": ["y", "x", "x", "x"],
        "v": [1, 2, 3, 4],
        "w": [1.0, 2.0, None, 4.0],
        "day": [dt.date(2026, 1, 1), dt.date(2026, 1, 2), dt.date(2026, 1, 1), dt.date(2026, 1, 1)],
    }
)
SETTINGS: Settings = {"on": "on", "index": "k", "values": "v"}


def test_values_that_meet_are_added_and_nothing_is_zero(run: Run) -> None:
    result = run("pivot", {**SETTINGS, "onColumns": ["x", "y"]}, TABLE).sort("k")
    assert result.to_dict(as_series=False) == {"k": ["a", "b"], "x": [2, 7], "y": [1, 0]}


def test_columns_that_are_found_in_the_data_are_sorted(run: Run) -> None:
    assert run("pivot", SETTINGS, TABLE).columns == ["k", "x", "y"]


def test_only_named_values_make_the_columns_known(bind: Bind) -> None:
    assert bind("pivot", SETTINGS).is_dynamic
    assert not bind("pivot", {**SETTINGS, "onColumns": ["x"]}).is_dynamic


def test_dates_are_named_as_text(run: Run) -> None:
    settings: Settings = {"on": "day", "index": "k", "values": "v", "onColumns": ["2026-01-01"]}
    assert run("pivot", settings, TABLE).sort("k")["2026-01-01"].to_list() == [1, 7]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_runs(run: Run, function: str) -> None:
    assert run("pivot", {**SETTINGS, "aggregate": function, "maintainOrder": True}, TABLE)["k"].to_list() == [
        "a",
        "b",
    ]


@pytest.mark.parametrize("on_columns", [["x", "y"], []])
def test_lineage_tells_several_values_apart(bind: Bind, on_columns: list[str]) -> None:
    pivot = bind("pivot", {**SETTINGS, "values": ["v", "w"], "onColumns": [*on_columns]})
    output = pivot.run([TABLE.lazy()]).collect_schema()
    found = {
        name: {ref.column for ref in refs} for name, refs in pivot.lineage([TABLE.schema], output).items()
    }
    assert found == {"k": {"k"}, "v_x": {"v"}, "v_y": {"v"}, "w_x": {"w"}, "w_y": {"w"}}


def test_an_empty_table_has_only_the_index(run: Run) -> None:
    assert run("pivot", SETTINGS, TABLE.clear()).columns == ["k"]


def test_a_column_of_ids_is_refused(bind: Bind) -> None:
    table = pl.LazyFrame({"id": range(10_001), "k": 1, "v": 1})
    with pytest.raises(pl.exceptions.InvalidOperationError, match="id has more than 10,000 values"):
        bind("pivot", {"on": "id", "index": "k", "values": "v"}).run([table])


def test_values_of_two_columns_are_refused(refusal: Refusal) -> None:
    text = refusal("pivot", {**SETTINGS, "on": ["on", "k"], "onColumns": ["x"]})
    assert text == "on_columns names the values of one column: give one column in on, or leave it out."
