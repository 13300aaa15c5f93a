"""The share of the processors that a process takes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import psutil

_NICE = 5
"""About a third of the time of what competes with it: recording must go on beside a run that takes hours."""
_SESSION = Path("/proc/self/autogroup")


def give_way() -> None:
    """Let this process, and what it starts, take only what others leave of the processors, where the system can."""
    below = psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else _NICE
    with suppress(psutil.Error, OSError):
        psutil.Process().nice(below)
    # Linux may divide the time among sessions before it does among processes.
    with suppress(OSError):
        if _SESSION.exists() and os.getsid(0) == os.getpid():
            _SESSION.write_text(str(_NICE))
