"""Which processes of this machine still run, and the end of those that this package has started."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import NoReturn

import psutil


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
