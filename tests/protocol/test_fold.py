"""A run is the fold of its events."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.messages import TIME
from uzo_jupyter.protocol import (
    EVENTS,
    Diagnostic,
    NodeCounted,
    NodeFailed,
    NodeFinished,
    NodeProgress,
    NodeRetrying,
    NodeSkipped,
    NodeStarted,
    NodeState,
    PrefectLinked,
    RunEvent,
    RunFinished,
    RunProgress,
    RunStarted,
    RunStatus,
    RunUnrecorded,
)
from uzo_jupyter.protocol.fold import RunView, fold

AT = {"sequence": 1, "time": TIME}
STARTED = RunStarted(**AT, run="r", nodes=("a", "b", "c"))
FAULT = Diagnostic(code="type", message="No number.", node="a")


def run(*events: RunEvent) -> RunView:
    return reduce(fold, [STARTED, *events], RunView("r", TIME))


def test_a_run_begins_with_all_nodes_queued() -> None:
    assert RunView("r", TIME).phase == "starting"
    view = run()
    assert (view.phase, view.is_over) == ("running", False)
    assert {state.status for state in view.nodes.values()} == {"queued"}
    assert list(view.nodes) == ["a", "b", "c"]


def test_what_a_person_waits_for_is_told_until_prefect_is_there() -> None:
    view = run(RunProgress(**AT, message="starting Prefect"))
    assert view.message == "starting Prefect"
    view = fold(view, PrefectLinked(**AT, flow_run="f", url="http://x"))
    assert (view.message, view.prefect_url) == (None, "http://x")


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([NodeStarted(**AT, node="a")], NodeState(status="running")),
        ([NodeStarted(**AT, node="a", attempt=2)], NodeState(status="running", attempt=2)),
        (
            [NodeStarted(**AT, node="a"), NodeProgress(**AT, node="a", executed_rows=5, seconds=0.25)],
            NodeState(status="running", executed_rows=5, seconds=0.25),
        ),
        ([NodeFinished(**AT, node="a", rows=5, seconds=0.5)], NodeState(status="done", rows=5, seconds=0.5)),
        ([NodeFinished(**AT, node="a", fused_into="c")], NodeState(status="done", fused_into="c")),
        (
            [NodeFinished(**AT, node="a"), NodeCounted(**AT, node="a", rows=9)],
            NodeState(status="done", rows=9),
        ),
        (
            [NodeStarted(**AT, node="a"), NodeRetrying(**AT, node="a", attempt=1, delay=10, message="Gone.")],
            NodeState(status="queued", message="attempt 1 failed, next in 10 s: Gone."),
        ),
        (
            [NodeRetrying(**AT, node="a", attempt=1, delay=1, message="Gone."), NodeStarted(**AT, node="a", attempt=2)],
            NodeState(status="running", attempt=2),
        ),
        ([NodeFailed(**AT, node="a", diagnostic=FAULT)], NodeState(status="failed", message="No number.")),
        ([NodeSkipped(**AT, node="a", reason="b failed")], NodeState(status="skipped", message="b failed")),
    ],
)  # fmt: skip
def test_each_event_changes_its_node(events: list[RunEvent], state: NodeState) -> None:
    view = run(*events)
    assert view.nodes["a"] == state
    assert view.nodes["b"] == NodeState(status="queued")


def test_results_and_failures_are_kept() -> None:
    view = run(
        NodeFinished(**AT, node="a", path="/x/0.arrow"),
        NodeFinished(**AT, node="b"),
        NodeFailed(**AT, node="c", diagnostic=FAULT),
    )
    assert view.results == {"a": "/x/0.arrow"}
    assert view.failures == (FAULT,)


@pytest.mark.parametrize(
    ("status", "left"),
    [("cancelled", "cancelled"), ("interrupted", "interrupted"), ("failed", "skipped")],
)
def test_what_was_under_way_when_the_run_ended_is_told(status: RunStatus, left: str) -> None:
    view = run(
        NodeFinished(**AT, node="a"),
        NodeStarted(**AT, node="b"),
        RunFinished(**AT, status=status, seconds=2.5, message="why"),
    )
    assert [state.status for state in view.nodes.values()] == ["done", left, left]
    assert (view.phase, view.message, view.seconds, view.is_over) == (status, "why", 2.5, True)


def test_the_state_tells_progress_and_time() -> None:
    view = run(NodeFinished(**AT, node="a"))
    state = view.state(TIME + timedelta(seconds=3))
    assert (state.finished_nodes, state.total_nodes, state.elapsed) == (1, 3, 3.0)
    assert state.progress == pytest.approx(1 / 3)
    over = fold(view, RunFinished(**AT, status="completed", seconds=2))
    assert over.state(TIME + timedelta(days=1)).elapsed == 2.0
    assert over.state(TIME).progress == 1.0
    assert RunView("r", TIME).state(TIME - timedelta(seconds=1)).elapsed == 0.0


EVENT = st.sampled_from(
    [
        event
        for node in "abcd"
        for event in (
            NodeStarted(**AT, node=node),
            NodeProgress(**AT, node=node, executed_rows=1),
            NodeFinished(**AT, node=node),
            NodeCounted(**AT, node=node, rows=2),
            NodeRetrying(**AT, node=node, attempt=1, delay=0, message="x"),
            NodeFailed(**AT, node=node, diagnostic=FAULT),
            NodeSkipped(**AT, node=node, reason="x"),
        )
    ]
)


@given(st.lists(EVENT), st.sampled_from(["completed", "failed", "cancelled", "interrupted"]))
def test_no_node_is_under_way_after_the_end(events: list[RunEvent], status: RunStatus) -> None:
    before = run(*events)
    view = fold(before, RunFinished(**AT, status=status, seconds=1))
    assert all(state.status not in ("queued", "running") for state in view.nodes.values())
    assert 0 <= view.state(TIME).progress <= 1
    kept = {node for node, state in before.nodes.items() if state.status in ("done", "failed", "skipped")}
    assert all(view.nodes[node] == before.nodes[node] for node in kept)


@given(st.lists(EVENT))
def test_events_survive_the_wire(events: list[RunEvent]) -> None:
    again = [EVENTS.validate_json(event.model_dump_json(by_alias=True)) for event in events]
    assert run(*again) == run(*events)


def test_a_run_that_is_not_recorded_says_so_whenever_that_is_told() -> None:
    unrecorded, finished = (
        RunUnrecorded(**AT, reason="no server"),
        RunFinished(**AT, status="completed", seconds=1.0),
    )
    early, late = run(unrecorded, finished), run(finished, unrecorded)
    assert early.message == late.message == "not recorded in Prefect: no server"
