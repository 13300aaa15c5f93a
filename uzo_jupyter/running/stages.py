"""One stage: its queries run together, its results and outputs appear completely or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from uzo_jupyter.operations import CodeOperation, Place, Sink
from uzo_jupyter.planning import Plan, Stage
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.cache import scan
from uzo_jupyter.running.code import CodeFailure, write_code_rows
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.failure import explain_failure
from uzo_jupyter.running.observing.figures import NodeFigures
from uzo_jupyter.running.observing.observer import QueryObserver, Watched
from uzo_jupyter.running.parts import FileState, note_parts, part_of, publish

StageListener = Callable[[Stage, Mapping[str, NodeFigures]], None]
"""Is given what changed for the nodes of a stage: two stages that run at once may both compute a node."""


@dataclass(frozen=True, slots=True)
class StageOutput:
    """What a target left: the file, its rows where they are known without another pass, and what it looked like."""

    path: Path
    rows: int | None
    state: FileState | None = None


class StageFailure(Exception):
    """A stage failed; the diagnostic names the node that is to blame."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.line())
        self.diagnostic = diagnostic


class Stages(Protocol):
    """What runs stages, in this process or in others."""

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """Compute all targets of a stage.

        Raises
        ------
        StageFailure
            When a node fails; nothing of the stage's outputs is left then.
        """
        ...


class StageRunner:
    """Runs the stages of one plan; results are Arrow IPC files in ``scratch``."""

    def __init__(
        self,
        plan: Plan,
        composer: Composer,
        place: Place,
        scratch: Path,
        run: str,
        engine: Engine,
        code: Mapping[str, str],
    ) -> None:
        self._plan = plan
        self._place = place
        self._composer = composer
        self._scratch = scratch
        self._run = run
        self._code = code
        self._observer = QueryObserver(plan, engine)
        self._listeners: list[StageListener] = []
        self._numbers = {node: number for number, node in enumerate(plan.nodes)}

    def listen(self, listener: StageListener) -> None:
        """Be told what the engine has done for each node, now and then while a stage runs and at its end."""
        self._listeners.append(listener)

    def _heard(self, stage: Stage, figures: Mapping[str, NodeFigures]) -> None:
        for listener in self._listeners:
            listener(stage, figures)

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """Compute all targets of a stage.

        Raises
        ------
        StageFailure
            When a node fails; nothing of the stage's outputs is left then.
        """
        try:
            states = self._compute(stage)
        except CodeFailure as failure:
            raise StageFailure(failure.diagnostic) from failure
        except (Exception, pl.exceptions.PanicException) as error:
            failure = explain_failure(self._plan, stage, self._composer, self._place, error)
            raise StageFailure(failure) from error
        return self.outputs(stage, {node: self._rows(node) for node in stage.targets}, states)

    def _compute(self, stage: Stage) -> dict[str, FileState]:
        parts = self._parts(stage)
        note_parts(self._scratch, parts.values())
        try:
            if self.is_isolated(stage):
                self._run_code(stage.targets[0], *parts.values())
            else:
                self._observer.collect(self._watched(stage, parts), partial(self._heard, stage))
            return {node: publish(part, self._target(node)) for node, part in parts.items()}
        finally:
            self.discard(stage)

    def _run_code(self, node: str, part: Path) -> None:
        bound = self._plan.bound(node)
        assert isinstance(bound.operation, CodeOperation)
        if node not in self._code:
            message = "Its code was not handed over: it runs only where it is trusted."
            raise CodeFailure(Diagnostic(code="untrusted", message=message, node=node))
        frames = self._composer.frames(list(bound.inputs))
        inputs = [frames[source] for source in bound.inputs]
        write_code_rows(node, bound.operation, self._code[node], inputs, part)

    def is_isolated(self, stage: Stage) -> bool:
        """Whether a stage runs code of the user, which a process of its own must do."""
        return isinstance(self._plan.bound(stage.targets[0]).operation, CodeOperation)

    @property
    def reused(self) -> Mapping[str, str]:
        """The nodes that the plan takes from what is kept, and why."""
        return {node: planned.reason for node, planned in self._plan.nodes.items() if planned.how == "reused"}

    def timeout(self, stage: Stage) -> float | None:
        """The seconds that an attempt may take; a node with a timeout is a stage of its own."""
        return self._plan.bound(stage.targets[0]).policy.timeout

    def outputs(
        self, stage: Stage, rows: Mapping[str, int | None], states: Mapping[str, FileState | None]
    ) -> dict[str, StageOutput]:
        """What the targets of a finished stage left."""
        return {node: StageOutput(self._target(node), rows[node], states[node]) for node in stage.targets}

    def discard(self, stage: Stage) -> None:
        """Remove what was not finished of a stage's outputs."""
        for part in self._parts(stage).values():
            part.unlink(missing_ok=True)

    def _parts(self, stage: Stage) -> dict[str, Path]:
        return {
            node: part_of(self._target(node), f"{self._run}-{self._numbers[node]}") for node in stage.targets
        }

    def _watched(self, stage: Stage, parts: dict[str, Path]) -> Watched:
        fed = {node: self._fed_by(node) for node in stage.targets}
        frames = self._composer.frames(list(fed.values()))
        parts_of_query = {*stage.needs, *stage.fused, *stage.targets}
        return Watched(
            rows=[frames[source] for source in fed.values()],
            writes=[partial(self._query, node, parts[node]) for node in fed],
            nodes=[node for node in self._plan.inputs if node in parts_of_query],
            given=stage.needs,
            results=list(fed.values()),
            writers=[None if node == source else node for node, source in fed.items()],
        )

    def _fed_by(self, node: str) -> str:
        """The node whose rows are kept: a sink writes those of its input."""
        bound = self._plan.bound(node)
        return bound.inputs[0] if isinstance(bound.operation, Sink) else node

    def _query(self, node: str, part: Path, rows: pl.LazyFrame) -> pl.LazyFrame:
        operation = self._plan.bound(node).operation
        part.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(operation, Sink):
            return operation.write(rows, part)
        return rows.sink_ipc(part, lazy=True)

    def _target(self, node: str) -> Path:
        operation = self._plan.bound(node).operation
        if isinstance(operation, Sink):
            return operation.target(self._place)
        return self._scratch / f"{self._numbers[node]}.arrow"

    def _rows(self, node: str) -> int | None:
        if isinstance(self._plan.bound(node).operation, Sink):
            return None
        return scan(self._target(node)).select(pl.len()).collect().item()
