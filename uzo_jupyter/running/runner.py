"""The runner process: ``python -m uzo_jupyter.running.runner``. Commands on stdin, reports on ``UZO_REPORTS_FD``.

Warm processes of one kernel, with Polars imported before the first run. It may be killed at any moment: that is
how runs are cancelled, and why everything it writes appears completely or not at all. It imports Prefect only where
a server of the user's own leads the run; else another process records what this one tells.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import TypeAlias

import polars as pl
from pydantic import ValidationError

from uzo_jupyter.checking import first_line
from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import (
    NodeCounted,
    RunEvent,
    RunFinished,
    RunProgress,
    RunStarted,
    RunStatus,
    utc_now,
)
from uzo_jupyter.protocol.runner import RunnerEvent, RunnerReady, StartRun
from uzo_jupyter.running.cache import ResultCache
from uzo_jupyter.running.copies import Copies
from uzo_jupyter.running.counting import count_rows
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.keeping import KeepingStages
from uzo_jupyter.running.parts import clear_parts
from uzo_jupyter.running.places import data_directory, log_file
from uzo_jupyter.running.prepare import PreparedRun, RequestChecker, prepare_run
from uzo_jupyter.running.processes import end_with_group, groups_below, kill_group
from uzo_jupyter.running.reports import Reports
from uzo_jupyter.running.scheduler import Scheduler
from uzo_jupyter.running.timed import TimedStages

_LOG = logging.getLogger(__name__)
_FAULTS = (Exception, pl.exceptions.PanicException)
"""A fault in Polars' own code is no ``Exception``."""
_Make: TypeAlias = Callable[[int], RunEvent]


class Runner:
    """Carries out the kernel's runs one after the other."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._checker = RequestChecker(Registry.load())
        self._cache: ResultCache | None = None
        self._copies = Copies(log_file("runner"))
        self._requests: Queue[StartRun | None] = Queue()
        self._job: RunJob | None = None

    def serve(self) -> None:
        """Work until the kernel closes the pipe."""
        threading.Thread(target=self._listen, name="commands", daemon=True).start()
        self._reports.send(RunnerReady(pid=os.getpid()))
        while (request := self._requests.get()) is not None:
            self._job = RunJob(request, self._checker, self._opened_cache, self._copies, self._reports)
            self._job.run()
            self._job = None

    def _opened_cache(self) -> ResultCache:
        """The cache, opened for the first run: what is wrong with its settings is the failure of a run."""
        if self._cache is None:
            self._cache = ResultCache()
        return self._cache

    def _listen(self) -> None:
        """Take requests also while a run goes on; when the kernel is gone, so is the reason to run."""
        for line in sys.stdin:
            try:
                self._requests.put(StartRun.model_validate_json(line))
            except ValidationError:
                # Else the kernel would wait for this run for ever; of a process that has ended it hears.
                _LOG.exception("a request could not be read")
                os._exit(1)
        job = self._job
        if job is None:
            self._requests.put(None)
            return
        for group in groups_below(os.getpid()):
            kill_group(group)
        job.abandon()
        end_with_group()


class RunJob:
    """One run: check, plan, stages, counts."""

    def __init__(
        self,
        request: StartRun,
        checker: RequestChecker,
        cache: Callable[[], ResultCache],
        copies: Copies,
        reports: Reports,
    ) -> None:
        self._request = request
        self._checker = checker
        self._opened_cache = cache
        self._copies = copies
        self._reports = reports
        self._started = time.perf_counter()

    def run(self) -> None:
        """Run the workflow; whatever happens, the last word is that the run is finished."""
        try:
            cache = self._opened_cache()
            prepared = prepare_run(self._request, self._checker, cache)
        except _FAULTS as error:
            self._tell_end(lambda make: self._send(make(1)), "failed", _told(error, "The run did not begin"))
            return
        timed = TimedStages(prepared.stages, self._request, prepared.results, log_file("runner"))
        stages = KeepingStages(timed, prepared.keeper)
        execution = Execution(prepared.plan, stages, prepared.results, self._send)
        try:
            status, message = self._carry_out(prepared, execution)
        except _FAULTS as error:
            status, message = "failed", _told(error, "The run ended")
        self._tell_end(execution.tell, status, message)
        if status == "completed":
            # In a thread of its own, so that the next run need not wait for it.
            threading.Thread(target=self._count, args=(prepared, execution, cache), daemon=True).start()

    def _carry_out(self, prepared: PreparedRun, execution: Execution) -> tuple[RunStatus, str | None]:
        plan = prepared.plan
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
        verdict = self._work(prepared, execution)
        prepared.keeper.finish(execution.finished)
        return verdict

    def _tell_end(self, tell: Callable[[_Make], None], status: RunStatus, message: str | None) -> None:
        seconds = time.perf_counter() - self._started
        tell(
            lambda number: RunFinished(
                sequence=number, time=utc_now(), status=status, seconds=seconds, message=message
            )
        )

    def abandon(self) -> None:
        """Nobody waits for the run any more: clear away what is half written."""
        clear_parts(Path(self._request.scratch))

    def _work(self, prepared: PreparedRun, execution: Execution) -> tuple[RunStatus, str | None]:
        if self._request.prefect is not None:
            return self._led(prepared, execution, self._request.prefect)
        Scheduler(prepared.plan, execution, self._request.concurrency).run()
        return execution.verdict()

    def _led(self, prepared: PreparedRun, execution: Execution, url: str) -> tuple[RunStatus, str | None]:
        """Let a server of the user's own lead: a node begins when its task does."""
        execution.tell(
            lambda number: RunProgress(sequence=number, time=utc_now(), message="waiting for Prefect")
        )
        # Prefect takes settings from files of the folder where it works, and they can name code to run: one that was
        # only opened has no say.
        os.chdir(data_directory())
        from uzo_jupyter.running.led import run_led

        try:
            return run_led(prepared.plan, execution, self._request, url)
        except UzoError as error:
            return "failed", str(error)
        except Exception as error:
            _LOG.exception("Prefect failed")
            return "failed", f"Prefect failed: {type(error).__name__}: {first_line(error)}"
        finally:
            execution.skip_rest()

    def _count(self, prepared: PreparedRun, execution: Execution, cache: ResultCache) -> None:
        counts = prepared.keeper.still_true(
            count_rows(
                prepared.plan,
                prepared.composer,
                execution.finished,
                execution.figures,
                execution.busy_seconds,
            )
        )
        self._copies.ask(self._request, prepared, cache)
        prepared.keeper.keep_rows(counts)
        for node, rows in counts.items():
            execution.tell(
                lambda number, node=node, rows=rows: NodeCounted(
                    sequence=number, time=utc_now(), node=node, rows=rows
                )
            )

    def _send(self, event: RunEvent) -> None:
        self._reports.send(RunnerEvent(run=self._request.run, event=event))


def _told(error: BaseException, what: str) -> str:
    """What a person reads of a fault; one that nobody foresaw is logged with its place."""
    if isinstance(error, UzoError):
        return str(error)
    _LOG.error(what, exc_info=error)
    return f"{what}: {type(error).__name__}: {first_line(error)}"


def main() -> None:
    """Run the process until its kernel is gone."""
    faulthandler.enable()  # a crash of native code leaves its place in the log
    Runner(Reports()).serve()


if __name__ == "__main__":
    main()
