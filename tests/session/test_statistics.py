"""What is known of the values of columns of every type."""

from __future__ import annotations

import polars as pl
import pytest

from tests.session.tables import BIG, TYPES
from uzo_jupyter.errors import UzoError
from uzo_jupyter.session import statistics
from uzo_jupyter.session.statistics import BARS, column_facts


@pytest.mark.parametrize("column", TYPES.columns)
def test_nulls_and_different_values_of_every_type_are_counted(column: str) -> None:
    facts, extremes = column_facts(TYPES.lazy(), column)
    assert (facts.rows, facts.nulls) == (4, 4 if column == "null" else 1)
    assert facts.distinct == TYPES[column].drop_nulls().n_unique()
    assert facts.distinct_exact
    assert extremes.columns == [column] and extremes.height in (0, 2)
    assert sum(bar.rows for bar in facts.bars) <= 3


@pytest.mark.parametrize("column", TYPES.columns)
def test_no_rows_have_no_values(column: str) -> None:
    facts, extremes = column_facts(TYPES.clear().lazy(), column)
    assert (facts.rows, facts.nulls, facts.distinct, facts.bars) == (0, 0, 0, ())
    assert extremes.height == 0


@pytest.mark.parametrize("column", ["int64", "decimal", "datetime_ns", "zoned", "enum", "string"])
def test_the_least_and_the_greatest_are_exact(column: str) -> None:
    values = TYPES[column]
    assert column_facts(TYPES.lazy(), column)[1][column].to_list() == [values.min(), values.max()]


def test_bars_cover_all_values_and_have_equal_widths() -> None:
    facts, _ = column_facts(pl.LazyFrame({"a": range(160)}), "a")
    assert [bar.rows for bar in facts.bars] == [10] * BARS
    assert (facts.bars[0].label, facts.bars[-1].label) == ("0 to 9", "150 to 159")


def test_whole_numbers_have_bars_of_whole_numbers_and_equal_values_none() -> None:
    assert [bar.label for bar in column_facts(pl.LazyFrame({"a": [1, 3]}), "a")[0].bars] == ["1", "2", "3"]
    for values in ([0.5, 0.5], [BIG, BIG], [float("inf"), 1.0], [float("nan")] * 2):
        assert column_facts(pl.LazyFrame({"a": values}), "a")[0].bars == ()


def test_bars_that_are_close_together_have_different_labels() -> None:
    for values in ([100000.1, 100000.5, 100000.9], [1e-9, 2e-9], [1e30, 2e30], [-0.25, 0.25]):
        bars = column_facts(pl.LazyFrame({"a": values}), "a")[0].bars
        assert len({bar.label for bar in bars}) == len(bars) == BARS


@pytest.mark.parametrize(
    "values",
    [
        pl.Series([5e-324, 1e-323]),
        pl.Series([-(2**31) + 1, 2**31 - 1], dtype=pl.Int32).cast(pl.Date),
        *(pl.Series([-(2**62), 2**62]).cast(pl.Datetime(unit)) for unit in ("ms", "us", "ns")),
        pl.Series([-(2**62), 2**62]).cast(pl.Duration("ns")),
        pl.Series([-(2**63) + 1, 2**63 - 1]).cast(pl.Duration("ns")),
        pl.Series([2**62]).cast(pl.Datetime("ms", "Europe/Paris")),
        pl.Series([-(10**37), 10**37]).cast(pl.Decimal(38, 0)),
    ],
)
def test_the_utmost_values_of_a_type_are_described(values: pl.Series) -> None:
    facts, extremes = column_facts(pl.LazyFrame({"a": values}), "a")
    assert facts.distinct == len(values)
    assert extremes["a"].to_physical().to_list() == [values.to_physical()[0], values.to_physical()[-1]]


def test_bars_of_moments_say_when() -> None:
    days = pl.date_range(pl.date(2013, 1, 1), pl.date(2013, 1, 3), eager=True)
    facts, _ = column_facts(pl.LazyFrame({"day": days}), "day")
    assert [bar.label for bar in facts.bars] == ["2013-01-01", "2013-01-02", "2013-01-03"]


def test_texts_are_shown_by_how_often_they_come() -> None:
    facts, _ = column_facts(pl.LazyFrame({"a": ["x", "y", "x", None, "z" * 100]}), "a")
    assert facts.bars_of == "values"
    assert [(bar.label[:2], bar.rows) for bar in facts.bars] == [("x", 2), ("y", 1), ("zz", 1)]
    assert [bar.value for bar in facts.bars] == ["x", "y", "z" * 100]
    long, _ = column_facts(pl.LazyFrame({"a": ["z" * 3000]}), "a")
    assert [(len(bar.label), bar.value) for bar in long.bars] == [(60, None)]


def test_many_different_values_are_estimated_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "EXACT_ROWS", 1000)
    facts, _ = column_facts(pl.LazyFrame({"a": range(50_000)}), "a")
    assert not facts.distinct_exact
    assert facts.distinct == pytest.approx(50_000, rel=0.05)
    assert column_facts(pl.LazyFrame({"a": [[1]] * 1001}), "a")[0].distinct is None


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(UzoError, match="There is no column 'b'"):
        column_facts(pl.LazyFrame({"a": [1]}), "b")
