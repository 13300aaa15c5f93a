"""A process of one attempt of a stage: what it reports, and its end with all that it has started."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import IO

from uzo_jupyter.protocol.runner import STAGE_REPORTS, StageReport, StageRequest
from uzo_jupyter.running.child import start_child
from uzo_jupyter.running.processes import kill_group

_DRAINING_SECONDS = 1.0


class Attempt:
    """Starts the process.

    Its reports come in ``reports``, None when there will be no more. That is so when the process has ended, even where
    it has left others behind that hold its pipe: those are killed.

    Parameters
    ----------
    log
        Takes what the process prints.
    directory
        The folder that it works in.

    Raises
    ------
    OSError
        When it cannot be started.
    """

    def __init__(self, log: Path, directory: Path) -> None:
        self.reports: Queue[StageReport | None] = Queue()
        self.process, stream = start_child(
            "uzo_jupyter.running.stage_process", log, own_group=True, directory=directory
        )
        self._follower = threading.Thread(target=self._follow, args=(stream,), daemon=True)
        self._follower.start()
        self._ender = threading.Thread(target=self._wait, daemon=True)
        self._ender.start()

    def ask(self, request: StageRequest) -> None:
        """Send the request, without waiting for the process to take it."""
        threading.Thread(target=self._send, args=(request,), daemon=True).start()

    def end(self) -> None:
        """Kill the process, if it still runs, and all that it has started."""
        if self.process.poll() is None:
            kill_group(self.process.pid)
        self._ender.join()

    def _send(self, request: StageRequest) -> None:
        """The pipe stays open: when this process dies, so does the pipe, and the other ends itself."""
        stdin = self.process.stdin
        assert stdin is not None
        with suppress(OSError):
            stdin.write(request.model_dump_json(by_alias=True).encode() + b"\n")
            stdin.flush()

    def _follow(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                if line.endswith(b"\n"):
                    self.reports.put(STAGE_REPORTS.validate_json(line))
        self.reports.put(None)

    def _wait(self) -> None:
        self.process.wait()
        kill_group(self.process.pid)
        # What has left the group may hold the pipe for ever. What the process itself has said is in it already.
        self._follower.join(_DRAINING_SECONDS)
        if self._follower.is_alive():
            self.reports.put(None)
