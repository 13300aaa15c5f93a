"""The runner process: ``python -m uzo_jupyter.running.runner``. Commands on stdin, reports on file descriptor 3.

One warm process per kernel, with Prefect and Polars imported before the first run. It may be killed at any
moment: that is how runs are cancelled, and why everything it writes appears completely or not at all.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from pathlib import Path
from queue import Queue

import polars as pl

from uzo_jupyter.checking import Checked, Checker, first_line
from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import read_document
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.planning import Plan, make_plan
from uzo_jupyter.protocol import (
    Message,
    NodeCounted,
    PrefectLinked,
    RunEvent,
    RunFinished,
    RunProgress,
    RunStarted,
    RunStatus,
    utc_now,
)
from uzo_jupyter.protocol.runner import (
    RUNNER_COMMANDS,
    CloseRun,
    RunnerCommand,
    RunnerEvent,
    RunnerNotice,
    RunnerReady,
    StartRun,
)
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.counting import count_rows
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.parts import clear_parts
from uzo_jupyter.running.prefect_session import PrefectSession
from uzo_jupyter.running.stages import StageRunner

_LOG = logging.getLogger(__name__)
_CLOSING_SECONDS = 5.0


class Reports:
    """The way back to the kernel: one JSON message a line, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        """Send one message."""
        line = message.model_dump_json(by_alias=True)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()


class Runner:
    """Carries out the kernel's commands one after the other."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._registry = Registry.load()
        self._prefect = PrefectSession(lambda text: reports.send(RunnerNotice(message=text)))
        self._commands: Queue[RunnerCommand | None] = Queue()
        self._job: RunJob | None = None

    def serve(self) -> None:
        """Work until the kernel closes the pipe."""
        threading.Thread(target=self._listen, name="commands", daemon=True).start()
        self._prefect.prepare()
        self._reports.send(RunnerReady(pid=os.getpid()))
        while (command := self._commands.get()) is not None:
            if isinstance(command, CloseRun):
                self._close(command)
            else:
                self._job = RunJob(command, self._registry, self._prefect, self._reports)
                self._job.run()
                self._job = None

    def _close(self, command: CloseRun) -> None:
        """Give a run its final state; where that fails, Prefect's dashboard is all that suffers."""
        try:
            self._prefect.close_run(command.flow_run, command.status, command.message)
        except Exception:
            _LOG.exception("run %s could not be closed", command.flow_run)

    def _listen(self) -> None:
        """Take commands also while a run goes on; when the kernel is gone, so is the reason to run."""
        for line in sys.stdin:
            self._commands.put(RUNNER_COMMANDS.validate_json(line))
        job = self._job
        if job is None:
            self._commands.put(None)
            return
        job.abandon()
        os._exit(1)


class RunJob:
    """One run: check, plan, flow, counts."""

    def __init__(
        self, request: StartRun, registry: Registry, prefect: PrefectSession, reports: Reports
    ) -> None:
        self._request = request
        self._registry = registry
        self._prefect = prefect
        self._reports = reports
        self._started = time.perf_counter()
        self._flow_run: str | None = None

    def run(self) -> None:
        """Run the workflow; whatever happens, the last word is that the run is finished."""
        try:
            plan, place = self._plan()
            execution, composer = self._execution(plan, place)
        except UzoError as error:
            self._send(
                RunFinished(sequence=1, time=utc_now(), status="failed", seconds=0.0, message=str(error))
            )
            return
        execution.tell(
            lambda number: RunStarted(
                sequence=number, time=utc_now(), run=self._request.run, nodes=tuple(plan.inputs)
            )
        )
        status, message = self._flow(plan, execution)
        execution.tell_skipped()
        seconds = time.perf_counter() - self._started
        execution.tell(
            lambda number: RunFinished(
                sequence=number, time=utc_now(), status=status, seconds=seconds, message=message
            )
        )
        if status == "completed":
            # In a thread of its own, so that the next run need not wait for it.
            threading.Thread(target=self._count, args=(plan, composer, execution), daemon=True).start()

    def abandon(self) -> None:
        """Tell Prefect that nobody waits for the run any more, and clear away what is half written."""
        if self._flow_run is not None:
            closing = threading.Thread(
                target=self._prefect.close_run,
                args=(self._flow_run, "interrupted", "the notebook's kernel has ended"),
                daemon=True,
            )
            closing.start()
            closing.join(_CLOSING_SECONDS)
        # Last, because a query that goes on meanwhile may only now begin to write.
        clear_parts(Path(self._request.scratch))

    def _plan(self) -> tuple[Plan, Place]:
        document = read_document(self._request.document)
        if document.workflow is None:
            raise UzoError(
                "The document cannot be read.", hint=" ".join(d.line() for d in document.diagnostics)
            )
        frames = {name: pl.scan_ipc(path) for name, path in self._request.frames.items()}
        place = Place(Path(self._request.directory), frames)
        checked: Checked = Checker(self._registry).check(document.workflow, place, self._request.parameters)
        return make_plan(checked, self._request.targets), place

    def _execution(self, plan: Plan, place: Place) -> tuple[Execution, Composer]:
        results: dict[str, Path] = {}
        composer = Composer(plan.checked.nodes, place, results)
        scratch = Path(self._request.scratch)
        stages = StageRunner(plan, composer, place, scratch, self._request.run, self._request.engine)
        return Execution(plan, stages, composer, place, results, self._send), composer

    def _flow(self, plan: Plan, execution: Execution) -> tuple[RunStatus, str | None]:
        if not self._prefect.is_connected:
            execution.tell(
                lambda number: RunProgress(sequence=number, time=utc_now(), message="starting Prefect")
            )
        try:
            problem = self._prefect.run(plan, execution, self._request.run)
        except UzoError as error:
            return "failed", str(error)
        except Exception as error:
            _LOG.exception("Prefect failed")
            return "failed", f"Prefect failed: {type(error).__name__}: {first_line(error)}"
        if execution.fatal is not None:
            return "failed", execution.fatal.line()
        if problem is not None:
            return "failed", f"Prefect says: {problem}"
        missing = ", ".join(execution.failures)
        return "completed", f"finished without {missing}" if missing else None

    def _count(self, plan: Plan, composer: Composer, execution: Execution) -> None:
        for node, rows in count_rows(plan, composer, execution.busy_seconds).items():
            execution.tell(
                lambda number, node=node, rows=rows: NodeCounted(
                    sequence=number, time=utc_now(), node=node, rows=rows
                )
            )

    def _send(self, event: RunEvent) -> None:
        if isinstance(event, PrefectLinked):
            self._flow_run = event.flow_run
        self._reports.send(RunnerEvent(run=self._request.run, event=event))


def main() -> None:
    """Run the process until its kernel is gone."""
    Runner(Reports(int(os.environ["UZO_REPORTS_FD"]))).serve()


if __name__ == "__main__":
    main()
