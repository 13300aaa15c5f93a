"""Where nodes stand, notes and groups: kept beside the workflow, because they say nothing about its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from uzo_jupyter.editing.draft import Draft
from uzo_jupyter.model import Config, JsonValue, Node, Position, Workflow
from uzo_jupyter.protocol import Group, Layout, Move, Note, PutGroup, PutNote, Spot, Tidy

_NOTES: TypeAdapter[tuple[Note, ...]] = TypeAdapter(tuple[Note, ...])
_GROUPS: TypeAdapter[tuple[Group, ...]] = TypeAdapter(tuple[Group, ...])
_T = TypeVar("_T")


def move(draft: Draft, edit: Move) -> Draft:
    """The draft with nodes at other places; nodes that are gone meanwhile are left out."""
    moved = {node: spot for node, spot in edit.positions.items() if node in draft.workflow}
    return draft.with_layout(positions={**draft.layout.positions, **moved})


def tidy(draft: Draft, edit: Tidy) -> Draft:
    """The draft with nodes that are placed automatically again; what else a person has placed stays."""
    if not edit.nodes:
        return draft.with_layout(positions={})
    kept = {node: spot for node, spot in draft.layout.positions.items() if node not in edit.nodes}
    return draft.with_layout(positions=kept)


def put_note(draft: Draft, edit: PutNote) -> Draft:
    """The draft with a note, new or changed."""
    others = [note for note in draft.layout.notes if note.id != edit.note.id]
    return draft.with_layout(notes=(*others, edit.note))


def put_group(draft: Draft, edit: PutGroup) -> Draft:
    """The draft with a group, new or changed; a node is in one group at most."""
    group = edit.group
    for node in group.nodes:
        draft.require(node)
    others = [
        other.model_copy(update={"nodes": tuple(node for node in other.nodes if node not in group.nodes)})
        for other in draft.layout.groups
        if other.id != group.id
    ]
    return draft.with_layout(groups=(*(other for other in others if other.nodes), group))


def layout_of(workflow: Workflow) -> Layout:
    """The layout that a document has in its nodes and beside them; what is malformed there is left out."""
    return Layout(
        positions={
            node.id: Spot(x=node.position.x, y=node.position.y)
            for node in workflow.nodes
            if node.position is not None
        },
        notes=_valid(_NOTES, workflow.extra.get("notes"), ()),
        groups=_valid(_GROUPS, workflow.extra.get("groups"), ()),
    )


def _valid(adapter: TypeAdapter[_T], value: JsonValue, otherwise: _T) -> _T:
    if value is None:
        return otherwise
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return otherwise


def without_layout(workflow: Workflow) -> Workflow:
    """The workflow alone: nodes without positions, so that a move is no change of it."""
    nodes = tuple(replace(node, position=None) for node in workflow.nodes)
    return replace(workflow, nodes=nodes, extra=_without_items(workflow, layout_of(workflow)))


def with_layout(workflow: Workflow, layout: Layout) -> Workflow:
    """The workflow as a document has it: positions in the nodes, notes and groups beside them."""
    nodes = tuple(_placed(node, layout.positions) for node in workflow.nodes)
    extra: dict[str, JsonValue] = dict(workflow.extra)
    for key, items in (("notes", layout.notes), ("groups", layout.groups)):
        if items:
            extra[key] = [_json(item) for item in items]
    return replace(workflow, nodes=nodes, extra=extra)


def _placed(node: Node, positions: Mapping[str, Spot]) -> Node:
    spot = positions.get(node.id)
    return replace(node, position=None if spot is None else Position(spot.x, spot.y))


def _json(item: Note | Group) -> JsonValue:
    return item.model_dump(mode="json", by_alias=True)


def _without_items(workflow: Workflow, layout: Layout) -> Config:
    """What else a document holds; notes and groups that could not be read stay as they are."""
    read = {"notes": layout.notes, "groups": layout.groups}
    return {key: value for key, value in workflow.extra.items() if not read.get(key)}
