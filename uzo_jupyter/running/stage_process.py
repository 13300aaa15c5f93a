"""The process of one attempt of a stage with a timeout: ``python -m uzo_jupyter.running.stage_process``.

It takes one request on stdin, reports on the descriptor ``UZO_REPORTS_FD``, and ends when stdin is closed.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol.runner import StageDone, StageFailed, StageReady, StageRequest
from uzo_jupyter.running.prepare import prepare_run
from uzo_jupyter.running.reports import Reports
from uzo_jupyter.running.stages import StageFailure


def main() -> None:
    """Run the stage that is asked for."""
    reports = Reports(int(os.environ["UZO_REPORTS_FD"]))
    request = StageRequest.model_validate_json(sys.stdin.readline())
    threading.Thread(target=_end_with_the_runner, daemon=True).start()
    prepared = prepare_run(request.start, Registry.load())
    prepared.results.update({node: Path(path) for node, path in request.results.items()})
    stage = next(stage for stage in prepared.plan.stages if stage.targets == request.targets)
    reports.send(StageReady())
    try:
        outputs = prepared.stages.run(stage)
    except StageFailure as failure:
        reports.send(StageFailed(diagnostic=failure.diagnostic))
    else:
        reports.send(StageDone(rows={node: output.rows for node, output in outputs.items()}))


def _end_with_the_runner() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
