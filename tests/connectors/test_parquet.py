"""Parquet files are read and written, and a broken one says so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from uzo_jupyter.operations.samples import sample_tables

from .conftest import Failure, Read, Write


def test_what_was_written_is_read_again_with_all_types(read: Read, write: Write) -> None:
    table = sample_tables()["orders"]
    write(table, "parquet", "out.parquet", compression="snappy", rowGroupSize=2)
    assert_frame_equal(read("parquet", "out.parquet"), table)


def test_a_name_with_brackets_is_found_by_a_pattern(read: Read, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "part[1].parquet")
    assert read("parquet", "part*.parquet").height == 1


def test_columns_of_folders(read: Read, tmp_path: Path) -> None:
    for year in (2025, 2026):
        (tmp_path / f"year={year}").mkdir()
        pl.DataFrame({"a": [year]}).write_parquet(tmp_path / f"year={year}" / "a.parquet")
    assert read("parquet", "*/a.parquet", hivePartitioning=True)["year"].to_list() == [2025, 2026]


def test_a_file_that_was_cut_off_says_so(failure: Failure, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pl.DataFrame({"a": range(1000)}).write_parquet(file)
    file.write_bytes(file.read_bytes()[:500])
    error = failure("parquet", "a.parquet")
    text = (
        "'a.parquet' is not a complete Parquet file: the footer is missing (size 500 bytes). Copy it again."
    )
    assert str(error) == text


def test_a_file_with_damaged_pages_is_named(failure: Failure, tmp_path: Path) -> None:
    table = pl.DataFrame({"a": range(1000)})
    table.write_parquet(tmp_path / "a.parquet")
    table.write_parquet(tmp_path / "b.parquet")
    data = bytearray((tmp_path / "b.parquet").read_bytes())
    data[20:60] = b"\xff" * 40
    (tmp_path / "b.parquet").write_bytes(bytes(data))
    error = failure("parquet", "?.parquet")
    assert error.message.startswith("'b.parquet' is damaged: ")
    assert error.hint == "Copy it again."


def test_a_text_file_says_what_it_is(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("a,b\n1,2\n")
    error = failure("parquet", "a.parquet")
    text = "'a.parquet' is no Parquet file. Read it with read_csv or read_ndjson, if it is such a file."
    assert str(error) == text


def test_an_empty_file_says_so(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").touch()
    assert failure("parquet", "a.parquet").message == "'a.parquet' is empty."


def test_files_with_different_types_are_named(failure: Failure, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"a": ["x"]}).write_parquet(tmp_path / "b.parquet")
    assert (
        failure("parquet", "?.parquet").message
        == "'b.parquet' has String in 'a', not Int64, unlike 'a.parquet'."
    )


def test_a_missing_column_may_be_filled_with_null(read: Read, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1], "b": [2]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"a": [3]}).write_parquet(tmp_path / "b.parquet")
    assert read("parquet", "?.parquet", missingColumns="insert").rows() == [(1, 2), (3, None)]
