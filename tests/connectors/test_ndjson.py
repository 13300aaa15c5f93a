"""Files of JSON lines are read and written, and a broken one says where."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from .conftest import Failure, Read, Write

TABLE = pl.DataFrame({"a": [1, None], "t": [["x"], []], "s": [{"u": 1.5}, {"u": None}]})


@pytest.mark.parametrize("name", ["out.ndjson", "out.ndjson.gz", "out.ndjson.zst"])
def test_what_was_written_is_read_again(read: Read, write: Write, name: str) -> None:
    write(TABLE, "ndjson", name)
    assert_frame_equal(read("ndjson", name), TABLE)


def test_a_key_that_a_line_lacks_is_null(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n{"b": "x"}\n')
    assert read("ndjson", "a.ndjson").rows() == [(1, None), (None, "x")]


def test_a_declared_type_wins(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n')
    assert read("ndjson", "a.ndjson", schemaOverrides={"a": "Float64"}).schema["a"] == pl.Float64


def test_a_name_with_brackets_is_no_pattern_of_polars(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a[1].ndjson").write_text('{"a": 1}\n')
    assert read("ndjson", "a*.ndjson").height == 1


def test_a_broken_line_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n\n{"a": 2\n')
    error = failure("ndjson", "a.ndjson")
    assert str(error) == (
        "'a.ndjson', line 3, column 8 is no JSON: Expecting ',' delimiter. Correct or remove the line."
    )
    assert error.row == 3


def test_a_broken_line_in_a_packed_file_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(gzip.compress(b'{"a": 1}\n{\n'))
    assert failure("ndjson", "a.ndjson").row == 2


def test_a_list_is_told_from_lines(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('[{"a": 1}]')
    error = failure("ndjson", "a.ndjson")
    assert error.message == "'a.ndjson', line 1 is a list, not a JSON object."


def test_a_value_that_does_not_fit_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n' * 20 + '{"a": "x"}\n')
    error = failure("ndjson", "a.ndjson", inferSchemaLength=10)
    assert error.message == "'a.ndjson', line 21: 'x' in column 'a' is no Int64."
    assert error.hint == "Set schema_overrides={'a': String} or a larger infer_schema_length."


def test_a_byte_that_is_no_utf8_is_found(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes('{"a": "x"}\n{"a": "é"}\n'.encode("latin-1"))
    assert failure("ndjson", "a.ndjson").row == 2


def test_an_empty_file_says_so(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").touch()
    assert failure("ndjson", "a.ndjson").message == "'a.ndjson' is empty."
