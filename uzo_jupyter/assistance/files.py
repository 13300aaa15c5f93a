"""Names of files in a text that names one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from uzo_jupyter.assistance.candidates import Candidate

_MOST_ENTRIES = 2000
"""How many entries of a folder are looked at."""
_MOST_FILES = 200


def files_for(typed: str, directory: Path) -> Iterator[Candidate]:
    """The files and folders that a path may go on with; hidden ones only where a dot is written."""
    folder, _, name = typed.replace("\\", "/").rpartition("/")
    head = f"{folder}/" if "/" in typed else ""
    if typed.startswith(("~", "//")):
        return
    try:
        with os.scandir(directory / head) as entries:
            found = sorted((entry.name, _is_folder(entry)) for entry in islice(entries, _MOST_ENTRIES))
    except (OSError, ValueError):
        return  # There is no such folder, or it may not be looked at: nothing to offer.
    matching = (each for each in found if each[0].lower().startswith(name.lower()))
    shown = (each for each in matching if name or not each[0].startswith("."))
    for entry, is_folder in islice(shown, _MOST_FILES):
        yield Candidate(f"{head}{entry}{'/' if is_folder else ''}", "file", "folder" if is_folder else "file")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
