"""A run as the fold of its events: states of nodes and of the run. Pure; every listener uses the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from uzo_jupyter.protocol.diagnostics import Diagnostic
from uzo_jupyter.protocol.events import (
    NodeCounted,
    NodeFailed,
    NodeFinished,
    NodeProgress,
    NodeRetrying,
    NodeReused,
    NodeSkipped,
    NodeStarted,
    PrefectLinked,
    RunEvent,
    RunFinished,
    RunProgress,
    RunStarted,
    RunUnrecorded,
)
from uzo_jupyter.protocol.graph import NodeState, NodeStatus, RunPhase, RunState


def _no_nodes() -> Mapping[str, NodeState]:
    return {}


def _no_paths() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class RunView:
    """What the events so far say. ``results`` are the files of materialised nodes.

    ``earlier`` has what still holds of an earlier run, of nodes that are no part of this one. ``unrecorded`` tells why
    the run is not in Prefect.
    """

    run: str
    started_at: datetime
    phase: RunPhase = "starting"
    nodes: Mapping[str, NodeState] = field(default_factory=_no_nodes)
    results: Mapping[str, str] = field(default_factory=_no_paths)
    failures: tuple[Diagnostic, ...] = ()
    message: str | None = None
    prefect_url: str | None = None
    seconds: float | None = None
    keys: Mapping[str, str] = field(default_factory=_no_paths)
    earlier: Mapping[str, NodeState] = field(default_factory=_no_nodes)
    unrecorded: str | None = None

    def with_earlier(self, earlier: Mapping[str, NodeState], results: Mapping[str, str]) -> RunView:
        """The view with what an earlier run tells."""
        return replace(self, earlier=earlier, results=results)

    def node(self, node: str) -> NodeState | None:
        """What is known of a node, of this run or of an earlier one."""
        return self.nodes.get(node) or self.earlier.get(node)

    @property
    def is_over(self) -> bool:
        """Whether the last event has come."""
        return self.phase not in ("starting", "running")

    def state(self, now: datetime) -> RunState:
        """The run as the browser is told about it."""
        done = sum(node.status in ("done", "failed", "skipped") for node in self.nodes.values())
        total = len(self.nodes)
        elapsed = self.seconds if self.seconds is not None else (now - self.started_at).total_seconds()
        complete = self.phase == "completed"
        return RunState(
            id=self.run,
            phase=self.phase,
            started_at=self.started_at,
            elapsed=max(elapsed, 0.0),
            progress=1.0 if complete else done / total if total else 0.0,
            finished_nodes=done,
            total_nodes=total,
            message=self.message,
            prefect_url=self.prefect_url,
        )


def fold(view: RunView, event: RunEvent) -> RunView:
    """The view after one more event.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> view = fold(RunView("r", now), RunStarted(sequence=1, time=now, run="r", nodes=("a",)))
    >>> view.phase, view.nodes["a"].status
    ('running', 'queued')
    """
    if isinstance(event, RunStarted):
        nodes = {node: NodeState(status="queued") for node in event.nodes}
        return replace(view, phase="running", nodes=nodes, message=view.message, keys=event.keys)
    if isinstance(event, RunProgress):
        return replace(view, message=event.message)
    if isinstance(event, PrefectLinked):
        return replace(view, prefect_url=event.url, message=view.message if view.is_over else None)
    if isinstance(event, RunUnrecorded):
        message = _unrecorded(view.message, event.reason) if view.is_over else view.message
        return replace(view, message=message, unrecorded=event.reason)
    if isinstance(event, RunFinished):
        return _finished(view, event)
    return _node_event(view, event)


def _unrecorded(message: str | None, reason: str) -> str:
    told = f"not recorded in Prefect: {reason}"
    return f"{message}; {told}" if message else told


def _finished(view: RunView, event: RunFinished) -> RunView:
    left: NodeStatus = "interrupted" if event.status == "interrupted" else "cancelled"
    nodes = {
        node: state.model_copy(update={"status": left if event.status != "failed" else "skipped"})
        if state.status in ("queued", "running")
        else state
        for node, state in view.nodes.items()
    }
    message = event.message if view.unrecorded is None else _unrecorded(event.message, view.unrecorded)
    return replace(view, phase=event.status, nodes=nodes, message=message, seconds=event.seconds)


def _node_event(
    view: RunView,
    event: NodeReused
    | NodeStarted
    | NodeProgress
    | NodeFinished
    | NodeCounted
    | NodeRetrying
    | NodeFailed
    | NodeSkipped,
) -> RunView:
    state = view.nodes.get(event.node, NodeState())
    results = view.results
    failures = view.failures
    match event:
        case NodeReused():
            state = state.model_copy(update={"status": "done", "rows": event.rows, "reused": event.reason})
            if event.path is not None:
                results = {**results, event.node: event.path}
        case NodeStarted():
            again = {"cause": event.cause, "executed_rows": None, "seconds": None, "message": None}
            state = state.model_copy(update={"status": "running", "attempt": event.attempt, **again})
        case NodeProgress():
            so_far = {"executed_rows": event.executed_rows, "seconds": event.seconds}
            state = state.model_copy(update=so_far)
        case NodeCounted():
            state = state.model_copy(update={"rows": event.rows, "sample": False})
        case NodeFinished():
            changes = {
                "status": "done",
                "rows": event.rows,
                "executed_rows": event.executed_rows,
                "seconds": event.seconds,
                "fused_into": event.fused_into,
            }
            state = state.model_copy(update=changes)
            if event.path is not None:
                results = {**results, event.node: event.path}
        case NodeRetrying():
            message = f"attempt {event.attempt} failed, next in {event.delay:g} s: {event.message}"
            state = state.model_copy(update={"status": "queued", "message": message})
        case NodeFailed():
            state = state.model_copy(update={"status": "failed", "message": event.diagnostic.message})
            failures = (*failures, event.diagnostic)
        case NodeSkipped():
            state = state.model_copy(update={"status": "skipped", "message": event.reason})
    return replace(view, nodes={**view.nodes, event.node: state}, results=results, failures=failures)
