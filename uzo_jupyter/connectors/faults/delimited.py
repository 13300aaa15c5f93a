"""Where a delimited text file is broken, found by reading it as a stream."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from uzo_jupyter.connectors.faults.text import open_text
from uzo_jupyter.operations import SourceError


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a delimited file are cut into fields."""

    separator: str
    quote_char: str | None
    comment_prefix: str | None
    skip_rows: int
    has_header: bool


class Record(NamedTuple):
    """The fields of one row and the line that it starts at."""

    line: int
    fields: list[str]
    is_cut: bool = False
    """Whether a field is so long that reading stopped: a quote that is never closed."""


_LONGEST_FIELD = 1 << 24


def records(file: Path, layout: Layout) -> Iterator[Record]:
    """The rows of a file, the header first where there is one, one at a time."""
    stream = open_text(file)
    if stream is None:
        return
    start: list[int] = []
    usual = csv.field_size_limit(_LONGEST_FIELD)
    try:
        with stream:
            reader = csv.reader(
                _noted(_lines(stream, layout), start),
                delimiter=layout.separator,
                quotechar=layout.quote_char or None,
                quoting=csv.QUOTE_MINIMAL if layout.quote_char else csv.QUOTE_NONE,
            )
            for fields in reader:
                if fields:
                    yield Record(start[0], fields)
                start.clear()
    except csv.Error:
        yield Record(start[0] if start else 0, [], is_cut=True)
    finally:
        csv.field_size_limit(usual)


def _lines(stream: Iterable[str], layout: Layout) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(stream, start=1):
        if number > layout.skip_rows and not (
            layout.comment_prefix and line.startswith(layout.comment_prefix)
        ):
            yield number, line


def _noted(lines: Iterable[tuple[int, str]], start: list[int]) -> Iterator[str]:
    """The lines, with the number of the first that was taken since ``start`` was emptied kept in it."""
    for number, line in lines:
        if not start:
            start.append(number)
        yield line


def too_many_fields(file: Path, name: str, layout: Layout, hint: str) -> SourceError | None:
    """The first row that has more fields than the header (or the first row)."""
    expected = 0
    for record in records(file, layout):
        expected = expected or len(record.fields)
        if len(record.fields) > expected:
            start = "the header" if layout.has_header else "the first row"
            message = (
                f"{name!r}, line {record.line:,} has {len(record.fields)} fields, but {start} has {expected}."
            )
            return SourceError(message, hint=hint, file=name, row=record.line, code="file-ragged")
    return None


def value_that_does_not_fit(
    file: Path, name: str, layout: Layout, column: int, value: str, describe: Callable[[str], tuple[str, str]]
) -> SourceError | None:
    """The first row with this value in this column (counted from 0); ``describe`` gives message and hint."""
    wanted = _bare(value, layout)
    rows = records(file, layout)
    if layout.has_header:
        next(rows, None)
    for record in rows:
        if column < len(record.fields) and _bare(record.fields[column], layout) == wanted:
            message, hint = describe(f"{name!r}, line {record.line:,}")
            return SourceError(message, hint=hint, file=name, row=record.line, code="file-value")
    return None


def open_quote(file: Path, name: str, layout: Layout) -> SourceError | None:
    """The row whose quote is never closed: it swallows the rest of the file."""
    last: Record | None = None
    for record in records(file, layout):
        last = record
    if last is None or not (last.is_cut or any("\n" in field for field in last.fields)):
        return None
    message = f"{name!r}, line {last.line:,}: a quote opens here and is never closed."
    hint = "Close it, double it where it is part of the text, or set quote_char=None."
    return SourceError(message, hint=hint, file=name, row=last.line, code="file-quote")


def _bare(value: str, layout: Layout) -> str:
    return value.strip(f" {layout.quote_char or ''}")
