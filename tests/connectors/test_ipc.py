"""Arrow IPC files are read and written, and a broken one says so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from uzo_jupyter.operations.samples import sample_tables

from .conftest import Failure, Read, Write


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_what_was_written_is_read_again_with_all_types(read: Read, write: Write, compression: str) -> None:
    table = sample_tables()["orders"]
    write(table, "ipc", "out.arrow", compression=compression)
    assert_frame_equal(read("ipc", "out.arrow"), table)


def test_a_file_that_was_cut_off_says_so(failure: Failure, tmp_path: Path) -> None:
    file = tmp_path / "a.arrow"
    pl.DataFrame({"a": range(1000)}).write_ipc(file)
    file.write_bytes(file.read_bytes()[:600])
    error = failure("ipc", "a.arrow")
    assert (
        error.message == "'a.arrow' is not a complete Arrow IPC file: the footer is missing (size 600 bytes)."
    )


def test_a_stream_is_told_from_a_file(failure: Failure, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_ipc_stream(tmp_path / "a.arrow")
    assert failure("ipc", "a.arrow").message == "'a.arrow' is no Arrow IPC file but Arrow stream."


def test_an_empty_file_says_so(failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "a.arrow").touch()
    assert failure("ipc", "a.arrow").message == "'a.arrow' is empty."


def test_files_with_different_columns_are_named(failure: Failure, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_ipc(tmp_path / "a.arrow")
    pl.DataFrame({"a": ["x"]}).write_ipc(tmp_path / "b.arrow")
    assert failure("ipc", "?.arrow").file == "b.arrow"
