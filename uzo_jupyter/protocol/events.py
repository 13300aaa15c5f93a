"""What happens in a run, as a tagged union. A run is the fold of its events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.diagnostics import Diagnostic

RunStatus = Literal["completed", "failed", "cancelled", "interrupted"]


class Event(Message):
    """One step of a run: ``sequence`` counts from 1 within the run, ``time`` is UTC."""

    sequence: int
    time: datetime


class RunStarted(Event):
    """The runner has accepted the plan and knows its nodes, in topological order.

    ``keys`` are the content keys of all nodes of the workflow where they can be told: the same key, the same rows.
    """

    kind: Literal["run-started"] = "run-started"
    run: str
    nodes: tuple[str, ...]
    keys: dict[str, str] = Field(default_factory=dict[str, str])


class RunProgress(Event):
    """Something that a person who waits should read, such as "waiting for Prefect"."""

    kind: Literal["run-progress"] = "run-progress"
    message: str


class PrefectLinked(Event):
    """The run is known to Prefect: the id of its flow run and the page that shows it."""

    kind: Literal["prefect-linked"] = "prefect-linked"
    flow_run: str
    url: str | None


class NodeReused(Event):
    """A node has nothing to do in this run, with the reason; ``path`` is the file of its result where one is kept."""

    kind: Literal["node-reused"] = "node-reused"
    node: str
    reason: str
    rows: int | None = None
    path: str | None = None


class RunUnrecorded(Event):
    """The run is not, or not completely, in Prefect; the run itself is not affected."""

    kind: Literal["run-unrecorded"] = "run-unrecorded"
    reason: str


class NodeStarted(Event):
    """A node began, or began again (``attempt`` counts from 1).

    ``fused_into`` names the materialised node whose query computes this one. ``cause`` tells what has changed since the
    last run.
    """

    kind: Literal["node-started"] = "node-started"
    node: str
    attempt: int = 1
    fused_into: str | None = None
    cause: str | None = None


class NodeProgress(Event):
    """What the engine has done for a running node so far, of nodes that are fused too.

    ``executed_rows`` are the rows that came out of it; the engine may need fewer than the node has. ``seconds`` is
    time of work, summed over threads. Either is None where it cannot be told apart from that of other nodes.
    ``done`` says that no more rows will come.
    """

    kind: Literal["node-progress"] = "node-progress"
    node: str
    executed_rows: int | None = None
    seconds: float | None = None
    done: bool = False


class NodeFinished(Event):
    """A node is done. ``rows`` is exact, or None where counting would cost a pass over the data.

    ``fused_into`` names the materialised node whose query also computed this one. ``seconds`` of that node is the
    time that the query took; of a fused node it is the time that the engine worked for it, summed over threads,
    and None where that is not known. ``executed_rows`` are the rows that the engine computed for a node: fewer
    than ``rows`` where a later filter, join or limit made the others unnecessary. ``path`` is the Arrow IPC file
    of a materialised result.
    """

    kind: Literal["node-finished"] = "node-finished"
    node: str
    rows: int | None = None
    executed_rows: int | None = None
    seconds: float | None = None
    fused_into: str | None = None
    path: str | None = None


class NodeCounted(Event):
    """The exact number of rows of a node, found after it finished."""

    kind: Literal["node-counted"] = "node-counted"
    node: str
    rows: int


class NodeRetrying(Event):
    """An attempt of a node failed and another will be made after ``delay`` seconds."""

    kind: Literal["node-retrying"] = "node-retrying"
    node: str
    attempt: int
    delay: float
    message: str


class NodeFailed(Event):
    """A node failed for good."""

    kind: Literal["node-failed"] = "node-failed"
    node: str
    diagnostic: Diagnostic


class NodeSkipped(Event):
    """A node did not run, with the reason."""

    kind: Literal["node-skipped"] = "node-skipped"
    node: str
    reason: str


class RunFinished(Event):
    """The run is over. Only counts of rows and what Prefect says come later."""

    kind: Literal["run-finished"] = "run-finished"
    status: RunStatus
    seconds: float
    message: str | None = None


RunEvent = Annotated[
    RunStarted
    | RunProgress
    | PrefectLinked
    | NodeReused
    | RunUnrecorded
    | NodeStarted
    | NodeProgress
    | NodeFinished
    | NodeCounted
    | NodeRetrying
    | NodeFailed
    | NodeSkipped
    | RunFinished,
    Field(discriminator="kind"),
]

EVENTS: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)


def utc_now() -> datetime:
    """The time to stamp on an event."""
    return datetime.now(UTC)
