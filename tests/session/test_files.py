"""Tables as files."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.session.tables import BIG, TYPES
from uzo_jupyter.errors import UzoError
from uzo_jupyter.session.files import write_table


def test_parquet_keeps_every_type(tmp_path: Path) -> None:
    path = tmp_path / "all.parquet"
    size = write_table(TYPES.lazy(), "parquet", path)
    assert size == path.stat().st_size
    assert_frame_equal(pl.read_parquet(path), TYPES)


def test_csv_says_every_value(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    write_table(TYPES.lazy(), "csv", path)
    rows = pl.read_csv(path, infer_schema=False)
    assert rows.columns == TYPES.columns
    first = rows.row(0, named=True)
    assert first["int64"] == str(BIG)
    assert first["string"] == "<b>x</b>"
    assert first["binary"] == "0x00ff"
    assert json.loads(first["list"]) == [1, None, BIG]
    assert json.loads(first["array"]) == [1, 2]
    assert json.loads(first["struct"]) == {"a": 1, "b": "x, y"}
    assert json.loads(first["deep"]) == [{"when": "PT1S", "raw": "0x01"}]
    assert first["duration"] == "P1DT2S"
    assert set(rows.row(2)) == {None}


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_no_rows_are_a_file_too(tmp_path: Path, file_format: str) -> None:
    path = tmp_path / "none"
    write_table(TYPES.clear().lazy(), "csv" if file_format == "csv" else "parquet", path)
    read = pl.read_csv(path) if file_format == "csv" else pl.read_parquet(path)
    assert (read.height, read.columns) == (0, TYPES.columns)


def test_a_file_that_is_too_large_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    rows = pl.LazyFrame({"a": pl.int_range(500_000, eager=True).shuffle(1)})
    for file_format in ("csv", "parquet"):
        with pytest.raises(UzoError, match=r"larger than 1 MB. .*write_"):
            write_table(rows, "csv" if file_format == "csv" else "parquet", tmp_path / "big", 1_000_000)
    assert list(tmp_path.iterdir()) == []
