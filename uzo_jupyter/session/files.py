"""Tables as files to keep: written whole, up to a size that a browser can hold."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import polars as pl

from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import FileFormat

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

MAX_BYTES = 200_000_000
"""Larger files are for a node that writes them."""


def write_table(rows: pl.LazyFrame, file_format: FileFormat, path: Path, limit: int = MAX_BYTES) -> int:
    """Write all rows, and return the size in bytes. Nothing stays where it fails.

    Raises
    ------
    UzoError
        When the file would be larger than ``limit``.
    """
    target = _Limited(path, limit)
    try:
        with target:
            if file_format == "csv":
                as_text(rows).sink_csv(cast("IO[bytes]", target))
            else:
                rows.sink_parquet(cast("IO[bytes]", target))
    except (OSError, pl.exceptions.PolarsError):
        path.unlink(missing_ok=True)
        if target.is_full:
            word = f"write_{file_format}"
            raise UzoError(
                f"The file would be larger than {limit // 1_000_000} MB.",
                hint=f"Filter the rows, or let a node write them: {word}(...).",
            ) from None
        raise
    return path.stat().st_size


def as_text(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with what CSV has no notation for as text: lists and structs as JSON, bytes as hexadecimal numbers.

    Examples
    --------
    >>> as_text(pl.LazyFrame({"a": [[1, None], None]})).collect()["a"].to_list()
    ['[1,null]', None]
    """
    names = rows.collect_schema()
    return rows.select(
        _written(pl.nth(index), dtype).alias(name) for index, (name, dtype) in enumerate(names.items())
    )


def _written(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("iso")
    if isinstance(dtype, pl.Binary):
        return pl.lit("0x") + column.bin.encode("hex")
    if not dtype.is_nested():
        return column
    json = pl.struct(_plain(column, dtype).alias("v")).struct.json_encode()
    text = json.str.strip_prefix('{"v":').str.strip_suffix("}")
    return pl.when(column.is_not_null()).then(text)


def _plain(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Nested values that JSON can hold: no bytes, durations or fixed sizes in them."""
    match dtype:
        case pl.List(inner=inner) if _needs_text(inner):
            return column.list.eval(_plain(pl.element(), _instance(inner)))
        case pl.Array(inner=inner):
            return _plain(column.arr.to_list(), pl.List(inner))
        case pl.Struct(fields=fields) if any(_needs_text(field.dtype) for field in fields):
            parts = [
                _plain(column.struct.field(field.name), _instance(field.dtype)).alias(field.name)
                for field in fields
            ]
            return pl.when(column.is_not_null()).then(pl.struct(parts))
        case pl.Binary() | pl.Duration():
            return _written(column, dtype)
        case _:
            return column


def _needs_text(dtype: object) -> bool:
    match dtype:
        case pl.List(inner=inner):
            return _needs_text(inner)
        case pl.Struct(fields=fields):
            return any(_needs_text(field.dtype) for field in fields)
        case _:
            return isinstance(dtype, pl.Binary | pl.Duration | pl.Array)


def _instance(dtype: PolarsDataType) -> pl.DataType:
    return dtype if isinstance(dtype, pl.DataType) else dtype()


class _Limited(io.RawIOBase):
    """A file that takes so many bytes and no more: nobody waits for gigabytes that are then refused."""

    def __init__(self, path: Path, limit: int) -> None:
        super().__init__()
        self._file = path.open("wb")
        self._left = limit
        self.is_full = False

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride] - what Polars hands over
        self._left -= len(data)
        if self._left < 0:
            self.is_full = True
            raise OSError("the file is full")
        return self._file.write(data)

    def flush(self) -> None:
        if not self._file.closed:
            self._file.flush()

    def close(self) -> None:
        self._file.close()
        super().close()
