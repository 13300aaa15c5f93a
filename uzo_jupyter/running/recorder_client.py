"""The kernel's side of the process that records runs in Prefect. Nothing here imports Prefect or blocks on it."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Queue
from typing import IO, TypeVar

from pydantic import ValidationError

from uzo_jupyter.protocol import (
    NodeCounted,
    NodeProgress,
    PrefectLinked,
    RunEvent,
    RunProgress,
    RunUnrecorded,
    utc_now,
)
from uzo_jupyter.protocol.recorder import (
    RECORDER_REPORTS,
    FollowRun,
    RecorderCommand,
    RecorderNotice,
    RunHappened,
    RunLinked,
    RunOutline,
    RunRecorded,
)
from uzo_jupyter.running.child import start_child
from uzo_jupyter.running.exits import how_it_ended
from uzo_jupyter.running.places import data_directory, log_file

_LOG = logging.getLogger(__name__)
_ATTEMPTS = 2
"""So many processes may die over the same run."""

_T = TypeVar("_T")
Listener = Callable[[RunEvent], None]


@dataclass(slots=True)
class _Followed:
    """A run that is not recorded to its end: all that is needed to record it once more."""

    outline: RunOutline
    led_by: str | None
    listener: Listener
    events: list[RunEvent] = field(default_factory=list[RunEvent])
    attempts: int = 1


class RecorderClient:
    """One recording process, replaced when it dies: runs that it had not finished are given to the next one."""

    def __init__(self, on_notice: Callable[[str | None], None] | None = None) -> None:
        self._on_notice = on_notice
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._commands: Queue[RecorderCommand | None] = Queue()
        self._runs: dict[str, _Followed] = {}
        self._closed = False
        self.log = log_file("recorder")

    def warm_up(self) -> None:
        """Start the process in the background, if it does not run."""
        with self._lock:
            if not self._closed and self._process is None:
                self._spawn()

    def follow(self, outline: RunOutline, led_by: str | None, listener: Listener) -> None:
        """A run begins. What Prefect says of it goes to the listener; ``led_by`` is the server that leads it."""
        with self._lock:
            if self._closed:
                return
            self._runs[outline.run] = _Followed(outline, led_by, listener)
            self.warm_up()
            self._send(FollowRun(outline=outline, led_by=led_by))

    def tell(self, run: str, event: RunEvent) -> None:
        """An event of a run; it is kept until the run is recorded."""
        if isinstance(event, NodeProgress | NodeCounted | RunProgress | PrefectLinked | RunUnrecorded):
            return
        with self._lock:
            followed = self._runs.get(run)
            if followed is not None:
                followed.events.append(event)
                self._send(RunHappened(run=run, event=event))

    def close(self, seconds: float) -> None:
        """Let the process end; what it has not recorded within the time is recorded after this process has gone."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
            self._commands.put(None)
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds if self._runs else 0)

    def _spawn(self) -> None:
        try:
            # A group of its own: what ends the kernel does not end it.
            process, reports = start_child(
                "uzo_jupyter.running.recorder", self.log, own_group=True, directory=data_directory()
            )
        except OSError as error:
            self._give_up(list(self._runs), f"its process cannot be started: {error}")
            return
        self._process, self._commands = process, Queue()
        for target, argument in ((_write, self._commands), (self._read, reports)):
            threading.Thread(
                target=target, args=(process, argument), name="uzo-recorder", daemon=True
            ).start()

    def _send(self, command: RecorderCommand) -> None:
        self._commands.put(command)

    def _read(self, process: subprocess.Popen[bytes], reports: IO[bytes]) -> None:
        with reports:
            for line in reports:
                self._report(line)
        process.wait()
        self._ended(process)

    def _report(self, line: bytes) -> None:
        try:
            report = RECORDER_REPORTS.validate_json(line)
        except ValidationError:
            _LOG.warning("the recorder's report is not complete: %r", line[:200])
            return
        match report:
            case RecorderNotice():
                if self._on_notice is not None:
                    _call(self._on_notice, report.message)
            case RunLinked():
                link = PrefectLinked(sequence=0, time=utc_now(), flow_run=report.flow_run, url=report.url)
                self._deliver(self._runs.get(report.run), link)
            case RunRecorded():
                with self._lock:
                    followed = self._runs.pop(report.run, None)
                if report.problem is not None:
                    self._deliver(followed, _unrecorded(report.problem))

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        """The process has died: what it had not recorded is told to another one from the beginning."""
        with self._lock:
            if self._process is not process:
                return
            self._process = None
            self._commands.put(None)
            lost = [run for run, followed in self._runs.items() if followed.attempts >= _ATTEMPTS]
            self._give_up(lost, f"its process ended ({how_it_ended(process)}); its log: {self.log}")
            if self._runs:
                self._spawn()
            for run, followed in self._runs.items():
                followed.attempts += 1
                self._send(FollowRun(outline=followed.outline, led_by=followed.led_by, again=True))
                for event in followed.events:
                    self._send(RunHappened(run=run, event=event))

    def _give_up(self, runs: list[str], reason: str) -> None:
        for run in runs:
            self._deliver(self._runs.pop(run), _unrecorded(reason))

    def _deliver(self, followed: _Followed | None, event: RunEvent) -> None:
        if followed is not None:
            _call(followed.listener, event)


def _write(process: subprocess.Popen[bytes], commands: Queue[RecorderCommand | None]) -> None:
    """Send commands in a thread of its own, because a process that does not read must not hold up a run."""
    assert process.stdin is not None
    # What a process that has died did not take is told to the next one.
    with suppress(OSError), process.stdin as pipe:
        while (command := commands.get()) is not None:
            pipe.write(command.model_dump_json(by_alias=True).encode() + b"\n")
            pipe.flush()


def _unrecorded(reason: str) -> RunUnrecorded:
    return RunUnrecorded(sequence=0, time=utc_now(), reason=reason)


def _call(listener: Callable[[_T], None], news: _T) -> None:
    """Call a listener; its fault must not end the thread that follows the process."""
    try:
        listener(news)
    except Exception:
        _LOG.exception("a listener failed on %s", news)
