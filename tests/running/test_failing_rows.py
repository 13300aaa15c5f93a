"""The first row that makes a node fail is found, where one row alone does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.workflows import REGISTRY
from uzo_jupyter.checking import POLARS_ERRORS, Checker
from uzo_jupyter.language import parse
from uzo_jupyter.operations import Operation, Place
from uzo_jupyter.running import failing_rows
from uzo_jupyter.running.failing_rows import FailingRow, find_failing_row


def operation(statement: str, rows: pl.DataFrame) -> Operation:
    """The operation of a statement on the table ``t``."""
    workflow = parse(f't = frame("t")\na = {statement}', REGISTRY).workflow
    checked = Checker(REGISTRY).check(workflow, Place(Path.cwd(), {"t": rows.lazy()}))
    return checked.nodes["a"].operation


def error_of(failing: Operation, rows: pl.DataFrame) -> BaseException:
    """How the operation fails on the rows."""
    try:
        failing.run([rows.lazy()]).collect()
    except POLARS_ERRORS as error:
        return error
    raise AssertionError("it does not fail")


def batches(rows: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    """The rows in parts."""
    return iter([rows[start : start + size] for start in range(0, rows.height, size)])


@given(st.lists(st.sampled_from(["1", "22", None]), max_size=40), st.integers(0, 40), st.integers(1, 50))
def test_the_first_row_is_found_wherever_it_is(values: list[str | None], at: int, size: int) -> None:
    at = min(at, len(values))
    rows = pl.DataFrame({"n": [*values[:at], "x", *values[at:], "y"]}, schema={"n": pl.String})
    cast = operation('t.cast({"n": Int64})', rows)
    assert find_failing_row(cast, batches(rows, size), error_of(cast, rows)) == FailingRow(
        at + 1, {"n": "'x'"}
    )


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ('t.with_columns(d=col("s").str.to_date("%Y-%m-%d"))', 3),
        ('t.filter(col("s").cast(Int64) > 1)', 1),
        ('t.group_by("s").agg(n=col("s").cast(Int64).sum())', 1),
    ],
)
def test_expressions_fail_at_a_row_too(statement: str, row: int) -> None:
    rows = pl.DataFrame({"s": ["2013-01-01", None, "soon"]})
    failing = operation(statement, rows)
    found = find_failing_row(failing, [rows], error_of(failing, rows))
    assert found is not None
    assert found.row == row


def test_a_search_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing_rows, "_SECONDS", -1.0)
    rows = pl.DataFrame({"n": ["1", "x", "2"]})
    cast = operation('t.cast({"n": Int64})', rows)
    assert find_failing_row(cast, [rows], error_of(cast, rows)) is None


def test_a_long_value_is_cut() -> None:
    rows = pl.DataFrame({"n": ["x" * 1000]})
    cast = operation('t.cast({"n": Int64})', rows)
    found = find_failing_row(cast, [rows], error_of(cast, rows))
    assert found is not None
    assert len(found.sentence("t")) < 200
