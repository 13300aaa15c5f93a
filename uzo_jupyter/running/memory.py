"""How much memory the queries of a process may take before Polars writes what does not fit to the disk."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from uzo_jupyter.running.places import cache_directory
from uzo_jupyter.running.processes import is_running

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
    """Where Polars writes what does not fit: a folder for each process. Those of dead processes are removed."""
    folder = cache_directory() / "spill"
    folder.mkdir(exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if old.name.isdigit() and not is_running(int(old.name)):
            shutil.rmtree(old, ignore_errors=True)
    return folder
