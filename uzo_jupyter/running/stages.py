"""One stage: its queries run together, its results and outputs appear completely or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from uzo_jupyter.operations import Place, Sink
from uzo_jupyter.planning import Plan, Stage
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.parts import note_parts, part_of, publish


@dataclass(frozen=True, slots=True)
class StageOutput:
    """What a target left: the file, and its rows where they are known without another pass."""

    path: Path
    rows: int | None


class StageRunner:
    """Runs the stages of one plan; results are Arrow IPC files in ``scratch``."""

    def __init__(
        self, plan: Plan, composer: Composer, place: Place, scratch: Path, run: str, engine: Engine
    ) -> None:
        self._plan = plan
        self._place = place
        self._composer = composer
        self._scratch = scratch
        self._run = run
        self._engine: Engine = engine
        self._numbers = {node: number for number, node in enumerate(plan.nodes)}

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """Compute all targets of a stage.

        Raises
        ------
        Exception
            Whatever Polars raises; nothing of the stage's outputs is left then.
        """
        targets = {node: self._target(node) for node in stage.targets}
        parts = {node: part_of(path, self._run) for node, path in targets.items()}
        note_parts(self._scratch, parts.values())
        try:
            pl.collect_all(self._queries(stage, parts), engine=self._engine)
            for node, path in targets.items():
                publish(parts[node], path)
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)
        return {node: StageOutput(path, self._rows(node, path)) for node, path in targets.items()}

    def _queries(self, stage: Stage, parts: dict[str, Path]) -> list[pl.LazyFrame]:
        fed = {node: self._fed_by(node) for node in stage.targets}
        frames = self._composer.frames(list(fed.values()))
        return [self._query(node, frames[source], parts[node]) for node, source in fed.items()]

    def _fed_by(self, node: str) -> str:
        """The node whose rows are kept: a sink writes those of its input."""
        bound = self._plan.bound(node)
        return bound.inputs[0] if isinstance(bound.operation, Sink) else node

    def _query(self, node: str, rows: pl.LazyFrame, part: Path) -> pl.LazyFrame:
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

    def _rows(self, node: str, path: Path) -> int | None:
        if isinstance(self._plan.bound(node).operation, Sink):
            return None
        return pl.scan_ipc(path).select(pl.len()).collect().item()
