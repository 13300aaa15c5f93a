"""What the browser is told: the graph (a synced trait) and messages about its state."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.commands import Notation
from uzo_jupyter.protocol.diagnostics import Diagnostic
from uzo_jupyter.protocol.edits import Written
from uzo_jupyter.protocol.graph import Column, Graph, NodeState, RunState
from uzo_jupyter.protocol.tables import ColumnFacts


class StateMessage(Message):
    """Everything: sent when a view opens and after each check.

    ``broken`` tells that the text cannot be read now, so that this is the last workflow that could; ``can_undo`` and
    ``can_redo`` are about the flow's own history of edits. Without ``reaches`` no file was looked at yet.
    """

    kind: Literal["state"] = "state"
    nodes: dict[str, NodeState]
    diagnostics: tuple[Diagnostic, ...]
    run: RunState | None
    notice: str | None = None
    broken: bool = False
    can_undo: bool = False
    can_redo: bool = False
    reaches: bool = True


class PatchMessage(Message):
    """What changed since the last message: whole states of the nodes that it names."""

    kind: Literal["patch"] = "patch"
    nodes: dict[str, NodeState]
    run: RunState | None


class PreviewMessage(Message):
    """A page of a node's rows; its one buffer is an Arrow IPC stream.

    ``total`` is the number of rows that can be paged through, ``more`` tells that other rows may follow
    those, which nobody has counted, ``sample`` that they are rows of a sample of the sources; ``note`` says
    so in words.
    """

    kind: Literal["preview"] = "preview"
    request: int
    node: str
    offset: int
    rows: int
    total: int
    more: bool = False
    sample: bool
    note: str | None = None
    columns: tuple[Column, ...]


class FactsMessage(Message):
    """What is known of a column; its one buffer is an Arrow IPC stream of its least and its greatest value.

    ``sample`` tells that only a sample of the rows was looked at.
    """

    kind: Literal["facts"] = "facts"
    request: int
    node: str
    column: str
    dtype: str
    facts: ColumnFacts
    sample: bool


class FileReady(Message):
    """A file is there to be fetched: ``size`` in bytes, ``name`` as it is to be called."""

    kind: Literal["file-ready"] = "file-ready"
    request: int
    file: str
    name: str
    size: int


class FilePart(Message):
    """A part of a file; its one buffer holds the bytes."""

    kind: Literal["file-part"] = "file-part"
    request: int
    file: str
    offset: int


class PreviewFailed(Message):
    """Why there is no page, no facts or no file."""

    kind: Literal["preview-failed"] = "preview-failed"
    request: int
    node: str
    message: str


class Rejected(Message):
    """A command could not be carried out, with the reason; ``request`` is that of the command, where it had one.

    With ``faulty`` the reason are the errors of the workflow, which are told anyway. ``untrusted`` are the nodes with
    code that nobody has trusted, where that is the reason.
    """

    kind: Literal["rejected"] = "rejected"
    request: int | None = None
    message: str
    faulty: bool = False
    untrusted: tuple[str, ...] = ()


class KeepMessage(Message):
    """What the cell's output shall keep in the notebook file from now on: its data by MIME type.

    A view puts it there. The display id of an output is forgotten when its page is loaded anew, so that an update
    by it would be lost then.
    """

    kind: Literal["keep"] = "keep"
    output: dict[str, JsonValue]


class GraphMessage(Message):
    """The graph has changed."""

    kind: Literal["graph-changed"] = "graph-changed"
    graph: Graph


class SourceMessage(Message):
    """An edit has changed what is written: whoever holds ``base`` puts ``source`` in its place.

    ``created`` are the nodes that the edit has made; ``request`` is that of the command that asked for it.
    """

    kind: Literal["source"] = "source"
    request: int | None = None
    base: Written
    source: Written
    created: tuple[str, ...] = ()


class OperationInfo(Message):
    """An operation for the palette and the forms; ``config`` is the part of a node's config that names it.

    ``form`` is the JSON Schema of its settings under their wire names; each property has a ``format`` that says
    how it is shown.
    """

    node_type: str
    config: dict[str, JsonValue]
    title: str
    word: str
    family: Literal["source", "sink", "transform", "control", "genai", "agentic"]
    summary: str
    synonyms: tuple[str, ...]
    inputs: tuple[str, ...]
    has_output: bool
    form: dict[str, JsonValue]


class CatalogueMessage(Message):
    """Every operation, and the JSON Schema of the policies that any node can have."""

    kind: Literal["catalogue"] = "catalogue"
    operations: tuple[OperationInfo, ...]
    policies: dict[str, JsonValue]


class WrittenMessage(Message):
    """The workflow in the notation that was asked for; ``name`` is what it is called."""

    kind: Literal["written"] = "written"
    request: int
    notation: Notation
    name: str
    written: Written


class CompletionItem(Message):
    """A text that could stand from ``start`` to ``end`` (characters) of the expression, and what it is."""

    text: str
    kind: str
    detail: str
    start: int
    end: int


class CompletionsMessage(Message):
    """What could be written where the request asked."""

    kind: Literal["completions"] = "completions"
    request: int
    items: tuple[CompletionItem, ...]


ViewMessage = Annotated[
    StateMessage
    | PatchMessage
    | GraphMessage
    | SourceMessage
    | CatalogueMessage
    | WrittenMessage
    | CompletionsMessage
    | PreviewMessage
    | FactsMessage
    | FileReady
    | FilePart
    | PreviewFailed
    | Rejected
    | KeepMessage,
    Field(discriminator="kind"),
]

VIEW_MESSAGES: TypeAdapter[ViewMessage] = TypeAdapter(ViewMessage)


class StaticTable(Message):
    """The first rows of a node as text, for a notebook that is opened without a kernel."""

    node: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    total: int | None
    sample: bool


class StaticView(Message):
    """What the cell's output keeps in the notebook file: the graph, states and heads of tables."""

    version: Literal[1] = 1
    model_id: str
    graph: Graph
    nodes: dict[str, NodeState]
    diagnostics: tuple[Diagnostic, ...]
    run: RunState | None
    tables: tuple[StaticTable, ...]
