"""What is taken for given of the filters that Polars fills while a query runs."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from tests.running.observing.watching import run_text
from uzo_jupyter.operations import Place
from uzo_jupyter.running.observing.join_filters import FILTERED

_ROWS = 20_000
_NUMBERS = pl.Series("number", range(_ROWS))
_CASTS: dict[type[pl.DataType], tuple[pl.DataType, ...]] = {
    pl.Int8: (pl.Int64(), pl.Int8()),
    pl.Int16: (pl.Int64(), pl.Int16()),
    pl.UInt8: (pl.Int64(), pl.UInt8()),
    pl.Binary: (pl.String(), pl.Binary()),
    pl.Date: (pl.Int32(), pl.Date()),
    pl.Datetime: (pl.Datetime("us", "UTC"),),
    pl.Duration: (pl.Duration("us"),),
    pl.Decimal: (pl.Decimal(20, 2),),
}
"""How numbers become values of a type, where a cast to it does not do."""


def _write(folder: Path, dtype: type[pl.DataType]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """A large and a small table with a number and a key of the type."""
    numbers = _NUMBERS % 100 if dtype in (pl.Int8, pl.UInt8) else _NUMBERS
    key = numbers > 50 if dtype is pl.Boolean else numbers
    for cast in () if dtype is pl.Boolean else _CASTS.get(dtype, (dtype(),)):
        key = key.cast(cast)
    table = pl.DataFrame({"number": _NUMBERS, "key": key, "other": _NUMBERS % 10})
    assert table.schema["key"].base_type() is dtype
    table.write_parquet(folder / "large.parquet")
    table.head(60).write_parquet(folder / "small.parquet")
    return pl.scan_parquet(folder / "large.parquet"), pl.scan_parquet(folder / "small.parquet")


@pytest.mark.parametrize("dtype", sorted(FILTERED, key=str), ids=str)
def test_a_join_with_filters_has_one_for_each_key_of_these_types(
    dtype: type[pl.DataType], tmp_path: Path
) -> None:
    large, small = _write(tmp_path, dtype)
    for keys in (["number", "key"], ["key", "number"]):
        plan = large.join(small.filter(pl.col("other") > 3), on=keys).explain(engine="streaming")
        assert set(re.findall(r'col\("(\w+)"\)\.dynamic_predicate', plan)) == {"number", "key"}, plan


def _schools(folder: Path) -> Place:
    """Pupils, schools, towns and trainers: towns are a key of two joins."""
    pl.DataFrame(
        {
            "pupil": range(50_000),
            "school": [i % 500 for i in range(50_000)],
            "club": [i % 70 for i in range(50_000)],
        }
    ).write_parquet(folder / "pupils.parquet")
    pl.DataFrame({"school": range(500), "town": [i % 40 for i in range(500)]}).write_parquet(
        folder / "schools.parquet"
    )
    pl.DataFrame({"town": range(40), "county": [i % 4 for i in range(40)]}).write_parquet(
        folder / "towns.parquet"
    )
    pl.DataFrame(
        {"club": [i % 70 for i in range(2000)], "home": [i % 40 for i in range(2000)]}
    ).write_parquet(folder / "trainers.parquet")
    return Place(folder)


def test_a_filter_is_not_taken_for_that_of_a_join_that_lacks_another(tmp_path: Path) -> None:
    """As in Q5 of TPC-H: the filter by town is that of the first join; the last would have one by club too."""
    ran = run_text(
        """\
pupils = read_parquet("pupils.parquet")
schools = read_parquet("schools.parquet")
trainers = read_parquet("trainers.parquet")
county = read_parquet("towns.parquet").filter(col("county") == 1)
near = schools.join(county, on="town")
theirs = near.join(pupils, on="school")
trained = theirs.join(trainers, left_on=["club", "town"], right_on=["club", "home"])
result = trained.group_by("county").agg(rows=len())
""",
        _schools(tmp_path),
        tmp_path / "scratch",
    )
    assert ran.wrong() == {}
    for node in ("near", "theirs", "trained"):
        assert (ran.figures[node].rows, ran.figures[node].exact) == (ran.rows[node], True), node


@pytest.mark.parametrize(
    "made",
    [
        'when(col("other") > 3).then(col("number")).otherwise(0)',
        'col("record").struct.field("number")',
        'col("number") + 0',
        'col("other")',
    ],
)
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_key_that_is_made_says_nothing_of_the_filters_of_others(
    made: str, form: str, tmp_path: Path
) -> None:
    """Its own filter goes no further down, and that of the other key still keeps rows from being read."""
    table = pl.DataFrame({"number": _NUMBERS, "key": _NUMBERS % 1000, "other": _NUMBERS % 10})
    table.with_columns(record=pl.struct("number")).write_parquet(tmp_path / "large.parquet")
    if form == "csv":
        table.head(60).write_csv(tmp_path / "small.csv")
    else:
        table.head(60).write_parquet(tmp_path / "small.parquet")
    ran = run_text(
        f"""\
large = read_parquet("large.parquet")
small = read_{form}("small.{form}").filter(col("other") > 3)
made = large.with_columns(number={made})
both = made.join(small, on=["number", "key"], suffix="_b")
result = both.group_by("other").agg(rows=len())
""",
        Place(tmp_path),
        tmp_path / "scratch",
    )
    assert ran.wrong() == {}


@pytest.mark.parametrize("key", ["parquet", "csv"])
def test_a_key_from_a_file_without_filters_says_nothing_of_the_others(key: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"number": _NUMBERS, "key": _NUMBERS % 1000, "other": _NUMBERS % 10})
    table.write_parquet(tmp_path / "large.parquet")
    table.select("number", second=pl.col("key")).write_csv(tmp_path / "second.csv")
    table.head(60).rename({"key": "second"} if key == "csv" else {}).write_parquet(tmp_path / "small.parquet")
    name = "second" if key == "csv" else "key"
    ran = run_text(
        f"""\
large = read_parquet("large.parquet")
second = read_csv("second.csv")
small = read_parquet("small.parquet").filter(col("other") > 3)
wide = large.join(second, on="number")
both = wide.join(small, on=["number", "{name}"], suffix="_b")
result = both.group_by("other").agg(rows=len())
""",
        Place(tmp_path),
        tmp_path / "scratch",
    )
    assert ran.wrong() == {}
