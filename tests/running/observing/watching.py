"""Runs a workflow stage by stage in this process and keeps what the observer told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import Checked, Checker
from uzo_jupyter.language.parser import parse
from uzo_jupyter.operations import CodeOperation, Place, Registry
from uzo_jupyter.operations.samples import SAMPLE_CODE
from uzo_jupyter.planning import Plan, make_plan
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.observing.figures import NodeFigures
from uzo_jupyter.running.stages import StageRunner
from uzo_jupyter.testing import run_nodes

REGISTRY = Registry.load()


@dataclass(frozen=True)
class Ran:
    """A run: the last figures of each node, all that was told, and the rows that the nodes have."""

    plan: Plan
    figures: Mapping[str, NodeFigures]
    told: list[Mapping[str, NodeFigures]]
    rows: Mapping[str, int]

    def wrong(self) -> dict[str, tuple[NodeFigures, int]]:
        """Nodes of which something was told that is not so."""
        return {
            node: (known, self.rows[node])
            for node, known in self.figures.items()
            if node in self.rows
            and known.rows is not None
            and (known.rows > self.rows[node] or (known.exact and known.rows != self.rows[node]))
        }


def run_text(text: str, place: Place, scratch: Path, *, engine: Engine = "auto", counted: bool = True) -> Ran:
    """Run a workflow that is written in the language."""
    return run_checked(
        Checker(REGISTRY).check(parse(text, REGISTRY).workflow, place),
        place,
        scratch,
        engine=engine,
        counted=counted,
    )


def run_checked(
    checked: Checked, place: Place, scratch: Path, *, engine: Engine = "streaming", counted: bool = True
) -> Ran:
    """Run a workflow; its rows are counted by queries of their own, without any fusion."""
    scratch.mkdir(parents=True, exist_ok=True)
    plan = make_plan(checked)
    results: dict[str, Path] = {}
    operations = {node: bound.operation for node, bound in checked.nodes.items()}
    code = {
        node: operation.own_code or SAMPLE_CODE
        for node, operation in operations.items()
        if isinstance(operation, CodeOperation)
    }
    composer = Composer(checked.nodes, place, results)
    stages = StageRunner(plan, composer, place, scratch, "run", engine, code)
    told: list[Mapping[str, NodeFigures]] = []
    stages.listen(lambda _, figures: told.append(figures))
    for stage in plan.stages:
        for node, output in stages.run(stage).items():
            if checked.nodes[node].operation.has_output:
                results[node] = output.path
    figures = {node: known for part in told for node, known in part.items()}
    rows = {node: _height(frame) for node, frame in run_nodes(checked, place).items()} if counted else {}
    return Ran(plan, figures, told, rows)


def _height(frame: pl.LazyFrame) -> int:
    return frame.collect(engine="in-memory").height
