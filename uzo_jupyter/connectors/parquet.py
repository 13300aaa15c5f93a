"""Parquet files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from uzo_jupyter.connectors.faults.kinds import damaged_file, empty_file, is_text, refuse_other_kinds
from uzo_jupyter.connectors.faults.schemas import differing_schemas
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import FileSource, Place, Sink, SourceError

_MAGIC = b"PAR1"


class ReadParquet(FileSource):
    """Read a Parquet file, or several with the same columns. Only the columns and rows that are needed are
    read.

    The rows come in the order of the file, files in the order of their names.
    """

    connector: ClassVar[str] = "parquet"
    title: ClassVar[str] = "Read Parquet"
    calls: ClassVar[tuple[Call, ...]] = (Call("read_parquet", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("scan_parquet",)
    example: ClassVar[str] = 'orders = read_parquet("orders.parquet")'

    hive_partitioning: bool = Field(
        default=False,
        title="Columns from folders",
        description="Make columns of folders named like year=2026.",
    )
    missing_columns: Literal["raise", "insert"] = Field(
        default="raise",
        title="Missing columns",
        description="What to do where a further file lacks a column.",
    )
    extra_columns: Literal["raise", "ignore"] = Field(
        default="raise", title="More columns", description="What to do where a further file has more columns."
    )

    def scan(self, place: Place) -> pl.LazyFrame:
        files = self.files(place)
        for file in files:
            refuse_other_kinds(file, "Parquet", ("Parquet",), self.name_of(file, place))
        return pl.scan_parquet(
            files,
            glob=False,
            hive_partitioning=self.hive_partitioning,
            missing_columns=self.missing_columns,
            extra_columns=self.extra_columns,
        )

    def explain(self, place: Place, error: Exception) -> SourceError | None:
        files = self.files(place)
        for file in files:
            found = _fault(file, self.name_of(file, place))
            if found is not None:
                return found
        different = differing_schemas(files, _schema_of, lambda file: self.name_of(file, place))
        if different is None and "parquet:" in str(error):
            return _damaged(files, lambda file: self.name_of(file, place))
        return different


def _schema_of(file: Path) -> pl.Schema:
    return pl.scan_parquet(file, glob=False).collect_schema()


def _fault(file: Path, name: str) -> SourceError | None:
    """What is wrong with the two ends of a file."""
    size = file.stat().st_size
    empty = empty_file(file, name, "Copy it again: a Parquet file is never empty.")
    if empty is not None:
        return empty
    with file.open("rb") as stream:
        head = stream.read(4)
        stream.seek(max(0, size - 4))
        tail = stream.read(4)
    if head != _MAGIC:
        hint = "Read it with read_csv or read_ndjson, if it is such a file." if is_text(file) else None
        return SourceError(f"{name!r} is no Parquet file.", hint=hint, file=name, code="file-kind")
    if tail != _MAGIC:
        message = f"{name!r} is not a complete Parquet file: the footer is missing (size {size:,} bytes)."
        return SourceError(message, hint="Copy it again.", file=name, code="file-damaged")
    return None


def _damaged(files: list[Path], name_of: Callable[[Path], str]) -> SourceError | None:
    """Which file is damaged, found by reading each one by itself and keeping nothing."""
    for file in files:
        try:
            pl.scan_parquet(file, glob=False).select(pl.all().null_count()).collect(engine="streaming")
        except (pl.exceptions.PolarsError, OSError) as problem:
            return damaged_file(name_of(file), problem)
    return None


class WriteParquet(Sink):
    """Write rows as a Parquet file, which keeps all types."""

    connector: ClassVar[str] = "parquet"
    title: ClassVar[str] = "Write Parquet"
    calls: ClassVar[tuple[Call, ...]] = (Call("write_parquet", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("to_parquet", "sink_parquet")
    example: ClassVar[str] = 'orders.write_parquet("result.parquet")'

    compression: Literal["zstd", "snappy", "lz4", "gzip", "brotli", "uncompressed"] = Field(
        default="zstd",
        title="Compression",
        description="How the columns are packed; snappy is read everywhere.",
    )
    compression_level: Annotated[int, Field(ge=-7, le=22)] | None = Field(
        default=None, title="Level", description="A higher level takes less space and more time."
    )
    row_group_size: Annotated[int, Field(ge=1, le=2**31)] | None = Field(
        default=None, title="Rows in a group", description="How many rows form a group that is read as one."
    )

    def write(self, rows: pl.LazyFrame, target: Path) -> pl.LazyFrame:
        return rows.sink_parquet(
            target,
            lazy=True,
            compression=self.compression,
            compression_level=self.compression_level,
            row_group_size=self.row_group_size,
        )
