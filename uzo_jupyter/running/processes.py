"""Which processes of this machine still run."""

from __future__ import annotations

import os


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
