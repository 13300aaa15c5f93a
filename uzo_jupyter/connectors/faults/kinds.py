"""What a file is by its first bytes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from uzo_jupyter.operations import SourceError

_HEAD = 64
_MAGIC = (
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow IPC"),
    (b"\xff\xff\xff\xff", "Arrow stream"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"PK\x03\x04", "ZIP or Excel"),
    (b"\xd0\xcf\x11\xe0", "old Excel"),
    (b"SQLite format 3", "SQLite"),
    (b"%PDF", "PDF"),
    (b"\x89HDF", "HDF5"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_MARKUP = (b"<!doctype html", b"<html")

CURES = {
    "Parquet": "Read it with read_parquet.",
    "Arrow IPC": "Read it with read_ipc.",
    "Arrow stream": "Save it as an Arrow IPC file: read_ipc reads files, not streams.",
    "gzip": "Unpack it first.",
    "zstd": "Unpack it first.",
    "bzip2": "Unpack it first.",
    "xz": "Unpack it first.",
    "ZIP or Excel": "Unpack it, or save the sheet as CSV.",
    "old Excel": "Save the sheet as CSV.",
    "UTF-16 text": "Save it again as UTF-8.",
    "HTML": "It is probably a page with an error message: download the file again.",
    "text": "Read it with read_csv or read_ndjson, if it is such a file.",
}


def kind_of(file: Path) -> str | None:
    """What a file is, as far as its first bytes tell; None for text of any kind and for what is unknown."""
    head = _head(file)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return "HTML" if head.lstrip().lower().startswith(_MARKUP) else None


def is_text(file: Path) -> bool:
    """Whether the first bytes look like text."""
    head = _head(file)
    return bool(head) and all(byte >= 32 or byte in b"\t\r\n" for byte in head)


def refuse_other_kinds(file: Path, wanted: str, allowed: Collection[str], name: str) -> None:
    """Refuse a file that is plainly of another kind: Polars would read some of them as nonsense.

    Raises
    ------
    SourceError
        When the first bytes are those of another kind of file.
    """
    kind = kind_of(file)
    if kind is not None and kind not in allowed:
        raise SourceError(
            f"{name!r} is no {wanted} file but {kind}.", hint=CURES.get(kind), file=name, code="file-kind"
        )


def empty_file(file: Path, name: str, hint: str) -> SourceError | None:
    """What is wrong with a file that has no bytes, or None where it has some."""
    if file.stat().st_size > 0:
        return None
    return SourceError(f"{name!r} is empty.", hint=hint, file=name, code="file-empty")


def damaged_file(name: str, problem: BaseException) -> SourceError:
    """What to say of a file whose reading failed with ``problem``."""
    reason = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
    for prefix in ("parquet: ", "File out of specification: "):
        reason = reason.removeprefix(prefix)
    return SourceError(
        f"{name!r} is damaged: {reason.rstrip('.')}.", hint="Copy it again.", file=name, code="file-damaged"
    )


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEAD)
