"""The way back to the process that asked: one JSON message a line."""

from __future__ import annotations

import os
import threading

from uzo_jupyter.protocol import Message
from uzo_jupyter.running.child import REPORTS_VARIABLE


class Reports:
    """Sends messages from any thread over the file descriptor that this process has inherited."""

    def __init__(self) -> None:
        self._file = os.fdopen(int(os.environ[REPORTS_VARIABLE]), "w", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        """Send one message."""
        line = message.model_dump_json(by_alias=True)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()
