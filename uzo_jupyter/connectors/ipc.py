"""Arrow IPC files (also known as Feather)."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import polars as pl
from pydantic import Field

from uzo_jupyter.connectors.faults.kinds import empty_file, is_text, refuse_other_kinds
from uzo_jupyter.connectors.faults.schemas import differing_schemas
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import FileSource, Place, Sink, SourceError

_MAGIC = b"ARROW1"


class ReadIpc(FileSource):
    """Read an Arrow IPC file (Feather version 2), or several with the same columns. It is mapped, not copied.

    The rows come in the order of the file, files in the order of their names.
    """

    connector: ClassVar[str] = "ipc"
    title: ClassVar[str] = "Read Arrow IPC"
    calls: ClassVar[tuple[Call, ...]] = (Call("read_ipc", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("scan_ipc", "read_feather", "read_arrow")
    example: ClassVar[str] = 'orders = read_ipc("orders.arrow")'

    def scan(self, place: Place) -> pl.LazyFrame:
        files = self.files(place)
        for file in files:
            name = self.name_of(file, place)
            refuse_other_kinds(file, "Arrow IPC", ("Arrow IPC",), name)
            empty = empty_file(file, name, "Copy it again: an Arrow file is never empty.")
            if empty is not None:
                raise empty
        return pl.scan_ipc(files, glob=False)

    def explain(self, place: Place, error: Exception) -> SourceError | None:
        files = self.files(place)
        for file in files:
            found = _fault(file, self.name_of(file, place))
            if found is not None:
                return found
        return differing_schemas(files, _schema_of, lambda file: self.name_of(file, place))


def _schema_of(file: Path) -> pl.Schema:
    return pl.scan_ipc(file, glob=False).collect_schema()


def _fault(file: Path, name: str) -> SourceError | None:
    """What is wrong with the two ends of a file."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        head = stream.read(len(_MAGIC))
        stream.seek(max(0, size - len(_MAGIC)))
        tail = stream.read()
    if head != _MAGIC:
        hint = "Read it with read_csv or read_ndjson, if it is such a file." if is_text(file) else None
        return SourceError(f"{name!r} is no Arrow IPC file.", hint=hint, file=name, code="file-kind")
    if tail != _MAGIC:
        message = f"{name!r} is not a complete Arrow IPC file: the footer is missing (size {size:,} bytes)."
        return SourceError(message, hint="Copy it again.", file=name, code="file-damaged")
    return None


class WriteIpc(Sink):
    """Write rows as an Arrow IPC file, which keeps all types and is the fastest to read."""

    connector: ClassVar[str] = "ipc"
    title: ClassVar[str] = "Write Arrow IPC"
    calls: ClassVar[tuple[Call, ...]] = (Call("write_ipc", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("to_feather", "sink_ipc")
    example: ClassVar[str] = 'orders.write_ipc("result.arrow")'

    compression: Literal["uncompressed", "lz4", "zstd"] = Field(
        default="uncompressed", title="Compression", description="How the columns are packed."
    )

    def write(self, rows: pl.LazyFrame, target: Path) -> pl.LazyFrame:
        return rows.sink_ipc(target, lazy=True, compression=self.compression)
