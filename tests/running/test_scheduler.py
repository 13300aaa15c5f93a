"""The order in which stages run, several at once, again after failures; without Prefect and without waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.model import Policy
from uzo_jupyter.planning import Stage
from uzo_jupyter.protocol import (
    Diagnostic,
    NodeFailed,
    NodeFinished,
    NodeRetrying,
    NodeSkipped,
    RunEvent,
)
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.observing.figures import NodeFigures
from uzo_jupyter.running.ready import ReadyQueue, retry_delay
from uzo_jupyter.running.scheduler import Clock, Scheduler
from uzo_jupyter.running.stages import StageFailure, StageOutput

BRANCHES = """
a = frame("numbers")
a1 = a.group_by("k").agg(n=len())
a2 = a1.group_by("n").agg(m=len())
b = frame("words")
b1 = b.group_by("k").agg(m=len())
"""


class ManualStages:
    """Stages that do what a test says, and know how many ran at once."""

    def __init__(self, work: Callable[[str, int], None] = lambda _node, _attempt: None) -> None:
        self._work = work
        self._lock = threading.Lock()
        self.running: set[str] = set()
        self.together: set[frozenset[str]] = set()
        self.attempts: dict[str, int] = {}

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """The outputs of a stage."""
        node = stage.targets[0]
        with self._lock:
            self.running.add(node)
            self.together.add(frozenset(self.running))
            self.attempts[node] = self.attempts.get(node, 0) + 1
        try:
            self._work(node, self.attempts[node])
        finally:
            with self._lock:
                self.running.discard(node)
        return {node: StageOutput(Path(node), 1) for node in stage.targets}


class QuickClock(Clock):
    """A clock that is moved on by whoever waits."""

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def wait(self, changed: threading.Condition, seconds: float | None) -> None:
        if seconds is None:
            changed.wait()
        else:
            self.time += seconds


def fail(node: str, code: str = "run", message: str = "no") -> None:
    """What a failing stage raises."""
    raise StageFailure(Diagnostic(code=code, message=message, node=node))


def run(
    notebook: Notebook, text: str, stages: ManualStages, concurrency: int = 4, chance: float = 0.0
) -> tuple[Execution, list[RunEvent]]:
    """Run a text with those stages."""
    events: list[RunEvent] = []
    plan = notebook.open(text).plan()
    execution = Execution(plan, stages, {}, events.append)
    Scheduler(plan, execution, concurrency, clock=QuickClock(), chance=lambda: chance).run()
    return execution, events


def test_a_chain_is_not_held_up_by_a_slow_sibling(notebook: Notebook) -> None:
    chain_done = threading.Event()

    def work(node: str, _: int) -> None:
        if node == "b1":
            assert chain_done.wait(30)
        if node == "a2":
            chain_done.set()

    execution, events = run(notebook, BRANCHES, ManualStages(work), 2)
    assert execution.verdict() == ("completed", None)
    done = [event.node for event in events if isinstance(event, NodeFinished)]
    assert done.index("a2") < done.index("b1")


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_more_stages_run_at_once_than_was_said(notebook: Notebook, limit: int) -> None:
    text = "\n".join(f'a{i} = frame("words")\nb{i} = a{i}.group_by("k").agg(n=len())' for i in range(8))
    stages = ManualStages(lambda _node, _attempt: threading.Event().wait(0.02))
    run(notebook, text, stages, limit)
    assert max(map(len, stages.together)) == limit


TWICE = """
a = frame("numbers")
f = a.filter(col("n") >= 0)
fast = f.head(3).options(retries=1)
slow = f.group_by("k").agg(n=len()).options(retries=1)
"""


def test_rows_of_a_node_that_two_stages_compute_are_those_of_a_stage_that_is_done(notebook: Notebook) -> None:
    events: list[RunEvent] = []
    plan = notebook.open(TWICE).plan()
    of = {stage.targets[0]: stage for stage in plan.stages}
    is_told = threading.Event()

    def note(event: RunEvent) -> None:
        events.append(event)
        if isinstance(event, NodeFinished):
            is_told.set()

    def work(node: str, attempt: int) -> None:
        if node == "slow":
            assert is_told.wait(30)
        elif attempt == 1:
            execution.hear(of["fast"], {"f": NodeFigures(400, None, done=False, exact=True)})
            fail("fast")
        else:
            execution.hear(of["fast"], {"f": NodeFigures(1000, None, done=True, exact=True)})
            # The other stage has read less of it until now.
            execution.hear(of["slow"], {"f": NodeFigures(7, None, done=False, exact=True)})

    execution = Execution(plan, ManualStages(work), {}, note)
    Scheduler(plan, execution, 2, clock=QuickClock(), chance=lambda: 0.0).run()
    assert execution.verdict() == ("completed", None)
    [told] = [event for event in events if isinstance(event, NodeFinished) and event.node == "f"]
    assert (told.rows, told.fused_into) == (1000, "fast")


GROUPED = """
a = frame("words")
b = a.head(1).options(concurrency_group="db", concurrency_limit=2)
c = a.head(2).options(concurrency_group="db", concurrency_limit=3)
d = a.head(3).options(concurrency_group="db")
e = a.head(4).options(concurrency_group="db")
f = a.head(5).options(retries=1)
"""


def test_of_a_group_only_so_many_run_at_once_as_its_least_limit_says(notebook: Notebook) -> None:
    stages = ManualStages(lambda _node, _attempt: threading.Event().wait(0.02))
    run(notebook, GROUPED, stages, 8)
    group = {"b", "c", "d", "e"}
    assert max(len(group & together) for together in stages.together) == 2
    assert any("f" in together and group & together for together in stages.together)


def test_a_group_without_a_limit_runs_one_by_one(notebook: Notebook) -> None:
    text = GROUPED.replace(", concurrency_limit=2", "").replace(", concurrency_limit=3", "")
    stages = ManualStages(lambda _node, _attempt: threading.Event().wait(0.02))
    run(notebook, text, stages, 8)
    assert max(len({"b", "c", "d", "e"} & together) for together in stages.together) == 1


def test_a_limit_without_a_group_counts_the_whole_run(notebook: Notebook) -> None:
    text = GROUPED.replace('concurrency_group="db", concurrency_limit=2', "concurrency_limit=1")
    stages = ManualStages(lambda _node, _attempt: threading.Event().wait(0.02))
    run(notebook, text, stages, 8)
    assert frozenset("b") in stages.together
    assert not any("b" in together and len(together) > 1 for together in stages.together)


RETRIED = (
    'a = frame("words")\nb = a.head(1).options(retries=3, retry_delay=10, backoff=2{more})\nc = b.head(1)'
)


def test_waits_between_attempts_grow_and_are_kept(notebook: Notebook) -> None:
    stages = ManualStages(lambda node, attempt: fail(node) if node == "b" and attempt < 4 else None)
    execution, events = run(notebook, RETRIED.format(more=""), stages, chance=0.5)
    assert execution.verdict() == ("completed", None)
    delays = [event.delay for event in events if isinstance(event, NodeRetrying)]
    assert delays == pytest.approx([11.5, 23.0, 46.0])
    assert stages.attempts == {"b": 4, "c": 1}


def test_after_the_last_attempt_the_node_has_failed(notebook: Notebook) -> None:
    stages = ManualStages(lambda node, _: fail(node))
    execution, events = run(notebook, RETRIED.format(more=""), stages)
    assert stages.attempts == {"b": 4}
    assert [event.node for event in events if isinstance(event, NodeFailed)] == ["b"]
    status, message = execution.verdict()
    assert status == "failed"
    assert message is not None
    assert message.endswith("It was tried 4 times.")


@pytest.mark.parametrize(
    ("condition", "code", "message", "attempts"),
    [
        ('["timeout"]', "timeout", "It took too long.", 4),
        ('["timeout"]', "run", "no", 1),
        ('["file"]', "file-damaged", "no", 4),
        ('["connection reset"]', "run", "Connection reset by peer", 4),
        ("[]", "run", "no", 4),
    ],
)
def test_only_failures_that_the_condition_names_are_tried_again(
    notebook: Notebook, condition: str, code: str, message: str, attempts: int
) -> None:
    stages = ManualStages(lambda node, _: fail(node, code, message))
    run(notebook, RETRIED.format(more=f", retry_on={condition}"), stages)
    assert stages.attempts == {"b": attempts}


def test_a_wait_is_at_most_an_hour_and_its_jitter_at_most_a_third() -> None:
    policy = Policy(retry_count=100, retry_delay=10, retry_backoff=10)
    assert retry_delay(policy, 90, 0) == 3600
    assert 3600 < retry_delay(policy, 90, 1) < 3600 * 4 / 3


def test_a_branch_that_the_run_goes_on_without_is_skipped_with_the_reason(notebook: Notebook) -> None:
    text = """
