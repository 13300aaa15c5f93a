"""From the request of a run to all that is needed to compute its nodes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import Checked, Checker
from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import read_document
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.operations.code import code_digest
from uzo_jupyter.planning import Plan, make_plan
from uzo_jupyter.protocol.runner import StageRequest, StartRun
from uzo_jupyter.running.cache import Facts, Owner, ResultCache
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.keeping import Keeper
from uzo_jupyter.running.reuse import Reuse, Wishes
from uzo_jupyter.running.stages import StageRunner

_KEPT = 20


class RequestChecker:
    """Checks the workflows of requests. What has not changed since the last request for a workflow is known already."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._checker = Checker(registry)
        self._last: OrderedDict[str, Checked] = OrderedDict()

    def check(self, request: StartRun) -> tuple[Checked, Place]:
        """The workflow of a request, and where it runs.

        Raises
        ------
        UzoError
            When the document cannot be read.
        """
        document = read_document(request.document)
        if document.workflow is None:
            problems = " ".join(problem.line() for problem in document.diagnostics)
            raise UzoError("The document cannot be read.", hint=problems)
        place = _place(request)
        name = document.workflow.name
        before = self._last.pop(name, None)
        checked = self._checker.check(document.workflow, place, request.parameters, before)
        if checked.ok:
            self._last[name] = checked
            while len(self._last) > _KEPT:
                self._last.popitem(last=False)
        else:
            # What went wrong with a disk, or too many open files, may pass without a change of any file.
            self._checker = Checker(self._registry)
        return checked, place


def _place(request: StartRun) -> Place:
    frames = {name: pl.scan_ipc(frame.path) for name, frame in request.frames.items()}
    digests = {name: frame.digest for name, frame in request.frames.items()}
    code = {node: code_digest(text) for node, text in request.code.items()}
    return Place(Path(request.directory), frames, digests=digests, code=code)


@dataclass(frozen=True, slots=True)
class PreparedStages:
    """A plan and what computes it. ``results`` grows while the run goes on; the composer reads from it."""

    plan: Plan
    composer: Composer
    stages: StageRunner
    results: dict[str, Path]


@dataclass(frozen=True, slots=True)
class PreparedRun(PreparedStages):
    """All of a run, with what is reused in it, and who keeps its results."""

    reuse: Reuse
    keeper: Keeper


def prepare_run(request: StartRun, checker: RequestChecker, cache: ResultCache) -> PreparedRun:
    """Check and plan a run over what is kept.

    Raises
    ------
    UzoError
        When the document cannot be read, or has errors.
    """
    checked, place = checker.check(request)
    facts = Facts(cache.home)
    wishes = wishes_of(request)
    reuse = Reuse(cache, facts, checked, place, wishes)
    plan, results = reuse.plan_with_files(Path(request.scratch))
    base = _stages(request, plan, place, results)
    keeper = Keeper(cache, facts, plan, place, reuse.contents, _owner(request, checked), wishes)
    return PreparedRun(base.plan, base.composer, base.stages, base.results, reuse, keeper)


def _owner(request: StartRun, checked: Checked) -> Owner:
    return Owner(
        directory=request.directory,
        workflow=checked.workflow.name,
        file=request.file,
        process=request.kernel,
    )


def prepare_stage(request: StageRequest, checker: RequestChecker) -> PreparedStages:
    """Make the plan of a run again in another process, over the same results.

    Raises
    ------
    UzoError
        When the document cannot be read any more, or has errors.
    """
    checked, place = checker.check(request.start)
    plan = make_plan(checked, request.start.targets, request.kept)
    return _stages(request.start, plan, place, {node: Path(path) for node, path in request.results.items()})


def wishes_of(request: StartRun) -> Wishes:
    """What the request says about what may be reused."""
    return Wishes(request.targets, frozenset(request.fresh), request.taken, request.use_kept)


def _stages(request: StartRun, plan: Plan, place: Place, results: dict[str, Path]) -> PreparedStages:
    composer = Composer(plan.checked.nodes, place, results)
    stages = StageRunner(
        plan, composer, place, Path(request.scratch), request.run, request.engine, request.code
    )
    return PreparedStages(plan, composer, stages, results)
