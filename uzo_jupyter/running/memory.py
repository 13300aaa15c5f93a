"""How much memory the queries of a process may take before Polars writes what does not fit to the disk."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Mapping
from pathlib import Path

from uzo_jupyter.running.places import cache_directory
from uzo_jupyter.running.processes import ABANDONED_SECONDS, is_abandoned

_MEGABYTE = 10**6
_BUDGET = "POLARS_OOC_MEMORY_BUDGET_MB"
_FOLDER = "POLARS_OOC_SPILL_DIR"


def memory_environment(budget: int | None) -> Mapping[str, str]:
    """The variables that a process needs before it imports Polars.

    Parameters
    ----------
    budget
        Bytes that the streaming engine keeps in memory; None leaves it to Polars. Beside them a process needs some
        hundred megabytes, and a query that cannot be streamed takes what it needs.

    Examples
    --------
    >>> memory_environment(None)
    {}
    """
    if budget is None:
        return {}
    return {_BUDGET: str(max(1, budget // _MEGABYTE)), _FOLDER: str(spill_folder())}


def spill_folder() -> Path:
    """Where Polars writes what does not fit: below it a folder for each process. Those of dead ones are removed.

    Each machine has its own folder, because Polars names those below it by nothing but the number of the process.
    """
    machine = platform.node() or "here"
    folder = cache_directory() / "spill" / machine
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.parent.glob("*/*"):
        if is_abandoned(old, f"{old.name}@{old.parent.name}", ABANDONED_SECONDS):
            shutil.rmtree(old, ignore_errors=True)
    return folder
