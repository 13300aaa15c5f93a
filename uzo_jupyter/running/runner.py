"""The runner process: ``python -m uzo_jupyter.running.runner``. Commands on stdin, reports on ``UZO_REPORTS_FD``.

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

from uzo_jupyter.checking import first_line
from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations import Registry
from uzo_jupyter.planning import Plan
from uzo_jupyter.protocol import (
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
from uzo_jupyter.running.cache import ResultCache
from uzo_jupyter.running.copies import Copies
from uzo_jupyter.running.counting import count_rows
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.keeping import KeepingStages
from uzo_jupyter.running.parts import clear_parts
from uzo_jupyter.running.places import log_file
from uzo_jupyter.running.prefect_session import PrefectSession
from uzo_jupyter.running.prepare import PreparedRun, prepare_run
from uzo_jupyter.running.reports import Reports
from uzo_jupyter.running.timed import TimedStages

_LOG = logging.getLogger(__name__)
_CLOSING_SECONDS = 5.0


class Runner:
    """Carries out the kernel's commands one after the other."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._registry = Registry.load()
        self._cache = ResultCache()
        self._copies = Copies(self._cache, log_file("runner"))
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
                self._job = RunJob(
                    command, self._registry, self._cache, self._copies, self._prefect, self._reports
                )
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
        self,
        request: StartRun,
        registry: Registry,
        cache: ResultCache,
        copies: Copies,
        prefect: PrefectSession,
        reports: Reports,
    ) -> None:
        self._request = request
        self._registry = registry
        self._cache = cache
        self._copies = copies
        self._prefect = prefect
        self._reports = reports
        self._started = time.perf_counter()
        self._flow_run: str | None = None

    def run(self) -> None:
        """Run the workflow; whatever happens, the last word is that the run is finished."""
        try:
            prepared = prepare_run(self._request, self._registry, self._cache)
        except UzoError as error:
            self._send(
                RunFinished(sequence=1, time=utc_now(), status="failed", seconds=0.0, message=str(error))
            )
            return
        plan = prepared.plan
        timed = TimedStages(prepared.stages, self._request, prepared.results, log_file("runner"))
        execution = Execution(plan, KeepingStages(timed, prepared.keeper), prepared.results, self._send)
        prepared.stages.listen(execution.hear)
        execution.tell(
            lambda number: RunStarted(
                sequence=number,
                time=utc_now(),
                run=self._request.run,
                nodes=tuple(plan.nodes),
                keys={node: key for node, key in prepared.reuse.keys.items() if key is not None},
            )
        )
        execution.tell_reused({node: prepared.reuse.rows(node) for node in plan.nodes})
        prepared.keeper.settle_pins()
        status, message = self._flow(plan, execution)
        execution.tell_skipped()
        prepared.keeper.finish(execution.finished)
        seconds = time.perf_counter() - self._started
        execution.tell(
            lambda number: RunFinished(
                sequence=number, time=utc_now(), status=status, seconds=seconds, message=message
            )
        )
        if status == "completed":
            # In a thread of its own, so that the next run need not wait for it.
            threading.Thread(target=self._count, args=(prepared, execution), daemon=True).start()

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

    def _flow(self, plan: Plan, execution: Execution) -> tuple[RunStatus, str | None]:
        if not self._prefect.is_connected:
            execution.tell(
                lambda number: RunProgress(sequence=number, time=utc_now(), message="waiting for Prefect")
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
        left = ", ".join(execution.unaccounted())
        if left:
            return (
                "failed",
                f"{left} did not run, and nothing tells why; the runner's log: {log_file('runner')}",
            )
        missing = ", ".join(execution.failures)
        return "completed", f"finished without {missing}" if missing else None

    def _count(self, prepared: PreparedRun, execution: Execution) -> None:
        counts = count_rows(
            prepared.plan,
            prepared.composer,
            execution.finished,
            execution.figures,
            execution.busy_seconds,
        )
        self._copies.ask(self._request, prepared)
        prepared.keeper.keep_rows(counts)
        for node, rows in counts.items():
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
    Runner(Reports()).serve()


if __name__ == "__main__":
    main()
