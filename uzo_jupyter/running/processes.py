"""Which processes still run, what they are called on shared disks, and the end of those this package has started."""

from __future__ import annotations

import os
import platform
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import psutil

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


def kill_group(leader: int) -> None:
    """Kill all processes of a group, if there are any."""
    # macOS does not permit it where the leader has ended and nobody has asked how.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def groups_below(leader: int) -> set[int]:
    """The groups, other than its own, to which the descendants of a process belong: stages have groups of their own."""
    groups: set[int] = set()
    with suppress(psutil.Error, ProcessLookupError):
        for process in psutil.Process(leader).children(recursive=True):
            with suppress(ProcessLookupError):
                groups.add(os.getpgid(process.pid))
        groups.discard(os.getpgid(leader))
    return groups


def kill_tree(leader: int) -> None:
    """Kill the group that a process leads, and those of its descendants.

    These end by themselves when their parent has gone, but for code that never lets another thread work.
    """
    below = groups_below(leader)
    # The leader first: it would take the end of the others for a failure, and go on.
    for group in (leader, *below):
        kill_group(group)


def end_with_group() -> NoReturn:
    """End this process at once, with its group where it leads one."""
    if os.getpgrp() == os.getpid():
        kill_group(os.getpid())
    os._exit(1)
