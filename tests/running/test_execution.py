"""The bookkeeping of a run, without Prefect."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.planning import Stage
from uzo_jupyter.protocol import Diagnostic, RunEvent
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.stages import StageFailure, StageOutput

TEXT = """
a = frame("numbers")
b = a.group_by("k").agg(n=len())
c = b.group_by("n").agg(m=len())
w = frame("words")
d = w.group_by("k").agg(m=len())
"""


class FakeStages:
    """Does nothing for a stage, or raises what a test wants."""

    def __init__(self, errors: dict[str, BaseException]) -> None:
        self._errors = errors

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """The outputs of a stage."""
        for node in stage.targets:
            if node in self._errors:
                raise self._errors[node]
        return {node: StageOutput(Path(node), 1) for node in stage.targets}


def run_all(notebook: Notebook, errors: dict[str, BaseException]) -> Execution:
    """An execution whose nodes have all had their turn."""
    events: list[RunEvent] = []
    plan = notebook.open(TEXT).plan()
    execution = Execution(plan, FakeStages(errors), {}, events.append)
    for stage in plan.stages:
        failure = execution.attempt(stage, 1) if execution.fatal is None else None
        if failure is not None:
            execution.give_up(stage, failure)
    return execution


def test_a_node_that_had_no_turn_is_not_taken_for_done(notebook: Notebook) -> None:
    plan = notebook.open(TEXT).plan()
    execution = Execution(plan, FakeStages({}), {}, lambda _: None)
    assert execution.unaccounted() == ("b", "d", "c")
    assert execution.verdict() == ("failed", "b, d, c did not run, and nothing tells why")


def test_after_a_failure_that_is_told_nothing_is_left_unaccounted(notebook: Notebook) -> None:
    failure = StageFailure(Diagnostic(code="run", message="no", node="b"))
    execution = run_all(notebook, {"b": failure})
    assert execution.unaccounted() == ()
    assert execution.fatal is failure.diagnostic


def test_when_all_went_well_all_are_finished(notebook: Notebook) -> None:
    execution = run_all(notebook, {})
    assert (execution.unaccounted(), execution.finished) == ((), {"a", "b", "c", "w", "d"})


@pytest.mark.parametrize(("node", "query"), [("a", "b"), ("b", None)])
def test_a_lazy_node_knows_whose_query_computes_it(notebook: Notebook, node: str, query: str | None) -> None:
    assert run_all(notebook, {}).query_of(node) == query
