"""Nodes once more: pasted from a text, or duplicated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from uzo_jupyter.editing.draft import Draft, EditRefused
from uzo_jupyter.editing.ids import numbered, taken_names
from uzo_jupyter.editing.layouts import layout_of
from uzo_jupyter.language import parse
from uzo_jupyter.model import Edge, Node, Workflow, is_name, read_document
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import Duplicate, Paste, Spot

_SHIFT = 36.0
"""How far a copy without a place of its own lies from the original."""


def duplicate(draft: Draft, edit: Duplicate) -> Draft:
    """The draft with copies of nodes, fed by what feeds the originals."""
    for node in edit.nodes:
        draft.require(node)
    chosen = set(edit.nodes)
    nodes = [node for node in draft.workflow.nodes if node.id in chosen]
    edges = [edge for edge in draft.workflow.edges if edge.target in chosen]
    spots = {
        node: Spot(x=spot.x + _SHIFT, y=spot.y + _SHIFT)
        for node, spot in draft.layout.positions.items()
        if node in chosen
    }
    return _insert(draft, nodes, edges, spots)


def paste(draft: Draft, edit: Paste, registry: Registry) -> Draft:
    """The draft with the nodes of a text.

    Raises
    ------
    EditRefused
        When the text holds no nodes; the message says how it was read.
    """
    workflow = _read(edit.text, registry)
    spots = dict(layout_of(workflow).positions)
    if edit.at is not None:
        spots = _shifted(spots, edit.at)
    return _insert(draft, workflow.nodes, workflow.edges, spots)


def _read(text: str, registry: Registry) -> Workflow:
    if text.lstrip().startswith("{"):
        document = read_document(text)
        if document.workflow is None:
            raise EditRefused(f"This cannot be pasted: {document.diagnostics[0].message}")
        workflow = document.workflow
    else:
        program = parse(_without_magic(text), registry)
        broken = next((problem for problem in program.diagnostics if problem.code == "syntax"), None)
        if broken is not None:
            raise EditRefused(f"This cannot be pasted: {broken.message}", hint=broken.hint)
        workflow = program.workflow
    if not workflow.nodes:
        raise EditRefused(
            "There is no node to paste.", hint="Copy nodes of a graph, or statements of a cell."
        )
    return workflow


def _without_magic(text: str) -> str:
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.startswith("%%uzo") else text


def _shifted(spots: Mapping[str, Spot], at: Spot) -> dict[str, Spot]:
    if not spots:
        return {}
    left, top = min(spot.x for spot in spots.values()), min(spot.y for spot in spots.values())
    return {node: Spot(x=spot.x - left + at.x, y=spot.y - top + at.y) for node, spot in spots.items()}


def _insert(draft: Draft, nodes: Sequence[Node], edges: Iterable[Edge], spots: Mapping[str, Spot]) -> Draft:
    ids = _new_ids(draft.workflow, nodes)
    known = {*ids, *(node.id for node in draft.workflow.nodes)}
    made = [replace(node, id=ids[node.id], label=_label(node, ids[node.id]), position=None) for node in nodes]
    connected = [
        Edge(ids.get(edge.source, edge.source), ids[edge.target], edge.target_handle)
        for edge in edges
        if edge.target in ids and edge.source in known
    ]
    workflow = replace(
        draft.workflow,
        nodes=(*draft.workflow.nodes, *made),
        edges=(*draft.workflow.edges, *connected),
    )
    positions = {**draft.layout.positions, **{ids[node]: spot for node, spot in spots.items() if node in ids}}
    return draft.with_workflow(workflow).with_layout(positions=positions).with_created(*ids.values())


def _label(node: Node, identity: str) -> str | None:
    """A label that only said the old id says nothing of the new one."""
    return node.label if node.label != node.id else (None if is_name(identity) else identity)


def _new_ids(workflow: Workflow, nodes: Sequence[Node]) -> dict[str, str]:
    """An id for each node that comes in; links follow the name of their chain."""
    taken = taken_names(workflow)
    ids: dict[str, str] = {}
    for node in sorted(nodes, key=lambda node: "." in node.id):
        base, dot, rest = node.id.partition(".")
        wanted = f"{ids[base]}.{rest}" if dot and base in ids else node.id
        ids[node.id] = wanted if wanted not in taken else _free(wanted, taken)
        taken.add(ids[node.id])
    return {node.id: ids[node.id] for node in nodes}


def _free(wanted: str, taken: set[str]) -> str:
    """``late`` becomes ``late2``, ``late2`` becomes ``late3``."""
    stem = wanted.rstrip("0123456789") or wanted
    return numbered(stem, {*taken, f"{stem}1"})
