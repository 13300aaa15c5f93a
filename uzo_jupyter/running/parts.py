"""Files while they are being written: each has a temporary name beside its target, and renaming is the last step.

A list of them is kept in the run's scratch folder, so that whoever kills the process can clear them away.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

FileState: TypeAlias = tuple[int, int, int]
"""Size, number on the disk, and time of the last change in nanoseconds: a file keeps them when it is renamed."""

ENDING = ".uzo-part"
_LIST = "parts.txt"


def part_of(path: Path, run: str) -> Path:
    """The file that stands for ``path`` while it is written, in the same folder so that renaming is atomic.

    Examples
    --------
    >>> part_of(Path("out/top.csv"), "r1").name
    '.top.csv.r1.uzo-part'
    """
    return path.with_name(f".{path.name[:100]}.{run}{ENDING}")


def note_parts(scratch: Path, parts: Iterable[Path]) -> None:
    """Remember files that are about to be written."""
    with (scratch / _LIST).open("a", encoding="utf-8") as file:
        file.writelines(f"{part.absolute()}\n" for part in parts)


def clear_parts(scratch: Path) -> None:
    """Remove what a killed process has left half written."""
    try:
        names = (scratch / _LIST).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for name in names:
        if name.endswith(ENDING):
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)


def clear_parts_below(folder: Path) -> None:
    """Remove what all runs have left half written whose scratch folders lie somewhere in ``folder``."""
    for found in folder.rglob(_LIST):
        clear_parts(found.parent)


def publish(part: Path, path: Path) -> FileState:
    """Let the complete file take its place, durably; returns what it looks like.

    Whoever looks at ``path`` later sees perhaps what somebody else has written there meanwhile.
    """
    with part.open("rb") as file:
        os.fsync(file.fileno())
        state = os.fstat(file.fileno())
    part.replace(path)
    return state.st_size, state.st_ino, state.st_mtime_ns
