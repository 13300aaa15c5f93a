"""What a person does to a workflow in the graph, as a tagged union. The kernel carries it out or refuses it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.layout import Group, Identity, Layout, Note, Spot


class InputRef(Message):
    """An input of a node, which names at most one connection."""

    node: Identity
    handle: Identity


class AddNode(Message):
    """A new node, between others where they are named.

    ``config`` names the operation and may hold settings. The output of ``after`` becomes its first input, its own
    output feeds ``before``; a connection between those two is replaced. Without ``at`` it is placed automatically.
    """

    kind: Literal["add-node"] = "add-node"
    node_type: str
    config: dict[str, JsonValue]
    at: Spot | None = None
    after: Identity | None = None
    before: InputRef | None = None


class Remove(Message):
    """Nodes, connections, notes and groups go. What fed a removed node feeds what it fed."""

    kind: Literal["remove"] = "remove"
    nodes: tuple[Identity, ...] = ()
    inputs: tuple[InputRef, ...] = ()
    notes: tuple[Identity, ...] = ()
    groups: tuple[Identity, ...] = ()


class Connect(Message):
    """The output of a node becomes an input of another; without ``handle`` the first that is free.

    With ``replace`` a connection that the input has already goes, else it is a reason to refuse.
    """

    kind: Literal["connect"] = "connect"
    source: Identity
    target: Identity
    handle: Identity | None = None
    replace: bool = False


class Move(Message):
    """Nodes, by their ids, are put where a person wants them."""

    kind: Literal["move"] = "move"
    positions: dict[Identity, Spot]


class Tidy(Message):
    """These nodes (or all, where none is named) are placed automatically again."""

    kind: Literal["tidy"] = "tidy"
    nodes: tuple[Identity, ...] = ()


class Configure(Message):
    """Settings and policies of a node under their wire names; those of ``unset`` get their defaults."""

    kind: Literal["configure"] = "configure"
    node: Identity
    values: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    unset: tuple[str, ...] = ()


class Rename(Message):
    """A node gets another name. A text that cannot be a name becomes its label."""

    kind: Literal["rename"] = "rename"
    node: Identity
    name: Annotated[str, Field(min_length=1, max_length=10_000)]


class Paste(Message):
    """Nodes from a text: a document, or statements of the language. Names that are taken get a number."""

    kind: Literal["paste"] = "paste"
    text: str
    at: Spot | None = None


class Duplicate(Message):
    """Nodes once more, beside those that are there, fed by the same."""

    kind: Literal["duplicate"] = "duplicate"
    nodes: tuple[Identity, ...]


class PutNote(Message):
    """A note is new or changed; its id tells which."""

    kind: Literal["put-note"] = "put-note"
    note: Note


class PutGroup(Message):
    """A group is new or changed; its id tells which."""

    kind: Literal["put-group"] = "put-group"
    group: Group


Edit = Annotated[
    AddNode | Remove | Connect | Move | Tidy | Configure | Rename | Paste | Duplicate | PutNote | PutGroup,
    Field(discriminator="kind"),
]


EDITS: TypeAdapter[Edit] = TypeAdapter(Edit)


class Written(Message):
    """What a person has written: a text, and the layout where the text cannot say it (a cell's).

    In a document the layout is part of the text, and ``layout`` is null.
    """

    text: str
    layout: Layout | None = None
