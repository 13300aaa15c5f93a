"""A process that another one has started for one piece of work: its request, and its end."""

from __future__ import annotations

import os
import sys
import threading
from typing import IO

from uzo_jupyter.running.processes import end_with_group


def request_of_parent() -> str:
    """The line that the parent sends. From then on this process ends when the parent closes the pipe, or has died.

    Where it leads a group, all that it has started ends with it.

    The pipe is taken away from whatever else this process runs: that has an empty stdin. ``exit()`` closes
    ``sys.stdin``, and would wait for whoever reads from it.
    """
    pipe = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    request = pipe.readline()
    threading.Thread(target=_end_with, args=(pipe,), name="parent", daemon=True).start()
    return request


def _end_with(pipe: IO[str]) -> None:
    pipe.read()
    end_with_group()
