"""What goes, and how the chain is connected again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from uzo_jupyter.editing.draft import Draft
from uzo_jupyter.editing.edges import input_names, named_inputs, without_edge
from uzo_jupyter.model import Edge, Workflow
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import Layout, Remove


def remove(draft: Draft, edit: Remove, registry: Registry) -> Draft:
    """The draft without these nodes, connections, notes and groups.

    What fed the first input of a removed node feeds from now on what the node fed, so that a chain stays one.
    """
    workflow = draft.workflow
    for ref in edit.inputs:
        if ref.node in workflow:
            workflow = without_edge(named_inputs(workflow, ref.node, registry), ref.node, ref.handle)
    gone = {node for node in edit.nodes if node in workflow}
    workflow = _without_nodes(workflow, gone, registry)
    layout = _without_items(draft.layout, gone, edit)
    return replace(draft, workflow=workflow, layout=layout)


def _without_nodes(workflow: Workflow, gone: Collection[str], registry: Registry) -> Workflow:
    for node in gone:
        workflow = named_inputs(workflow, node, registry)
    for target in {edge.target for edge in workflow.edges if edge.source in gone} - {*gone}:
        workflow = named_inputs(workflow, target, registry)
    edges: list[Edge] = []
    for edge in workflow.edges:
        if edge.target in gone:
            continue
        source = _living_source(workflow, edge.source, gone, registry)
        if source is not None:
            edges.append(edge if source == edge.source else replace(edge, source=source, id=None))
    nodes = tuple(node for node in workflow.nodes if node.id not in gone)
    return replace(workflow, nodes=nodes, edges=tuple(edges))


def _living_source(workflow: Workflow, source: str, gone: Collection[str], registry: Registry) -> str | None:
    """The nearest node up the chain that stays."""
    seen: set[str] = set()
    while source in gone:
        if source in seen:
            return None
        seen.add(source)
        names = input_names(workflow, source, registry)
        feeding = {edge.target_handle: edge.source for edge in workflow.edges_into(source)}
        first = next((feeding[name] for name in names[:1] if name in feeding), None)
        if first is None:
            return None
        source = first
    return source


def _without_items(layout: Layout, gone: Collection[str], edit: Remove) -> Layout:
    groups = [
        group.model_copy(update={"nodes": tuple(node for node in group.nodes if node not in gone)})
        for group in layout.groups
        if group.id not in edit.groups
    ]
    return layout.model_copy(
        update={
            "positions": {node: spot for node, spot in layout.positions.items() if node not in gone},
            "notes": tuple(note for note in layout.notes if note.id not in edit.notes),
            "groups": tuple(group for group in groups if group.nodes),
        }
    )
