"""Cast changes data types."""

from __future__ import annotations

import polars as pl
import pytest

from .conftest import Refusal, Run

TABLE = pl.DataFrame({"a": ["1", None, "x"], "b": [1, 2, 3]})


def test_null_stays_null_and_other_columns_stay(run: Run) -> None:
    result = run("cast", {"dtypes": {"b": "Float64"}}, TABLE)
    assert result.schema == {"a": pl.String, "b": pl.Float64}


def test_a_value_that_does_not_fit_fails(run: Run) -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError, match="x"):
        run("cast", {"dtypes": {"a": "Int64"}}, TABLE)


def test_a_value_that_does_not_fit_is_null_where_not_strict(run: Run) -> None:
    assert run("cast", {"dtypes": {"a": "Int64"}, "strict": False}, TABLE)["a"].to_list() == [1, None, None]


def test_an_unknown_type_is_refused(refusal: Refusal) -> None:
    assert "Int" in refusal("cast", {"dtypes": {"a": "Int65"}})
