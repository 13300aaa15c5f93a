"""Where the package keeps its own files on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from uzo_jupyter.errors import UzoError

_APP = "uzo_jupyter"


def data_directory() -> Path:
    """What must last: Prefect's database, logs, keys. ``UZO_DATA_DIR`` sets another folder.

    Raises
    ------
    UzoError
        When the folder cannot be made.
    """
    return _made("UZO_DATA_DIR", platformdirs.user_data_dir(_APP, appauthor=False))


def cache_directory() -> Path:
    """What can be made again: results of runs. ``UZO_CACHE_DIR`` sets another folder.

    Raises
    ------
    UzoError
        When the folder cannot be made.
    """
    return _made("UZO_CACHE_DIR", platformdirs.user_cache_dir(_APP, appauthor=False))


def _made(variable: str, default: str) -> Path:
    directory = Path(os.environ.get(variable) or default)
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = f"The folder {directory} cannot be made: {error.strerror or error}."
        raise UzoError(message, hint=f"Set {variable} to a folder that you may write to.") from None
    return directory


def log_file(name: str) -> Path:
    """The file that a process of the package writes its log to."""
    logs = data_directory() / "logs"
    logs.mkdir(exist_ok=True)
    return logs / f"{name}.log"
