"""Select keeps and computes columns."""

from __future__ import annotations

import polars as pl

from uzo_jupyter.language.parser import parse

from .conftest import REGISTRY, Refusal, Run

TABLE = pl.DataFrame({"a": [1, None], "b": [3, 4], "c": ["x", "y"]})


def test_columns_come_in_the_order_in_which_they_are_named(run: Run) -> None:
    assert run("select", {"columns": ["c", "a"]}, TABLE).columns == ["c", "a"]


def test_computed_columns_stand_behind_and_null_makes_null(run: Run) -> None:
    result = run("select", {"columns": "b", "expressions": {"sum": "col('a') + col('b')"}}, TABLE)
    assert result.to_dict(as_series=False) == {"b": [3, 4], "sum": [4, None]}


def test_aggregates_alone_make_one_row(run: Run) -> None:
    result = run("select", {"expressions": {"n": "len()", "sum": "col('a').sum()"}}, TABLE)
    assert result.rows() == [(2, 1)]


def test_selecting_nothing_is_refused(refusal: Refusal) -> None:
    assert refusal("select", {}) == "Select needs a column or an expression."


def test_one_name_for_two_columns_is_refused(refusal: Refusal) -> None:
    text = refusal("select", {"columns": ["a"], "expressions": {"a": "col('b')"}})
    assert text == "'a' is selected twice: give one of them another name."


def test_columns_come_in_the_order_of_the_text(run: Run) -> None:
    text = 't = frame("t")\nr = t.select("c", (1 + col("a")).alias("n"), "b")'
    program = parse(text, REGISTRY)
    assert not program.diagnostics
    config = {key: value for key, value in program.workflow.node("r").config.items() if key != "operation"}
    assert run("select", config, TABLE).columns == ["c", "n", "b"]
