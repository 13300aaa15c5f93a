"""The process of one attempt of a stage with a timeout, or with code of the user.

``python -m uzo_jupyter.running.stage_process`` takes one request on stdin, reports on the descriptor
``UZO_REPORTS_FD``, and ends when stdin is closed.
"""

from __future__ import annotations

import faulthandler
import logging
import sys

from uzo_jupyter.checking import first_line
from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations import CodeOperation, Operation, Registry
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.protocol.runner import StageDone, StageFailed, StageReady, StageRequest
from uzo_jupyter.running.parent import request_of_parent
from uzo_jupyter.running.prepare import RequestChecker, prepare_stage
from uzo_jupyter.running.reports import Reports
from uzo_jupyter.running.stages import StageFailure

_LOG = logging.getLogger(__name__)


def main() -> None:
    """Run the stage that is asked for."""
    faulthandler.enable()  # a crash of native code leaves its place in the log
    reports = Reports()
    request = StageRequest.model_validate_json(request_of_parent())
    try:
        reports.send(_outcome(request, reports))
    except Exception as error:
        _LOG.exception("the stage %s failed", ", ".join(request.targets))
        message = f"{type(error).__name__}: {first_line(error)}"
        reports.send(StageFailed(diagnostic=Diagnostic(code="run", message=message, node=request.targets[0])))


def _outcome(request: StageRequest, reports: Reports) -> StageDone | StageFailed:
    try:
        prepared = prepare_stage(request, RequestChecker(Registry.load()))
    except UzoError as error:
        # It was planned a moment ago: something that it reads has changed since.
        return StageFailed(diagnostic=Diagnostic(code="changed", message=str(error), node=request.targets[0]))
    stage = next(stage for stage in prepared.plan.stages if stage.targets == request.targets)
    _find_modules(prepared.plan.bound(stage.targets[0]).operation, request.start.modules)
    reports.send(StageReady())
    try:
        outputs = prepared.stages.run(stage)
    except StageFailure as failure:
        return StageFailed(diagnostic=failure.diagnostic)
    return StageDone(
        rows={node: output.rows for node, output in outputs.items()},
        states={node: output.state for node, output in outputs.items()},
    )


def _find_modules(operation: Operation, folder: str | None) -> None:
    """A function of the notebook imports what lies beside the notebook; nothing else here may, nor before the rest."""
    is_function = isinstance(operation, CodeOperation) and operation.notebook_call is not None
    if is_function and folder is not None:
        sys.path.append(folder)


if __name__ == "__main__":
    main()
