"""Text files as streams of bounded memory: packed ones too, and where they are no UTF-8."""

from __future__ import annotations

import codecs
import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

from uzo_jupyter.connectors.faults.kinds import kind_of
from uzo_jupyter.operations import SourceError

_CHUNK = 1 << 20
_HEAD = 1 << 12


def open_bytes(file: Path) -> BinaryIO | None:
    """The unpacked bytes of a text file, or None where they cannot be unpacked here."""
    kind = kind_of(file)
    if kind == "gzip":
        return cast("BinaryIO", gzip.open(file, "rb"))
    return None if kind == "zstd" else file.open("rb")


def open_text(file: Path) -> io.TextIOWrapper | None:
    """The text of a file with its line ends as they are; bytes that are no UTF-8 are replaced."""
    stream = open_bytes(file)
    return (
        None
        if stream is None
        else io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    )


def refuse_old_line_ends(file: Path, name: str) -> None:
    """Refuse a text whose lines end with a carriage return alone: all of it would be read as one line.

    Raises
    ------
    SourceError
        When the first bytes hold such line ends and no others.
    """
    stream = open_bytes(file)
    if stream is None:
        return
    with stream:
        head = stream.read(_HEAD)
    if b"\r" in head[:-1] and b"\n" not in head:
        message = f"The lines of {name!r} end with carriage returns alone, as on old Macs."
        raise SourceError(
            message, hint="Save it again with Unix or Windows line ends.", file=name, code="file-kind"
        )


def undecodable(file: Path, name: str, hint: str) -> SourceError | None:
    """Where a file is no UTF-8: the line and the byte, or None where all of it is."""
    stream = open_bytes(file)
    if stream is None:
        return None
    with stream:
        found = _first_bad_byte(stream)
    if found is None:
        return None
    offset, line, byte = found
    message = f"{name!r} is not UTF-8: line {line:,} has the byte 0x{byte:02X} (at {offset:,} bytes)."
    return SourceError(message, hint=hint, file=name, row=line, code="file-encoding")


def _first_bad_byte(stream: BinaryIO) -> tuple[int, int, int] | None:
    """Offset, line and value of the first byte that is no part of UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, line = 0, 1
    while True:
        chunk = stream.read(_CHUNK)
        kept = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            before = (kept + chunk)[: error.start]
            value = (kept + chunk)[error.start]
            return offset - len(kept) + error.start, line + before.count(b"\n"), value
        if not chunk:
            return None
        offset += len(chunk)
        line += chunk.count(b"\n")