a = frame("words")
b = a.head(1).options(continue_on_error=True)
c = b.group_by("k").agg(n=len())
d = c.group_by("n").agg(m=len())
e = a.group_by("k").agg(n=len())
"""
    execution, events = run(notebook, text, ManualStages(lambda node, _: fail(node) if node == "b" else None))
    assert execution.verdict() == ("completed", "finished without b")
    assert {e.node: e.reason for e in events if isinstance(e, NodeSkipped)} == {
        "c": "b failed",
        "d": "b failed",
    }
    assert "e" in execution.finished


def test_after_a_failure_nothing_begins_and_the_rest_is_skipped(notebook: Notebook) -> None:
    stages = ManualStages(lambda node, _: fail(node) if node == "a1" else None)
    execution, events = run(notebook, BRANCHES, stages, 1)
    assert execution.verdict()[0] == "failed"
    assert {event.node for event in events if isinstance(event, NodeSkipped)} == {"a", "a2", "b", "b1"}


def test_an_unforeseen_error_is_a_failure_of_the_node(notebook: Notebook) -> None:
    execution, _ = run(notebook, BRANCHES, ManualStages(lambda node, _: 1 / 0 if node == "a1" else None))  # type: ignore[arg-type,return-value]
    assert execution.fatal is not None
    assert (execution.fatal.node, execution.fatal.message) == ("a1", "ZeroDivisionError: Division by zero")


def test_a_stage_that_waits_to_be_asked_for_begins_when_it_is(notebook: Notebook) -> None:
    queue = ReadyQueue(notebook.open(BRANCHES).plan(), 4, asks=True)
    assert queue.take(0) == []
    queue.ask("a2")
    assert queue.take(0) == []
    queue.ask("a1")
    ((stage, attempt),) = queue.take(0)
    assert (stage.targets, attempt) == (("a1",), 1)
    queue.succeeded(stage)
    assert [stage.targets for stage, _ in queue.take(0)] == [("a2",)]


TWO_FAILURES = """
a = frame("words")
b = a.group_by("k").agg(n=len()).options(continue_on_error=True)
b2 = b.group_by("n").agg(m=len())
c = a.group_by("word").agg(n=len()).options(continue_on_error=True)
c2 = c.filter(col("n") > 0)
c3 = c2.group_by("n").agg(m=len())
"""


def test_what_is_skipped_names_the_failure_that_it_follows_from(notebook: Notebook) -> None:
    stages = ManualStages(lambda node, _attempt: fail(node))
    execution, events = run(notebook, TWO_FAILURES, stages, 1)
    assert set(execution.failures) == {"b", "c"}
    reasons = {event.node: event.reason for event in events if isinstance(event, NodeSkipped)}
    assert {node: reasons[node] for node in ("b2", "c2", "c3")} == {
        "b2": "b failed",
        "c2": "c failed",
        "c3": "c failed",
    }


def test_a_run_that_cannot_be_told_of_ends_with_the_reason(notebook: Notebook) -> None:
    def tell(event: RunEvent) -> None:
        if isinstance(event, NodeFinished):
            raise OSError("nobody listens")

    plan = notebook.open(BRANCHES).plan()
    execution = Execution(plan, ManualStages(), {}, tell)
    with pytest.raises(OSError, match="nobody listens"):
        Scheduler(plan, execution, 2, clock=QuickClock()).run()


def test_a_stage_that_others_ask_for_begins_when_all_its_first_nodes_were(notebook: Notebook) -> None:
    text = """
