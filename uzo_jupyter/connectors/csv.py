"""Delimited text files: CSV, TSV and the like."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import BeforeValidator, Field, Strict

from uzo_jupyter.connectors.faults.delimited import (
    Layout,
    open_quote,
    too_many_fields,
    value_that_does_not_fit,
)
from uzo_jupyter.connectors.faults.kinds import empty_file, refuse_other_kinds
from uzo_jupyter.connectors.faults.schemas import differing_schemas
from uzo_jupyter.connectors.faults.text import refuse_old_line_ends, undecodable
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.model import as_list
from uzo_jupyter.operations import ColumnName, DType, FileSource, Place, RowCount, Sink, SourceError
from uzo_jupyter.operations.fields import TextCompression, compression_of

OneCharacter = Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[\x00-\x7f]$")]

_PARSE = re.compile(
    r"could not parse `(?P<value>.*?)` as dtype `.*?` at column '.*?' \(column number (?P<number>\d+)\)",
    re.DOTALL,
)
_RAGGED_HINT = "Correct the line (a text with a separator needs quotes), or set truncate_ragged_lines=True."
_ENCODING_HINT = (
    "Save the file again as UTF-8, or set encoding='utf8-lossy', which puts a mark where bytes are wrong."
)
_EMPTY_HINT = "A CSV file has at least the line of column names."


class ReadCsv(FileSource):
    """Read a delimited text file, or several with the same columns. gzip and zstd are unpacked while reading.

    Types are inferred from the first rows; dates are recognised. An empty field is null, and so are the
    missing fields of a row that is too short. The rows come in the order of the file, files in the order of
    their names.
    """

    connector: ClassVar[str] = "csv"
    title: ClassVar[str] = "Read CSV"
    calls: ClassVar[tuple[Call, ...]] = (Call("read_csv", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("scan_csv", "read_table", "read_tsv")
    slow: ClassVar[bool] = True
    example: ClassVar[str] = 'orders = read_csv("orders.csv")'

    separator: OneCharacter = Field(
        default=",", title="Separator", description="The character between fields."
    )
    has_header: bool = Field(
        default=True,
        title="Has a header",
        description="Whether the first row holds the names of the columns.",
    )
    schema_overrides: dict[ColumnName, DType] = Field(
        default={}, title="Types", description="Data types of columns, instead of those that are inferred."
    )
    null_values: Annotated[tuple[str, ...], Strict(False), BeforeValidator(as_list)] = Field(
        default=(), title="Nulls", description="Texts that mean null, beside the empty field."
    )
    try_parse_dates: bool = Field(
        default=True,
        title="Recognise dates",
        description="Read text that looks like a date or a time as one.",
    )
    infer_schema_length: Annotated[int, Field(ge=0, le=2**31)] | None = Field(
        default=1000, title="Rows for types", description="How many rows to infer types from; null for all."
    )
    encoding: Literal["utf8", "utf8-lossy"] = Field(
        default="utf8",
        title="Encoding",
        description="utf8-lossy reads on over wrong bytes and puts a mark for them.",
    )
    skip_rows: RowCount = Field(
        default=0, title="Skip", description="How many lines to skip before the header."
    )
    quote_char: OneCharacter | None = Field(
        default='"', title="Quote", description="The character around texts; null where there is none."
    )
    comment_prefix: Annotated[str, Field(min_length=1, max_length=5)] | None = Field(
        default=None, title="Comments", description="Lines that begin with this are left out."
    )
    decimal_comma: bool = Field(
        default=False,
        title="Decimal comma",
        description="Whether numbers are written as 2,5; needs another separator.",
    )
    truncate_ragged_lines: bool = Field(
        default=False, title="Cut long rows", description="Leave out the fields of a row that are too many."
    )
    ignore_errors: bool = Field(
        default=False,
        title="Ignore errors",
        description="Make null of each value that does not fit its column.",
    )

    def scan(self, place: Place) -> pl.LazyFrame:
        files = self.files(place)
        for file in files:
            name = self.name_of(file, place)
            refuse_other_kinds(file, "CSV", ("gzip", "zstd"), name)
            refuse_old_line_ends(file, name)
        rows = self._scan_files(files)
        self._check_overrides(rows, self.name_of(files[0], place))
        return rows

    def _scan_files(self, files: list[Path]) -> pl.LazyFrame:
        return pl.scan_csv(
            files,
            glob=False,
            separator=self.separator,
            has_header=self.has_header,
            schema_overrides={column: dtype.polars for column, dtype in self.schema_overrides.items()}
            or None,
            null_values=list(self.null_values) or None,
            try_parse_dates=self.try_parse_dates,
            infer_schema_length=self.infer_schema_length,
            encoding=self.encoding,
            skip_rows=self.skip_rows,
            quote_char=self.quote_char,
            comment_prefix=self.comment_prefix,
            decimal_comma=self.decimal_comma,
            truncate_ragged_lines=self.truncate_ragged_lines or None,
            ignore_errors=self.ignore_errors,
        )

    def _check_overrides(self, rows: pl.LazyFrame, name: str) -> None:
        """Polars ignores the type of a column that is not there; it is a slip of the pen."""
        if not self.schema_overrides:
            return
        columns = rows.collect_schema().names()
        for column in self.schema_overrides:
            if column not in columns:
                message = f"schema_overrides names {column!r}, but {name!r} has no such column."
                raise SourceError(message, hint=did_you_mean(column, columns, "Columns"), file=name)

    def explain(self, place: Place, error: Exception) -> SourceError | None:
        text = str(error)
        for file in self.files(place):
            found = self._explain_file(file, self.name_of(file, place), text)
            if found is not None:
                return found
        if "schema" in text:
            return differing_schemas(
                self.files(place), self._schema_of, lambda file: self.name_of(file, place)
            )
        return None

    def _explain_file(self, file: Path, name: str, error: str) -> SourceError | None:
        empty = empty_file(file, name, _EMPTY_HINT)
        if empty is not None:
            return empty
        if "not properly escaped" in error:
            return open_quote(file, name, self._layout())
        if "found more fields" in error:
            return too_many_fields(file, name, self._layout(), _RAGGED_HINT)
        if "utf-8" in error:
            return undecodable(file, name, _ENCODING_HINT)
        return self._explain_value(file, name, error)

    def _explain_value(self, file: Path, name: str, error: str) -> SourceError | None:
        match = _PARSE.search(error)
        if match is None:
            return None
        number, value = int(match["number"]) - 1, match["value"]
        column = self._schema_of(file).names()[number]
        wanted = str(self._schema_of(file)[column])

        def describe(where: str) -> tuple[str, str]:
            is_declared = column in self.schema_overrides
            declared = "is declared" if is_declared else "was inferred"
            message = f"{where}: {value!r} in column {column!r} is no {wanted}, which {declared}."
            more = "" if is_declared else " a larger infer_schema_length,"
            hint = f"Set schema_overrides={{{column!r}: String}},{more} or null_values={value!r}."
            return message, hint

        return value_that_does_not_fit(file, name, self._layout(), number, value, describe)

    def _layout(self) -> Layout:
        return Layout(self.separator, self.quote_char, self.comment_prefix, self.skip_rows, self.has_header)

    def _schema_of(self, file: Path) -> pl.Schema:
        return self._scan_files([file]).collect_schema()


class WriteCsv(Sink):
    """Write rows as delimited text. Null is an empty field. Lists and structs cannot be written: unfold them
    first.

    A name that ends in ``.gz`` or ``.zst`` is packed, unless ``compression`` says otherwise.
    """

    connector: ClassVar[str] = "csv"
    title: ClassVar[str] = "Write CSV"
    calls: ClassVar[tuple[Call, ...]] = (Call("write_csv", positional=("path",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("to_csv", "sink_csv")
    example: ClassVar[str] = 'customers.write_csv("cities.csv")'

    separator: OneCharacter = Field(
        default=",", title="Separator", description="The character between fields."
    )
    include_header: bool = Field(
        default=True, title="Header", description="Whether the first row holds the names of the columns."
    )
    null_value: str = Field(default="", title="Null", description="What is written for null.")
    quote_style: Literal["necessary", "always", "non_numeric", "never"] = Field(
        default="necessary", title="Quotes", description="Which fields stand in quotes."
    )
    date_format: str | None = Field(
        default=None, title="Dates", description="The format of dates, such as %d.%m.%Y."
    )
    datetime_format: str | None = Field(
        default=None, title="Times", description="The format of dates with times, such as %Y-%m-%d %H:%M."
    )
    float_precision: Annotated[int, Field(ge=0, le=100)] | None = Field(
        default=None,
        title="Decimals",
        description="How many decimals a number has; by default as many as it needs.",
    )
    decimal_comma: bool = Field(
        default=False,
        title="Decimal comma",
        description="Whether to write numbers as 2,5; needs another separator.",
    )
    include_bom: bool = Field(
        default=False,
        title="Mark for Excel",
        description="Begin with a byte order mark, by which Excel knows UTF-8.",
    )
    compression: TextCompression | None = Field(
        default=None, title="Compression", description="How to pack the file; by default as its name says."
    )

    def write(self, rows: pl.LazyFrame, target: Path) -> pl.LazyFrame:
        return rows.sink_csv(
            target,
            lazy=True,
            check_extension=False,
            separator=self.separator,
            include_header=self.include_header,
            null_value=self.null_value,
            quote_style=self.quote_style,
            date_format=self.date_format,
            datetime_format=self.datetime_format,
            float_precision=self.float_precision,
            decimal_comma=self.decimal_comma,
            include_bom=self.include_bom,
            compression=self.compression or compression_of(self.path),
        )
