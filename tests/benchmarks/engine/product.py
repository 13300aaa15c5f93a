"""Runs of the product as a kernel makes them: a session, a runner process, and the events that come from it."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import psutil

from tests.benchmarks.engine.cost import Cost, most_memory, processor_seconds
from uzo_jupyter import Flow, Session
from uzo_jupyter.protocol import EVERYTHING, NodeCounted, RunEvent, RunFinished, RunScope

ANEW = RunScope(use_kept=False)
"""What is measured is computing, not finding what is there."""
_RUN_SECONDS = 600
_QUIET_SECONDS = 30.0
"""A server that was never started before makes its database for so long."""
_BUSY = 0.05
"""Processor seconds in half a second."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: what it has cost until all rows were known, and the seconds until its end, when the tables are there."""

    cost: Cost
    """The processor time is that of the session and of the process that computes."""
    until_end: float
    recording: float
    """Processor seconds of the processes that write the run down for Prefect, in the same time."""
    uncounted: frozenset[str]
    """The nodes whose rows nobody counted: the run was long."""


class Product:
    """A session over a folder of tables."""

    def __init__(self, data: Path) -> None:
        self.session = Session(directory=data)

    def __enter__(self) -> Product:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def wait_until_quiet(self, others: Collection[int] = ()) -> None:
        """Wait until Prefect has written down what it was told, or that takes too long."""
        end = time.monotonic() + _QUIET_SECONDS
        before, now = -1.0, 0.0
        while now - before > _BUSY and time.monotonic() < end:
            before = _processor_seconds(others)[1]
            time.sleep(0.5)
            now = _processor_seconds(others)[1]

    def run(self, flow: Flow, scope: RunScope = EVERYTHING, others: Collection[int] = ()) -> Ran:
        """Run a workflow until all is known of it; ``others`` are processes that are no part of the product."""
        watch = _Watch()
        flow.listen_events(watch)
        begun = _processor_seconds(others)
        watch.begin = time.perf_counter()
        flow.run(scope=scope)
        flow.wait(_RUN_SECONDS)
        flow.wait_for_counts(max(5.0, 2 * watch.end))
        watch.over = True
        work, recording = (
            after - before for after, before in zip(_processor_seconds(others), begun, strict=True)
        )
        view = flow.view
        assert view is not None
        return Ran(
            Cost(watch.last, work, most_memory(_runner().pid)),
            watch.end,
            max(recording, 0.0),  # a server of an earlier session may have ended meanwhile
            frozenset(node for node, state in view.nodes.items() if state.rows is None),
        )


class _Watch:
    """When a run ended, and when the last count came, in seconds since it began."""

    def __init__(self) -> None:
        self.begin = self.end = self.last = 0.0
        self.over = False

    def __call__(self, event: RunEvent) -> None:
        if not self.over and isinstance(event, RunFinished | NodeCounted):
            self.last = time.perf_counter() - self.begin
            if isinstance(event, RunFinished):
                self.end = self.last


def _processor_seconds(others: Collection[int]) -> tuple[float, float]:
    """What the session and the process that computes have taken, and what the rest but the others has."""
    me = psutil.Process()
    work, rest = me.cpu_times().user + me.cpu_times().system, 0.0
    for process in me.children(recursive=True):
        if process.pid in others:
            continue
        if _is_runner(process):
            work += processor_seconds(process)
        else:
            rest += processor_seconds(process)
    return work, rest


def _runner() -> psutil.Process:
    """The process that computes, of which there is one while one workflow runs."""
    return next(each for each in psutil.Process().children(recursive=True) if _is_runner(each))


def _is_runner(process: psutil.Process) -> bool:
    try:
        return "uzo_jupyter.running.runner" in process.cmdline()
    except psutil.NoSuchProcess:
        return False
