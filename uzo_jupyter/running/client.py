"""The kernel's side of a runner process: start it early, send runs, follow events, kill it to cancel."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from uzo_jupyter.errors import RunnerError
from uzo_jupyter.protocol import (
    RunEvent,
    RunFinished,
    RunStatus,
    utc_now,
)
from uzo_jupyter.protocol.runner import (
    RUNNER_REPORTS,
    RunnerEvent,
    StartRun,
)
from uzo_jupyter.running.child import start_child
from uzo_jupyter.running.exits import how_it_ended
from uzo_jupyter.running.memory import memory_environment
from uzo_jupyter.running.parts import clear_parts
from uzo_jupyter.running.places import log_file
from uzo_jupyter.running.processes import kill_tree

_LOG = logging.getLogger(__name__)

Listener = Callable[[RunEvent], None]


@dataclass(slots=True)
class _Current:
    """The run that the process works on now."""

    request: StartRun
    listener: Listener
    started: float = field(default_factory=time.monotonic)
    sequence: int = 0


class RunnerClient:
    """One runner process, replaced when it dies. Listeners are called from a thread of the client.

    Parameters
    ----------
    memory
        Bytes that the queries of the process keep in memory; Polars reads it when the process starts.
    """

    def __init__(self, memory: int | None = None) -> None:
        self.memory = memory
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._current: _Current | None = None
        self._followers: dict[str, Listener] = {}
        self._closed = False
        self.log = log_file("runner")

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self._current is not None

    def warm_up(self) -> None:
        """Start the process in the background, if it does not run."""
        with self._lock:
            if not self._closed and (self._process is None or self._process.poll() is not None):
                self._spawn()

    def start(self, request: StartRun, listener: Listener) -> None:
        """Start a run; its events go to the listener, the last being ``RunFinished``.

        Raises
        ------
        RunnerError
            When a run is under way, or the process cannot be started.
        """
        with self._lock:
            if self._closed:
                raise RunnerError("The session is closed.", hint="Load the extension and run the cell again.")
            if self._current is not None:
                raise RunnerError("A run is under way.", hint="Wait for it or cancel it first.")
            self.warm_up()
            self._current = _Current(request, listener)
            self._followers = {request.run: listener}
            self._send(request)

    def cancel(self, run: str) -> bool:
        """End a run at once; returns whether it was under way."""
        return self._end(run, "cancelled", "cancelled")

    def close(self) -> None:
        """End the process for good, and with it the run that is under way."""
        with self._lock:
            self._closed = True
            current, self._current = self._current, None
            self._followers = {}
            process, self._process = self._process, None
        if process is not None:
            _kill(process)
        if current is not None:
            clear_parts(Path(current.request.scratch))
            _deliver(current.listener, _ending(current, "interrupted", "the session was closed"))

    def _spawn(self) -> None:
        try:
            process, reports = start_child(
                "uzo_jupyter.running.runner",
                self.log,
                own_group=True,
                environment=memory_environment(self.memory),
            )
        except OSError as error:
            raise RunnerError(
                f"The runner process cannot be started: {error}.", hint=f"Its log: {self.log}"
            ) from error
        self._process = process
        threading.Thread(target=self._read, args=(process, reports), name="uzo-runner", daemon=True).start()

    def _send(self, request: StartRun) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        try:
            process.stdin.write(request.model_dump_json(by_alias=True).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            # The reader sees the end of the process too, and ends the run as interrupted.
            return

    def _read(self, process: subprocess.Popen[bytes], reports: IO[bytes]) -> None:
        with reports:
            for line in reports:
                self._report(line)
        process.wait()
        self._process_ended(process)

    def _report(self, line: bytes) -> None:
        """Take one report; a fault in it must not end the thread that will see the process end."""
        try:
            report = RUNNER_REPORTS.validate_json(line)
        except ValidationError:
            # The last line of a process that was killed while it wrote.
            _LOG.warning("the runner's report is not complete: %r", line[:200])
            return
        if isinstance(report, RunnerEvent):
            self._event(report.run, report.event)

    def _event(self, run: str, event: RunEvent) -> None:
        with self._lock:
            current = self._current
            listener = self._followers.get(run)
            if current is not None and current.request.run == run:
                current.sequence = event.sequence
                if isinstance(event, RunFinished):
                    self._current = None
        if listener is not None:
            _deliver(listener, event)

    def _process_ended(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            if self._process is not process:
                return
            self._process = None
            current = self._current
        if current is not None:
            message = f"the runner process ended ({how_it_ended(process)}); its log: {self.log}"
            self._end(current.request.run, "interrupted", message)

    def _end(self, run: str, status: RunStatus, message: str) -> bool:
        """Kill the process if it lives, tell the listener how the run ended, and make a new process ready."""
        with self._lock:
            current = self._current
            if current is None or current.request.run != run:
                return False
            self._current = None
            self._followers = {}
            process, self._process = self._process, None
        if process is not None:
            _kill(process)
        clear_parts(Path(current.request.scratch))
        _deliver(current.listener, _ending(current, status, message))
        self.warm_up()
        return True


def _ending(current: _Current, status: RunStatus, message: str) -> RunFinished:
    seconds = time.monotonic() - current.started
    number = current.sequence + 1
    return RunFinished(sequence=number, time=utc_now(), status=status, seconds=seconds, message=message)


def _deliver(listener: Listener, event: RunEvent) -> None:
    """Call a listener; its fault must not end the thread that follows the process."""
    try:
        listener(event)
    except Exception:
        _LOG.exception("a listener failed on %s", event)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    kill_tree(process.pid)
    process.wait()
