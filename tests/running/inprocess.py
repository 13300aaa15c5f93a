"""Runs without Prefect and without another process: what the runner does with the data, and nothing else."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import Checked, Checker
from uzo_jupyter.errors import RunError
from uzo_jupyter.language import parse
from uzo_jupyter.model import Workflow, write_document
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.protocol import NodeFinished, NodeReused, RunEvent, RunScope
from uzo_jupyter.protocol.runner import StartRun, TakenResult
from uzo_jupyter.running.cache import ResultCache
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.keeping import KeepingStages
from uzo_jupyter.running.prepare import PreparedRun, RequestChecker, prepare_run
from uzo_jupyter.running.processes import process_name
from uzo_jupyter.running.scheduler import Scheduler
from uzo_jupyter.session.frames import written_frames
from uzo_jupyter.session.past import part_of_workflow
from uzo_jupyter.transforms.custom import Custom

REGISTRY = Registry.load()


@dataclass(frozen=True)
class Done:
    """A run that is over."""

    request: StartRun
    prepared: PreparedRun
    events: tuple[RunEvent, ...]

    @property
    def reused(self) -> dict[str, str]:
        """The nodes that had nothing to do, and why."""
        return {event.node: event.reason for event in self.events if isinstance(event, NodeReused)}

    @property
    def computed(self) -> set[str]:
        """The nodes that were computed."""
        return {event.node for event in self.events if isinstance(event, NodeFinished)}

    @property
    def taken(self) -> dict[str, TakenResult]:
        """All results, as a later run may take them."""
        keys = self.prepared.reuse.keys
        return {
            node: TakenResult(path=str(path), key=keys[node]) for node, path in self.prepared.results.items()
        }

    def rows(self, node: str) -> pl.DataFrame:
        """The rows of a node."""
        return self.prepared.composer.frame(node).collect()


class Bench:
    """A folder with a cache, in which workflows are run."""

    def __init__(self, directory: Path, frames: Mapping[str, pl.DataFrame] | None = None) -> None:
        self.directory = directory
        self.cache = ResultCache(directory / "results", 10**9)
        self.frames = dict(frames or {})

    def workflow(self, text: str) -> Workflow:
        """The workflow of a text; it must be without errors."""
        program = parse(text, REGISTRY)
        assert program.diagnostics == ()
        return program.workflow

    def checked(self, text: str, name: str = "workflow") -> Checked:
        """The workflow with its operations."""
        checked = Checker(REGISTRY).check(replace(self.workflow(text), name=name), self.place())
        assert checked.diagnostics == ()
        return checked

    def place(self) -> Place:
        """Where workflows run."""
        return Place(self.directory, {name: frame.lazy() for name, frame in self.frames.items()})

    def run(
        self,
        text: str,
        scope: RunScope | None = None,
        taken: Mapping[str, TakenResult] | None = None,
        name: str = "workflow",
        file: str | None = None,
    ) -> Done:
        """Run a workflow of that name, which stands in that file, to its end; a failure is raised."""
        checked = self.checked(text, name)
        scope = scope or RunScope()
        part = part_of_workflow(scope, checked, None, {})
        scratch = Path(tempfile.mkdtemp(dir=self.directory))
        request = StartRun(
            run=uuid.uuid4().hex,
            document=write_document(checked.workflow),
            directory=str(self.directory),
            frames=written_frames(checked, self.place(), scratch),
            scratch=str(scratch),
            targets=part.targets,
            fresh=part.fresh,
            taken=dict(taken or {}),
            use_kept=scope.use_kept,
            file=file,
            kernel=process_name(),
            code={
                node: bound.operation.code
                for node, bound in checked.nodes.items()
                if isinstance(bound.operation, Custom)
            },
        )
        prepared = prepare_run(request, RequestChecker(REGISTRY), self.cache)
        events: list[RunEvent] = []
        stages = KeepingStages(prepared.stages, prepared.keeper)
        execution = Execution(prepared.plan, stages, prepared.results, events.append)
        execution.tell_reused({node: prepared.reuse.rows(node) for node in prepared.plan.nodes})
        prepared.keeper.settle_pins()
        Scheduler(prepared.plan, execution).run()
        prepared.keeper.finish(execution.finished)
        status, message = execution.verdict()
        if status != "completed":
            raise RunError(message or status)
        return Done(request, prepared, tuple(events))
