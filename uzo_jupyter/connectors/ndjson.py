"""Files with one JSON object on each line."""

from __future__ import annotations

import glob
import re
from pathlib import Path
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.connectors.faults.json_lines import broken_line, value_that_does_not_fit
from uzo_jupyter.connectors.faults.kinds import empty_file, refuse_other_kinds
from uzo_jupyter.connectors.faults.text import undecodable
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnName, DType, FileSource, Place, Sink, SourceError
from uzo_jupyter.operations.fields import TextCompression, compression_of

_VALUE = re.compile(r"cannot parse '(?P<value>.*)' \(.*\) as (?P<dtype>\w+)", re.DOTALL)


class ReadNdjson(FileSource):
    """Read a file with one JSON object on each line, or several. gzip and zstd are unpacked while reading.

    Types are inferred from the first rows. A key that a line lacks is null; a key that only lines behind
    those first rows have is left out. The rows come in the order of the file, files in the order of their
    names.
    """

    connector: ClassVar[str] = "ndjson"
    title: ClassVar[str] = "Read JSON lines"
    calls: ClassVar[tuple[Call, ...]] = (Call("read_ndjson", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("scan_ndjson", "read_json", "read_jsonl")
    slow: ClassVar[bool] = True
    example: ClassVar[str] = 'orders = read_ndjson("orders.ndjson")'

    schema_overrides: dict[ColumnName, DType] = Field(
        default={}, title="Types", description="Data types of columns, instead of those that are inferred."
    )
    infer_schema_length: Annotated[int, Field(ge=1, le=2**31)] | None = Field(
        default=1000, title="Rows for types", description="How many rows to infer types from; null for all."
    )
    ignore_errors: bool = Field(
        default=False,
        title="Ignore errors",
        description="Make null of each value that does not fit its column.",
    )

    def scan(self, place: Place) -> pl.LazyFrame:
        files = self.files(place)
        for file in files:
            refuse_other_kinds(file, "JSON lines", ("gzip", "zstd"), self.name_of(file, place))
        return pl.scan_ndjson(
            # Polars takes every path for a pattern here.
            [glob.escape(str(file)) for file in files],
            schema_overrides={column: dtype.polars for column, dtype in self.schema_overrides.items()}
            or None,
            infer_schema_length=self.infer_schema_length,
            ignore_errors=self.ignore_errors,
        )

    def explain(self, place: Place, error: Exception) -> SourceError | None:
        for file in self.files(place):
            found = self._explain_file(file, self.name_of(file, place), str(error))
            if found is not None:
                return found
        return None

    def _explain_file(self, file: Path, name: str, error: str) -> SourceError | None:
        empty = empty_file(file, name, "It needs at least one line with a JSON object.")
        if empty is not None:
            return empty
        wrong = undecodable(file, name, "Save the file again as UTF-8.") or broken_line(file, name)
        match = _VALUE.search(error)
        if wrong is not None or match is None:
            return wrong
        return value_that_does_not_fit(file, name, match["value"], match["dtype"])


class WriteNdjson(Sink):
    """Write each row as a JSON object on a line of its own. Null, lists and structs are written as in JSON.

    A name that ends in ``.gz`` or ``.zst`` is packed, unless ``compression`` says otherwise.
    """

    connector: ClassVar[str] = "ndjson"
    title: ClassVar[str] = "Write JSON lines"
    calls: ClassVar[tuple[Call, ...]] = (Call("write_ndjson", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("to_json", "sink_ndjson", "write_json")
    example: ClassVar[str] = 'orders.write_ndjson("result.ndjson")'

    compression: TextCompression | None = Field(
        default=None, title="Compression", description="How to pack the file; by default as its name says."
    )

    def write(self, rows: pl.LazyFrame, target: Path) -> pl.LazyFrame:
        compression = self.compression or compression_of(self.path)
        return rows.sink_ndjson(target, lazy=True, check_extension=False, compression=compression)
