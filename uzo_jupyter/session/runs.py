"""The runs of one flow: start, follow, cancel, wait, and where their results lie."""

from __future__ import annotations

import logging
import math
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Set
from pathlib import Path

from uzo_jupyter.checking import Checked
from uzo_jupyter.errors import RunError, UzoError
from uzo_jupyter.operations import Place
from uzo_jupyter.planning import Plan, wanted_nodes
from uzo_jupyter.protocol import (
    NodeCounted,
    RunEvent,
    RunFinished,
    RunScope,
    RunStarted,
    RunStatus,
    utc_now,
)
from uzo_jupyter.protocol.fold import RunView, fold
from uzo_jupyter.running.outline import outline_of
from uzo_jupyter.running.pool import RunnerPool
from uzo_jupyter.running.server import leading_server
from uzo_jupyter.session.code import NodeCode, code_to_run, digests_of
from uzo_jupyter.session.frames import written_frames
from uzo_jupyter.session.orders import Order, Wish
from uzo_jupyter.session.past import Part, PastRun, carried_over, part_of_workflow
from uzo_jupyter.session.planned import planned

_LOG = logging.getLogger(__name__)
_SLICE_SECONDS = 0.2
_KEPT_RUNS = 3
"""Results of so many runs stay, because variables may still read them."""


