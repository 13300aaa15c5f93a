"""CSV files are read and written, and a broken one says where."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from .conftest import Failure, Read, Write

RAGGED_HINT = "Correct the line (a text with a separator needs quotes), or set truncate_ragged_lines=True."


def test_types_and_dates_are_inferred_and_empty_is_null(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n,day,text\n1,2026-03-02,x\n,,\n")
    assert read("csv", "a.csv").rows() == [(1, dt.date(2026, 3, 2), "x"), (None, None, None)]


def test_the_readers_options_are_those_of_polars(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("made by hand\n# note\nn;f\n1;2,5\n-;'3,5'\n")
    settings = {"separator": ";", "skipRows": 1, "commentPrefix": "#", "quoteChar": "'", "decimalComma": True}
    result = read("csv", "a.csv", nullValues=["-"], schemaOverrides={"n": "Int8"}, **settings)
    assert result.rows() == [(1, 2.5), (None, 3.5)]
    assert result.schema["n"] == pl.Int8


def test_a_file_without_header_gets_names(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,x\n2,y\n")
    assert read("csv", "a.csv", hasHeader=False).columns == ["column_0", "column_1"]


def test_files_of_a_pattern_come_in_the_order_of_their_names(read: Read, tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.csv").write_text(f"name\n{name}\n")
    assert read("csv", "*.csv")["name"].to_list() == ["a", "b", "c"]


def test_a_packed_file_is_read_as_it_is(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gzip.compress(b"a\n1\n"))
    assert read("csv", "a.csv")["a"].to_list() == [1]


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "out.csv.zst"])
def test_what_was_written_is_read_again(read: Read, write: Write, name: str) -> None:
    table = pl.DataFrame({"a": [1, None], "b": ["x, y", 'say "ä"'], "day": [dt.date(2026, 1, 1), None]})
    target = write(table, "csv", name)
    assert target.read_bytes().startswith(b"a,b,day") == (name == "out.csv")
    assert_frame_equal(read("csv", name), table)


def test_the_writers_options_are_those_of_polars(write: Write) -> None:
    table = pl.DataFrame({"a": [1.5, None], "day": [dt.date(2026, 1, 2)] * 2})
    options = {"separator": ";", "decimalComma": True, "nullValue": "-", "dateFormat": "%d.%m.%Y"}
    target = write(table, "csv", "out.csv", **options, includeHeader=False, includeBom=True)
    assert target.read_text("utf-8-sig") == "1,5;02.01.2026\n-;02.01.2026\n"


def test_a_row_that_is_too_long_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n1,"two\nlines"\n\n3,4,5\n')
    error = failure("csv", "a.csv")
    assert error.message == "'a.csv', line 5 has 3 fields, but the header has 2."
    assert (error.hint, error.file, error.row) == (RAGGED_HINT, "a.csv", 5)


def test_a_row_that_is_too_long_can_be_cut(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n3,4,5\n")
    assert read("csv", "a.csv", truncateRaggedLines=True).rows() == [(3, 4)]


def test_a_byte_that_is_no_utf8_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("a,b\n1,é\n".encode() + "2,café\n".encode("latin-1"))
    error = failure("csv", "a.csv")
    assert error.message == "'a.csv' is not UTF-8: line 3 has the byte 0xE9 (at 14 bytes)."
    assert error.hint is not None
    assert "encoding='utf8-lossy'" in error.hint


def test_a_byte_that_is_no_utf8_is_found_behind_the_first_chunk(failure: Failure, tmp_path: Path) -> None:
    head = "a\n" + "ä\n" * 700_001
    (tmp_path / "a.csv").write_bytes(head.encode() + b"\xff\n")
    error = failure("csv", "a.csv")
    assert error.row == 700_003
    assert f"at {len(head.encode()):,} bytes" in error.message


def test_one_text_that_means_null_may_stand_without_a_list(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("k,n\nx,1\ny,N/A\n")
    assert read("csv", "a.csv", nullValues="N/A")["n"].to_list() == [1, None]


def test_a_value_that_does_not_fit_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("k,n\n" + "x,1\n" * 50 + "y,oops\n")
    error = failure("csv", "a.csv", inferSchemaLength=10)
    assert error.message == "'a.csv', line 52: 'oops' in column 'n' is no Int64, which was inferred."
    assert (
        error.hint
        == "Set schema_overrides={'n': String}, a larger infer_schema_length, or null_values='oops'."
    )


def test_a_value_that_does_not_fit_a_declared_type_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n\n1\n1000\n")
    error = failure("csv", "a.csv", schemaOverrides={"n": "Int8"})
    assert error.message == "'a.csv', line 3: '1000' in column 'n' is no Int8, which is declared."


def test_an_error_in_one_of_several_files_names_it(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n\n1\n")
    (tmp_path / "b.csv").write_text("n\n1,2\n")
    assert failure("csv", "?.csv").file == "b.csv"


def test_files_with_different_columns_are_named(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    (tmp_path / "b.csv").write_text("a,c\n1,2\n")
    error = failure("csv", "?.csv")
    assert error.message == "'b.csv' has no column 'b' and has a column 'c', unlike 'a.csv'."


def test_a_quote_that_is_never_closed_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n1,x\n2,"open\n3,y\n4,z\n')
    error = failure("csv", "a.csv")
    assert error.message == "'a.csv', line 3: a quote opens here and is never closed."


def test_an_empty_file_says_so(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    assert failure("csv", "a.csv").message == "'a.csv' is empty."


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PAR1\0\0", "Parquet"),
        (b"PK\x03\x04", "ZIP or Excel"),
        ("a,b\n".encode("utf-16"), "UTF-16 text"),
        (b"<!DOCTYPE html><title>404</title>", "HTML"),
    ],
)
def test_a_file_of_another_kind_is_not_read_as_nonsense(
    failure: Failure, tmp_path: Path, head: bytes, kind: str
) -> None:
    (tmp_path / "a.csv").write_bytes(head)
    assert failure("csv", "a.csv").message == f"'a.csv' is no CSV file but {kind}."


def test_the_type_of_a_column_that_is_not_there_is_refused(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("price\n1\n")
    error = failure("csv", "a.csv", schemaOverrides={"prise": "Int8"})
    assert (
        str(error) == "schema_overrides names 'prise', but 'a.csv' has no such column. Did you mean 'price'?"
    )


def test_a_missing_file_names_the_nearest(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").touch()
    assert str(failure("csv", "order.csv")) == "There is no file 'order.csv'. Did you mean 'orders.csv'?"


def test_line_ends_of_old_macs_are_told_instead_of_read_as_one_line(
    failure: Failure, read: Read, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\r1,2\r3,4\r")
    assert failure("csv", "a.csv").message == (
        "The lines of 'a.csv' end with carriage returns alone, as on old Macs."
    )
    (tmp_path / "b.csv").write_bytes(b"a,b\r\n1,2\r\n")
    assert read("csv", "b.csv").rows() == [(1, 2)]
