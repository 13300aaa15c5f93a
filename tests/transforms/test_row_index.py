"""Row_index numbers rows."""

from __future__ import annotations

import polars as pl
import pytest

from .conftest import Bind, Run


def test_numbers_start_at_the_offset_and_stand_in_front(run: Run) -> None:
    result = run("row_index", {"name": "line", "offset": 1}, pl.DataFrame({"a": ["x", "y"]}))
    assert result.rows() == [(1, "x"), (2, "y")]
    assert result.columns == ["line", "a"]


def test_the_setting_is_called_name_in_a_document(bind: Bind) -> None:
    assert bind("row_index", {"name": "line"}).config() == {"operation": "row_index", "name": "line"}


def test_a_name_that_is_taken_fails(run: Run) -> None:
    with pytest.raises(pl.exceptions.DuplicateError):
        run("row_index", {"name": "a"}, pl.DataFrame({"a": [1]}))
