"""Work that is done a moment after it was asked for, once for all who ask until then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Pulse:
    """Calls a function in a thread of its own.

    Examples
    --------
    >>> beaten = threading.Event()
    >>> pulse = Pulse(beaten.set)
    >>> pulse.ask(60)
    >>> pulse.ask(0.01)
    >>> beaten.wait(10)
    True
    >>> pulse.close()
    """

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._due = 0.0
        self._closed = False

    def ask(self, seconds: float) -> None:
        """Let it be called within so many seconds."""
        due = time.monotonic() + seconds
        with self._lock:
            if self._closed or (self._timer is not None and self._due <= due):
                return
            if self._timer is not None:
                self._timer.cancel()
            self._due = due
            self._timer = threading.Timer(seconds, self._beaten)
            self._timer.daemon = True
            self._timer.start()

    def _beaten(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._timer = None
        self._beat()

    def close(self) -> None:
        """Call it no more."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
