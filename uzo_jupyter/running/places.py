"""Where the package keeps its own files on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "uzo_jupyter"


def data_directory() -> Path:
    """What must last: Prefect's database, logs, keys. ``UZO_DATA_DIR`` sets another folder."""
    return _made(os.environ.get("UZO_DATA_DIR") or platformdirs.user_data_dir(_APP, appauthor=False))


def cache_directory() -> Path:
    """What can be made again: results of runs. ``UZO_CACHE_DIR`` sets another folder."""
    return _made(os.environ.get("UZO_CACHE_DIR") or platformdirs.user_cache_dir(_APP, appauthor=False))


def _made(path: str) -> Path:
    directory = Path(path)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    return directory


def log_file(name: str) -> Path:
    """The file that a process of the package writes its log to."""
    logs = data_directory() / "logs"
    logs.mkdir(exist_ok=True)
    return logs / f"{name}.log"
