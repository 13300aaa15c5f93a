"""Where nodes stand, notes and groups: kept beside the workflow, because they say nothing about its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic import ValidationError

from uzo_jupyter.editing.draft import Draft
from uzo_jupyter.model import Config, JsonValue, Node, Position, Workflow
from uzo_jupyter.protocol import Group, Layout, Move, Note, PutGroup, PutNote, Spot, Tidy

_Item = TypeVar("_Item", bound=Note | Group)


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
        notes=_readable(Note, workflow.extra.get("notes")),
        groups=_readable(Group, workflow.extra.get("groups")),
    )


def without_layout(workflow: Workflow) -> Workflow:
    """The workflow alone: nodes without positions, so that a move is no change of it."""
    nodes = tuple(replace(node, position=None) for node in workflow.nodes)
    extra = dict(workflow.extra)
    for key, model in (("notes", Note), ("groups", Group)):
        if key in extra and not _has_more(model, extra[key]):
            del extra[key]
    return replace(workflow, nodes=nodes, extra=extra)


def with_layout(workflow: Workflow, layout: Layout) -> Workflow:
    """The workflow as a document has it: positions in the nodes, notes and groups beside them."""
    nodes = tuple(_placed(node, layout.positions) for node in workflow.nodes)
    extra: dict[str, JsonValue] = dict(workflow.extra)
    for key, written in (
        ("notes", _written(Note, layout.notes, extra.pop("notes", None))),
        ("groups", _written(Group, layout.groups, extra.pop("groups", None))),
    ):
        if written:
            extra[key] = written
    return replace(workflow, nodes=nodes, extra=extra)


def _placed(node: Node, positions: Mapping[str, Spot]) -> Node:
    spot = positions.get(node.id)
    return replace(node, position=None if spot is None else Position(spot.x, spot.y))


# --- notes and groups of a document: what nobody understands of them stays ------------------------------------


def _items(value: JsonValue) -> list[JsonValue]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _read(model: type[_Item], value: JsonValue) -> _Item | None:
    if not isinstance(value, dict):
        return None
    try:
        return model.model_validate({key: part for key, part in value.items() if key in model.model_fields})
    except ValidationError:
        return None


def _readable(model: type[_Item], value: JsonValue) -> tuple[_Item, ...]:
    return tuple(item for item, _ in _split(model, value)[0].values())


def _split(
    model: type[_Item], value: JsonValue
) -> tuple[dict[str, tuple[_Item, JsonValue]], list[JsonValue]]:
    """The items that can be read, by their ids, as they stand there; and the others, like a second one of an id."""
    read: dict[str, tuple[_Item, JsonValue]] = {}
    unread: list[JsonValue] = []
    for each in _items(value):
        item = _read(model, each)
        if item is None or item.id in read:
            unread.append(each)
        else:
            read[item.id] = (item, each)
    return read, unread


def _has_more(model: type[Note | Group], value: JsonValue) -> bool:
    """Whether something stands there that the layout does not say."""
    read, unread = _split(model, value)
    return not isinstance(value, list) or bool(unread) or any(_more(model, each) for _, each in read.values())


def _more(model: type[Note | Group], value: JsonValue) -> Config:
    known = model.model_fields
    return {key: part for key, part in value.items() if key not in known} if isinstance(value, dict) else {}


def _written(model: type[_Item], items: Sequence[_Item], before: JsonValue) -> JsonValue:
    """The items, with all that stood there before and is not theirs to say."""
    if not items and not isinstance(before, list):
        return before
    read, unread = _split(model, before)
    more = {identity: _more(model, value) for identity, (_, value) in read.items()}
    return [*(_json(item, more.get(item.id, {})) for item in items), *unread]


def _json(item: Note | Group, more: Config) -> JsonValue:
    return {**item.model_dump(mode="json", by_alias=True), **more}
