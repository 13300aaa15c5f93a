"""The picture of a workflow: nodes and connections with their places, and what is known of nodes and runs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.commands import ParameterValue
from uzo_jupyter.protocol.layout import Group, Note

NodeStatus = Literal[
    "idle",  # nothing known yet
    "sampled",  # a sample preview is there, nothing has run
    "queued",
    "running",
    "done",
    "failed",
    "skipped",
    "cancelled",
    "interrupted",
]
RunPhase = Literal["starting", "running", "completed", "failed", "cancelled", "interrupted"]


class Column(Message):
    """A column of a node's output: its name and its Polars type as text."""

    name: str
    dtype: str


class GraphNode(Message):
    """A node as it is drawn. ``x`` and ``y`` are pixels of its top left corner.

    ``config`` has its settings and policies; a saved view has none.
    """

    id: str
    label: str
    node_type: str
    operation: str
    title: str
    inputs: tuple[str, ...]
    has_output: bool
    x: float
    y: float
    config: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])


class GraphEdge(Message):
    """A connection: the output of ``source`` is the input ``target_handle`` of ``target``."""

    id: str
    source: str
    target: str
    target_handle: str


class GraphParameter(Message):
    """A parameter and the value that it has now."""

    name: str
    type: Literal["bool", "int", "float", "str"]
    value: ParameterValue
    description: str


class Graph(Message):
    """The workflow as it is drawn: ids, labels, connections and layout, and no data."""

    name: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    parameters: tuple[GraphParameter, ...]
    notes: tuple[Note, ...] = ()
    groups: tuple[Group, ...] = ()


class CodeState(Message):
    """The code of a node: its text, what tells it from any other, and whether it may run.

    ``problem`` tells why there is none to run.
    """

    digest: str
    text: str
    trusted: bool
    problem: str | None = None


class NodeState(Message):
    """What is known of a node now.

    ``rows`` are exact unless ``sample`` is true. ``executed_rows`` are those that the engine computed for it so
    far, which may be fewer. ``seconds`` of a fused node is the time that the engine worked for it. ``reused`` tells
    why the last run had nothing to do for it, ``cause`` why it had. ``pin_size`` are about the bytes that its result
    takes where it is kept, ``code`` is there for a node that has some.
    """

    status: NodeStatus = "idle"
    rows: int | None = None
    executed_rows: int | None = None
    sample: bool = False
    seconds: float | None = None
    fused_into: str | None = None
    reused: str | None = None
    cause: str | None = None
    attempt: int = 1
    message: str | None = None
    columns: tuple[Column, ...] | None = None
    pin_size: int | None = None
    code: CodeState | None = None


class RunState(Message):
    """What is known of a run now: ``progress`` is 0 to 1, ``elapsed`` are seconds until this message."""

    id: str
    phase: RunPhase
    started_at: datetime
    elapsed: float
    progress: float
    finished_nodes: int
    total_nodes: int
    message: str | None = None
    prefect_url: str | None = None
