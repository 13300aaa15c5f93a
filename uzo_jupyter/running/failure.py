"""Which node of a stage failed, and what to tell about it."""

from __future__ import annotations

import logging
import time

from uzo_jupyter.checking import POLARS_ERRORS, first_line, source_diagnostic
from uzo_jupyter.operations import Place, Sink, Source, SourceError
from uzo_jupyter.planning import Plan, Stage
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.failing_rows import find_failing_row

_LOG = logging.getLogger(__name__)

SEARCH_SECONDS = 10.0
"""The person waits so long at most to be told which node of a query has failed."""


def explain_failure(
    plan: Plan,
    stage: Stage,
    composer: Composer,
    place: Place,
    error: BaseException,
    seconds: float = SEARCH_SECONDS,
) -> Diagnostic:
    """The diagnostic of a stage that failed with ``error``, at the node that is to blame.

    The nodes of a fused query are replayed one by one, in order: the first that fails alone is the culprit. In order,
    because a node alone may have far more rows than the query asked it for: what comes after is not tried then. The
    search is given up after so many ``seconds``.
    """
    try:
        return _explain(plan, stage, composer, place, error, time.monotonic() + seconds)
    except _OutOfTime:
        nodes = [*stage.fused, *stage.targets]
        hint = (
            f"Which of {', '.join(nodes)} failed was not found in {seconds:g} s: run to each of them to see."
        )
        return Diagnostic(
            code="run", message=first_line(error), hint=hint, node=_blamed_target(plan, stage, error)
        )
    except Exception:
        # What looks for the reason may fail on the same broken thing: then the error speaks for itself.
        _LOG.exception("the failure of %s could not be explained", ", ".join(stage.targets))
        return Diagnostic(code="run", message=first_line(error), node=_blamed_target(plan, stage, error))


class _OutOfTime(Exception):
    """The search for the reason takes too long."""


def _explain(
    plan: Plan, stage: Stage, composer: Composer, place: Place, error: BaseException, deadline: float
) -> Diagnostic:
    targets = [node for node in stage.targets if not isinstance(plan.bound(node).operation, Sink)]
    for node in (*stage.fused, *targets):
        failure = _replay(composer, node, deadline)
        if failure is not None:
            return _with_failing_row(_diagnostic(plan, node, place, failure), plan, composer, failure)
    return _diagnostic(plan, _blamed_target(plan, stage, error), place, error)


def _with_failing_row(
    diagnostic: Diagnostic, plan: Plan, composer: Composer, error: BaseException
) -> Diagnostic:
    """The diagnostic of a node with the first row that makes it fail, where one row alone does."""
    bound = plan.bound(diagnostic.node or "")
    hints = [diagnostic.hint] if diagnostic.hint else []
    if len(bound.inputs) == 1:
        batches = composer.frame(bound.inputs[0]).collect_batches()
        failing = find_failing_row(bound.operation, batches, error)
        hints += [failing.sentence(bound.inputs[0])] if failing else []
    hints += [bound.operation.advice] if bound.operation.advice else []
    return diagnostic.model_copy(update={"hint": " ".join(hints) or None})


def _replay(composer: Composer, node: str, deadline: float) -> BaseException | None:
    """The error of computing a node alone, batch by batch so that its rows need not fit into memory."""
    try:
        for _ in composer.frame(node).collect_batches():
            if time.monotonic() > deadline:
                raise _OutOfTime
    except (*POLARS_ERRORS, OSError, SourceError) as error:
        return error
    if time.monotonic() > deadline:
        raise _OutOfTime
    return None


def _blamed_target(plan: Plan, stage: Stage, error: BaseException) -> str:
    """A target that writes, for errors of the file system; else the first."""
    sinks = [node for node in stage.targets if isinstance(plan.bound(node).operation, Sink)]
    return sinks[0] if sinks and isinstance(error, OSError) else stage.targets[0]


def _diagnostic(plan: Plan, node: str, place: Place, error: BaseException) -> Diagnostic:
    operation = plan.bound(node).operation
    if isinstance(error, SourceError):
        return source_diagnostic(node, error)
    if isinstance(operation, Source) and isinstance(error, Exception):
        explained = operation.explain(place, error)
        if explained is not None:
            return source_diagnostic(node, explained)
    if isinstance(operation, Sink) and isinstance(error, OSError):
        message = f"{operation.path!r} cannot be written: {error.strerror or error}."
        hint = "Check that the folder exists, that you may write there and that the disk is not full."
        return Diagnostic(code="cannot-write", message=message, hint=hint, node=node, file=operation.path)
    return Diagnostic(code="run", message=first_line(error), node=node)