a = frame("numbers")
u = a.filter(col("n") > 3)
u.write_csv("never.csv")
v = u.group_by("k").agg(n=len())
w = v.sort("n")
"""
    plan = notebook.open(text).plan()
    [stage] = [stage for stage in plan.stages if "v" in stage.targets]
    sink = next(target for target in stage.targets if target != "v")
    queue = ReadyQueue(plan, 4, asks=True)
    queue.ask("v")
    assert queue.take(0.0) == []
    queue.ask(sink)
    assert queue.take(0.0) == [(stage, 1)]


def test_what_stands_in_a_failed_query_is_skipped_at_once_and_other_branches_with_the_reason(
    notebook: Notebook,
) -> None:
    text = """
a = frame("words")
b = a.head(2)
c = b.group_by("k").agg(n=len())
x = frame("numbers")
y = x.group_by("k").agg(n=len())
z = y.group_by("n").agg(m=len())
"""
    order: list[str] = []
    skipped = threading.Event()
    events: list[RunEvent] = []

    def note(event: RunEvent) -> None:
        events.append(event)
        if isinstance(event, NodeSkipped) and event.node == "b":
            skipped.set()

    def work(node: str, _: int) -> None:
        if node == "c":
            fail("c")
        # A branch that goes on does not keep the others from being told.
        assert skipped.wait(30)
        order.append(node)

    plan = notebook.open(text).plan()
    execution = Execution(plan, ManualStages(work), {}, note)
    Scheduler(plan, execution, 2, clock=QuickClock(), chance=lambda: 0.0).run()
    reasons = {event.node: event.reason for event in events if isinstance(event, NodeSkipped)}
    assert order == ["y"]
    assert reasons["b"] == "it is part of the same query as c, which failed"
    assert reasons["z"] == "the run stopped because c failed"
