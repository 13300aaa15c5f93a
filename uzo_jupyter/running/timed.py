"""Stages with a timeout or with code of the user: each attempt is a process of its own.

Nothing else ends a running query, and what code does to its process is nobody else's trouble.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty

from uzo_jupyter.planning import Stage
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.protocol.runner import (
    StageDone,
    StageFailed,
    StageReady,
    StageReport,
    StageRequest,
    StartRun,
)
from uzo_jupyter.running.attempt import Attempt
from uzo_jupyter.running.exits import how_it_ended
from uzo_jupyter.running.stages import StageFailure, StageOutput, StageRunner

_ENDING_SECONDS = 5.0


class TimedStages:
    """Runs the stages of one plan: here plain ones without a timeout, the others in processes that can be ended.

    The timeout counts from when the process has loaded its libraries and begins to work.

    Parameters
    ----------
    stages
        Runs a stage in this process.
    request
        The run, from which the other process makes the same plan.
    results
        The files of results that are there already.
    log
        Takes what the processes print.
    """

    def __init__(
        self, stages: StageRunner, request: StartRun, results: Mapping[str, Path], log: Path
    ) -> None:
        self._stages = stages
        self._request = request
        self._results = results
        self._log = log

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """Compute all targets of a stage.

        Raises
        ------
        StageFailure
            When a node fails or takes too long; nothing of the stage's outputs is left then.
        """
        timeout = self._stages.timeout(stage)
        if timeout is None and not self._stages.is_isolated(stage):
            return self._stages.run(stage)
        try:
            return self._run_elsewhere(stage, timeout)
        finally:
            self._stages.discard(stage)

    def _run_elsewhere(self, stage: Stage, timeout: float | None) -> dict[str, StageOutput]:
        node = stage.targets[0]
        try:
            attempt = Attempt(self._log, Path(self._request.directory))
        except OSError as error:
            raise _failure("process", f"No process could be started for it: {error}.", None, node) from error
        try:
            report = self._report(attempt, stage, timeout)
        except Empty:
            assert timeout is not None
            hint = "Raise the timeout, or give the node less to do."
            raise _failure(
                "timeout", f"It took longer than its timeout of {timeout:g} s.", hint, node
            ) from None
        finally:
            attempt.end()
        match report:
            case StageDone():
                return self._stages.outputs(stage, report.rows, report.states)
            case StageFailed():
                raise StageFailure(report.diagnostic)
            case _:
                how, hint = how_it_ended(attempt.process), f"Its log: {self._log}"
                raise _failure("process", f"Its process ended ({how}).", hint, node)

    def _report(self, attempt: Attempt, stage: Stage, timeout: float | None) -> StageReport | None:
        """The last report of the process, None where it ended without one; ``Empty`` when the time is over."""
        attempt.ask(
            StageRequest(
                start=self._request,
                targets=stage.targets,
                results={node: str(path) for node, path in self._results.items()},
                kept=dict(self._stages.reused),
            )
        )
        report = attempt.reports.get()
        if isinstance(report, StageReady):
            report = attempt.reports.get(timeout=timeout)
        if report is None:
            # How it ended is only known once it has: to kill it now would be taken for the reason.
            with suppress(subprocess.TimeoutExpired):
                attempt.process.wait(_ENDING_SECONDS)
        return report


def _failure(code: str, message: str, hint: str | None, node: str) -> StageFailure:
    return StageFailure(Diagnostic(code=code, message=message, hint=hint, node=node))
