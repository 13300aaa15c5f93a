"""Ids changed wherever they stand: nodes, edges, links of chains, layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from uzo_jupyter.editing.draft import Draft
from uzo_jupyter.model import Workflow
from uzo_jupyter.protocol import Layout


def renamed(draft: Draft, node: str, name: str, label: str | None) -> Draft:
    """The draft with another id and label of a node; ids of links that begin with its name follow."""
    ids = {other.id: _followed(other.id, node, name) for other in draft.workflow.nodes}
    ids[node] = name
    workflow = _with_ids(draft.workflow, ids)
    workflow = workflow.replace_node(replace(workflow.node(name), label=label))
    layout = _layout_with_ids(draft.layout, ids)
    # Who has it selected goes on with it under its new name.
    return replace(draft, workflow=workflow, layout=layout).with_created(name)


def _followed(identity: str, node: str, name: str) -> str:
    return f"{name}{identity[len(node) :]}" if identity.startswith(f"{node}.") else identity


def _with_ids(workflow: Workflow, ids: Mapping[str, str]) -> Workflow:
    nodes = tuple(replace(node, id=ids.get(node.id, node.id)) for node in workflow.nodes)
    edges = tuple(
        replace(edge, source=ids.get(edge.source, edge.source), target=ids.get(edge.target, edge.target))
        for edge in workflow.edges
    )
    return replace(workflow, nodes=nodes, edges=edges)


def _layout_with_ids(layout: Layout, ids: Mapping[str, str]) -> Layout:
    groups = tuple(
        group.model_copy(update={"nodes": tuple(ids.get(node, node) for node in group.nodes)})
        for group in layout.groups
    )
    positions = {ids.get(node, node): spot for node, spot in layout.positions.items()}
    return layout.model_copy(update={"positions": positions, "groups": groups})