class FlowRuns:
    """Runs a flow in the background, one run at a time.

    Parameters
    ----------
    runner
        The processes that do the work.
    scratch
        The folder for results.
    changed
        Called after each event, from any thread.
    """

    def __init__(self, runner: RunnerPool, scratch: Path, changed: Callable[[], None]) -> None:
        self._runner = runner
        self._scratch = scratch
        self._changed = changed
        self._listeners: list[Callable[[RunEvent], None]] = []
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._over.set()
        self._told = 0
        self._kept: list[Path] = []
        self._past: list[PastRun] = []
        self._handed_over: str | None = None
        """The run that a runner process has; the one before it still waits for the notebook's frames."""
        self._withdrawn: set[str] = set()
        """The runs that were cancelled before a runner process had them."""
        self._compared: tuple[int, int, Mapping[str, str], frozenset[str]] | None = None
        """The last answer of :meth:`unchanged`, and what it is about: two checks, and the code of today."""
        self.view: RunView | None = None
        self.checked: Checked | None = None
        self._codes: Mapping[str, str] = {}
        """The digests of the code that the last run was given, by node."""

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return not self._over.is_set()

    def warm_up(self) -> None:
        """Start a process in the background, so that the first run does not wait for it."""
        self._runner.warm_up()

    def listen(self, listener: Callable[[RunEvent], None]) -> None:
        """Call the listener with every event of every run, from a thread of the runner's client."""
        self._listeners.append(listener)

    @property
    def directory(self) -> Path:
        """The folder of the newest run's files."""
        return self._kept[-1]

    def has_rows(self, node: str) -> bool:
        """Whether the last run made a node's rows."""
        view = self.view
        state = view.node(node) if view is not None else None
        if view is None or state is None:
            return False
        # A node that failed or was skipped has none, also where the run went on without it.
        can_be_composed = view.phase == "completed" or node in view.earlier
        return node in view.results or (state.status == "done" and can_be_composed)

    def unchanged(self, checked: Checked, codes: Mapping[str, str]) -> frozenset[str]:
        """The nodes that say today what they said when the last run began; ``codes`` are the digests of today."""
        if self.view is None or self.checked is None:
            return frozenset()
        asked = (id(self.checked), id(checked), codes)
        if self._compared is None or self._compared[:3] != asked:
            nodes = PastRun(self.view, self.checked, self._codes).unchanged(checked, codes)
            self._compared = (*asked, nodes)
        return self._compared[3]

    def results(self, nodes: Set[str]) -> Mapping[str, Path]:
        """The files that the last run has made of some nodes."""
        if self.view is None:
            return {}
        return {node: Path(path) for node, path in self.view.results.items() if node in nodes}

    def go_on_from(self, before: FlowRuns) -> None:
        """Take over the runs of a workflow that this one replaces, as far as they are over."""
        past = [run for run in before.past if run.view.is_over]
        self._past = [*reversed(past[: _KEPT_RUNS - 1])]
        self._kept = [folder for folder in before._kept if folder.exists()]

    @property
    def past(self) -> tuple[PastRun, ...]:
        """The last runs, the newest first, as far as their results are still there."""
        newest = [PastRun(self.view, self.checked, self._codes)] if self.view and self.checked else []
        return (*newest, *reversed(self._past))

    def plan(self, checked: Checked, place: Place, scope: RunScope, codes: Mapping[str, NodeCode]) -> Plan:
        """How a run of this scope would go now.

        Raises
        ------
        UzoError
            When the workflow has errors, or there is nothing that the run could go on with.
        """
        part = part_of_workflow(scope, checked, self._named(scope.past), digests_of(codes))
        return planned(checked, place, part, self._scratch, use_kept=scope.use_kept, codes=codes)

    def start(self, checked: Checked, place: Place, wish: Wish, codes: Mapping[str, NodeCode]) -> None:
        """Start a run in the background; ``codes`` are those of the nodes that have some.

        Raises
        ------
        RunError
            When one is under way, or there is nothing that it could go on with.
        """
        with self._lock:
            if self.is_running:
                raise RunError("A run is under way.", hint="Cancel it first, or wait.")
            digests = digests_of(codes)
            part = part_of_workflow(wish.scope, checked, self._named(wish.scope.past), digests)
            wanted = wanted_nodes(checked, part.targets)
            code = code_to_run(codes, wanted)
            if self.view is not None and self.checked is not None:
                self._past.append(PastRun(self.view, self.checked, self._codes))
            run = uuid.uuid4().hex[:12]
            self.view = RunView(run, utc_now())
            self._told = 0
            self.checked, self._codes = checked, digests
            self._over.clear()
        self._changed()
        leader = leading_server()
        self._runner.recorder.follow(
            outline_of(run, checked, wanted), leader, lambda event: self._event(run, event)
        )
        order = Order(run, wish, part, code, leader)
        threading.Thread(target=self._hand_over, args=(order, checked, place), daemon=True).start()

    def _named(self, run: str | None) -> PastRun | None:
        """The past run of that id; the last one without."""
        if run is None:
            return self.past[0] if self.past else None
        found = next((past for past in self.past if past.view.run == run), None)
        if found is None:
            known = ", ".join(past.view.run for past in self.past) or "none"
            raise RunError(f"The results of run {run!r} are not there any more.", hint=f"Runs: {known}.")
        return found

    def _hand_over(self, order: Order, checked: Checked, place: Place) -> None:
        """Hand the run to a runner process; frames of the notebook are written where it can read them."""
        run = order.run
        try:
            scratch = self._scratch / run
            scratch.mkdir(parents=True, mode=0o700)
            self._forget_old_results(scratch, order.part)
            frames = written_frames(checked, place, scratch)
            request = order.request(checked, place, frames, scratch)
            with self._lock:
                if run not in self._withdrawn:
                    self._runner.start(request, lambda event: self._event(run, event))
                    self._handed_over = run
        except UzoError as error:
            self._event(run, _ended("failed", str(error)))
        except BaseException as error:
            # A frame of the notebook may run any code when it is written, and end the thread or panic in it.
            _LOG.exception("run %s did not begin", run)
            self._event(run, _ended("failed", f"The run did not begin: {type(error).__name__}: {error}"))

    def _forget_old_results(self, newest: Path, part: Part) -> None:
        """Remove the files of runs that are no longer listed, but not those that the new one takes."""
        self._kept.append(newest)
        self._past = self._past[1 - _KEPT_RUNS :]
        paths = [path for past in self.past for path in past.view.results.values()]
        used = {Path(path).parent for path in (*paths, *part.paths)}
        old = self._kept[:-_KEPT_RUNS]
        for folder in [folder for folder in old if folder not in used]:
            self._kept.remove(folder)
            shutil.rmtree(folder, ignore_errors=True)

    def _event(self, run: str, event: RunEvent) -> None:
        self._runner.recorder.tell(run, event)
        with self._lock:
            if self.view is None or self.view.run != run:
                self._late_event(event)
                return
            # Events come from several processes: they are numbered where they meet.
            self._told += 1
            event = event.model_copy(update={"sequence": self._told})
            self.view = fold(self.view, event)
            if isinstance(event, RunStarted) and self.checked is not None:
                before = self._past[-1] if self._past else None
                self.view = carried_over(before, self.view, self.checked, self._codes)
            over = self.view.is_over
        try:
            for listener in tuple(self._listeners):
                listener(event)
            self._changed()
        finally:
            if over:
                self._over.set()

    def _late_event(self, event: RunEvent) -> None:
        """Counts of an earlier run may still come when the next has begun: they hold for what it has left."""
        view = self.view
        if view is not None and isinstance(event, NodeCounted) and event.node in view.earlier:
            state = view.earlier[event.node].model_copy(update={"rows": event.rows})
            self.view = view.with_earlier({**view.earlier, event.node: state}, view.results)

    def cancel(self) -> bool:
        """End the run that is under way; returns whether there was one."""
        with self._lock:
            view = self.view
            if view is None or view.is_over:
                return False
            waits = self._handed_over != view.run
            if waits:
                self._withdrawn.add(view.run)
        if not waits:
            return self._runner.cancel(view.run)
        seconds = (utc_now() - view.started_at).total_seconds()
        self._event(view.run, _ended("cancelled", "cancelled", seconds))
        return True

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the run, whatever it is.

        Raises
        ------
        RunError
            When it is not over in time.
        """
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        # In slices: once Polars has handled a signal, an interrupt does not wake a wait without end any more.
        while not self._over.wait(min(_SLICE_SECONDS, max(deadline - time.monotonic(), 0))):
            if time.monotonic() >= deadline:
                raise RunError(f"The run is not over after {timeout:g} s.", hint="It goes on; wait again.")

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the run to complete; an interrupt cancels it.

        Raises
        ------
        RunError
            When it did not complete, or not in time.
        """
        try:
            self.join(timeout)
        except KeyboardInterrupt:
            self.cancel()
            raise
        self.must_be_complete()

    def must_be_complete(self) -> None:
        """Nothing where the last run has completed, or there was none.

        Raises
        ------
        RunError
            When it did not complete, with the reason.
        """
        view = self.view
        if view is not None and view.phase != "completed":
            # Of a run that a person cancelled there is no more to say.
            reason = "" if view.message == view.phase else f": {view.message or 'no reason was given'}"
            raise RunError(f"The run {_PHRASES[view.phase]}{reason}")

    def wait_for_counts(self, timeout: float) -> bool:
        """Wait until the rows of all nodes are known, which may be a moment after the run; whether they are."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            view = self.view
            if view is not None and all(state.rows is not None for state in view.nodes.values()):
                return True
            time.sleep(0.05)
        return False


def _ended(status: RunStatus, message: str, seconds: float = 0.0) -> RunFinished:
    return RunFinished(sequence=1, time=utc_now(), status=status, seconds=seconds, message=message)


_PHRASES = {
    "starting": "has not begun",
    "running": "goes on",
    "failed": "failed",
    "cancelled": "was cancelled",
    "interrupted": "was interrupted",
}
