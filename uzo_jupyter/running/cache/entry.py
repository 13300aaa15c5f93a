"""What is kept of a node: the file with its rows, and what is known of them."""

from __future__ import annotations

import zlib
from datetime import datetime
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = 1
"""Raised when entries of earlier versions of this package must not be read any more."""
MANIFEST = "entry.json"
_CHUNK = 16 << 20

FileFormat = Literal["arrow", "parquet"]
"""Results are Arrow files, that are read without decoding; copies of sources are Parquet files, a tenth of the size."""


class Entry(BaseModel):
    """The manifest of what is kept under a key.

    ``size`` is in bytes, ``checksum`` the CRC-32 of the file: it finds faults of disks and half files, and is no
    protection from somebody who may write in the folder. ``seconds`` is what the rows cost to compute. ``directory``,
    ``workflow`` and ``node`` tell who made it. Whether it is ``pinned`` the cache tells: that is not in the manifest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = FORMAT
    key: str
    directory: str
    workflow: str
    node: str
    what: Literal["result", "copy"] = "result"
    format: FileFormat = "arrow"
    rows: int
    size: int
    checksum: int
    seconds: float
    created: datetime
    pinned: bool = False

    @property
    def file(self) -> str:
        """The name of the file, beside the manifest."""
        return f"rows.{self.format}"


def read_entry(folder: Path) -> Entry | None:
    """The manifest in a folder; None where there is none that this version of the package can read."""
    try:
        entry = Entry.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None
    return entry if entry.version == FORMAT else None


def checksum(path: Path) -> int:
    """The CRC-32 of a file; about 1.5 GB a second where the file is in memory.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            value = zlib.crc32(chunk, value)
    return value


def scan(path: Path) -> pl.LazyFrame:
    """The rows of a file of a run or of the cache, by the ending of its name."""
    return pl.scan_parquet(path, glob=False) if path.suffix == ".parquet" else pl.scan_ipc(path, glob=False)
