"""What happens at every keystroke: reading, checking, planning, drawing and printing small and large workflows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figure import Figure, measured
from tests.benchmarks.graphs import pipeline
from tests.conftest import DATA
from uzo_jupyter.checking import Checker
from uzo_jupyter.language import parse, print_workflow, update
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.picture import graph_view
from uzo_jupyter.planning import make_plan

WANTED = {15: 0.05, 1000: 1.0}
"""Seconds that a check may take, by the number of nodes."""


def figures() -> Iterator[Figure]:
    """Every step for each size."""
    for nodes, most in WANTED.items():
        yield from _figures(nodes, most)


def _figures(nodes: int, most: float) -> Iterator[Figure]:
    registry, place, text = Registry.load(), Place(DATA), pipeline(nodes)
    program = parse(text, registry)
    checker = Checker(registry)
    checked = checker.check(program.workflow, place)
    assert checked.ok and len(checked.nodes) == nodes
    edited = program.workflow.remove_node("n7")
    size = f"{nodes} nodes"
    yield measured(f"read a text of {size}", lambda: parse(text, registry))
    yield measured(f"check {size}, first time", lambda: Checker(registry).check(program.workflow, place))
    yield measured(f"check {size} again (wanted: {most:g} s)", lambda: checker.check(program.workflow, place))
    yield measured(f"plan {size}", lambda: make_plan(checked))
    yield measured(f"lay out {size}", lambda: graph_view(program.workflow, registry, {}))
    yield measured(f"print {size}", lambda: print_workflow(program.workflow, registry))
    yield measured(f"change one of {size} in the text", lambda: update(program, edited, registry))
