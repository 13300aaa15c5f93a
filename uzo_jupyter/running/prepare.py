"""From the request of a run to all that is needed to compute its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import Checker
from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import read_document
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.planning import Plan, make_plan
from uzo_jupyter.protocol.runner import StartRun
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.stages import StageRunner


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A plan and what computes it. ``results`` grows while the run goes on; the composer reads from it."""

    plan: Plan
    composer: Composer
    stages: StageRunner
    results: dict[str, Path]


def prepare_run(request: StartRun, registry: Registry) -> PreparedRun:
    """Check and plan a run.

    Raises
    ------
    UzoError
        When the document cannot be read, or has errors.
    """
    document = read_document(request.document)
    if document.workflow is None:
        problems = " ".join(problem.line() for problem in document.diagnostics)
        raise UzoError("The document cannot be read.", hint=problems)
    frames = {name: pl.scan_ipc(path) for name, path in request.frames.items()}
    place = Place(Path(request.directory), frames)
    plan = make_plan(Checker(registry).check(document.workflow, place, request.parameters), request.targets)
    results: dict[str, Path] = {}
    composer = Composer(plan.checked.nodes, place, results)
    stages = StageRunner(plan, composer, place, Path(request.scratch), request.run, request.engine)
    return PreparedRun(plan, composer, stages, results)
