"""How a process ended, in words."""

from __future__ import annotations

import signal
import subprocess


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """The signal or the exit code that ended a process."""
    code = process.returncode
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
