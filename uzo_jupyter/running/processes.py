"""Which processes still run, and what they are called where several machines share a folder."""

from __future__ import annotations

import os
import platform


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
