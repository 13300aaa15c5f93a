"""Stages with a timeout: each attempt is a process of its own, because nothing else ends a running query."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, Queue
from typing import IO

from uzo_jupyter.planning import Stage
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.protocol.runner import (
    STAGE_REPORTS,
    StageDone,
    StageFailed,
    StageReady,
    StageReport,
    StageRequest,
    StartRun,
)
from uzo_jupyter.running.exits import how_it_ended
from uzo_jupyter.running.stages import StageFailure, StageOutput, StageRunner

_START_SECONDS = 120.0
"""How long a process may take to load its libraries; the timeout of the node counts from then."""


class TimedStages:
    """Runs the stages of one plan: here those without a timeout, the others in processes that can be ended.

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
        if timeout is None:
            return self._stages.run(stage)
        try:
            return self._run_elsewhere(stage, timeout)
        finally:
            self._stages.discard(stage)

    def _run_elsewhere(self, stage: Stage, timeout: float) -> dict[str, StageOutput]:
        node = stage.targets[0]
        process, reports = self._start(stage)
        try:
            ready = _next(reports, _START_SECONDS, node)
            report = _next(reports, timeout, node) if isinstance(ready, StageReady) else ready
        finally:
            process.kill()
            process.wait()
        match report:
            case StageDone():
                return self._stages.outputs(stage, report.rows)
            case StageFailed():
                raise StageFailure(report.diagnostic)
            case _:
                message = f"Its process ended ({how_it_ended(process)})."
                raise StageFailure(
                    Diagnostic(code="process", message=message, hint=f"Its log: {self._log}", node=node)
                )

    def _start(self, stage: Stage) -> tuple[subprocess.Popen[bytes], Queue[StageReport | None]]:
        """Start the process; its reports come in the queue, None when there will be no more."""
        reading, writing = os.pipe()
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "uzo_jupyter.running.stage_process"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(writing,),
                env={**os.environ, "UZO_REPORTS_FD": str(writing)},
            )
        os.close(writing)
        reports: Queue[StageReport | None] = Queue()
        threading.Thread(target=_follow, args=(os.fdopen(reading, "rb"), reports), daemon=True).start()
        request = StageRequest(
            start=self._request,
            targets=stage.targets,
            results={node: str(path) for node, path in self._results.items()},
        )
        assert process.stdin is not None
        # Left open: when this process dies, so does the pipe, and the other process ends itself.
        process.stdin.write(request.model_dump_json(by_alias=True).encode() + b"\n")
        process.stdin.flush()
        return process, reports


def _follow(stream: IO[bytes], reports: Queue[StageReport | None]) -> None:
    with stream:
        for line in stream:
            if line.endswith(b"\n"):
                reports.put(STAGE_REPORTS.validate_json(line))
    reports.put(None)


def _next(reports: Queue[StageReport | None], seconds: float, node: str) -> StageReport | None:
    try:
        return reports.get(timeout=seconds)
    except Empty:
        message = f"It took longer than its timeout of {seconds:g} s."
        hint = "Raise the timeout, or give the node less to do."
        raise StageFailure(Diagnostic(code="timeout", message=message, hint=hint, node=node)) from None
