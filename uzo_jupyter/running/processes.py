"""Which processes still run, and what they are called where several machines share a folder."""

from __future__ import annotations

import os
import platform
import time
from contextlib import suppress
from pathlib import Path

ABANDONED_SECONDS = 14 * 86_400.0
"""What a process of another machine has not touched for so long nobody uses any more."""


def is_running(pid: int) -> bool:
    """Whether there is a process of that number, of whatever user.

    Examples
    --------
    >>> is_running(os.getpid())
    True
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def process_name() -> str:
    """The number of this process, and the name of its machine."""
    return f"{os.getpid()}@{platform.node()}"


def is_gone(name: str) -> bool:
    """Whether a process of that name has ended; of one of another machine that cannot be told.

    Examples
    --------
    >>> is_gone(process_name()), is_gone("1@another-machine"), is_gone("")
    (False, False, True)
    """
    pid, _, host = name.partition("@")
    return not pid.isdigit() or (host == platform.node() and not is_running(int(pid)))


def is_abandoned(left: Path, process: str, seconds: float) -> bool:
    """Whether the process that made a file or a folder is gone.

    Parameters
    ----------
    left
        The file or folder.
    process
        Who made it, as :func:`process_name` says.
    seconds
        Of processes of another machine, or of another container, only this can be told: after so long a time without
        a change nobody uses it any more.

    Examples
    --------
    >>> is_abandoned(Path("mine"), process_name(), 0)
    False
    """
    pid, _, host = process.partition("@")
    if pid.isdigit() and host == platform.node():
        return not is_running(int(pid))
    with suppress(OSError):
        changed = max(each.stat().st_mtime for each in (left, *left.glob("*")))
        return time.time() - changed > seconds
    return False
