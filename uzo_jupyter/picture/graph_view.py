"""The workflow as the browser draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from uzo_jupyter.editing import layout_of
from uzo_jupyter.language import Spelling
from uzo_jupyter.model import FIRST_INPUT, Node, ParameterValue, Workflow, handles
from uzo_jupyter.operations import Registry
from uzo_jupyter.picture.layout import layout
from uzo_jupyter.protocol import Graph, GraphEdge, GraphNode, GraphParameter


def graph_view(workflow: Workflow, registry: Registry, values: Mapping[str, ParameterValue]) -> Graph:
    """Nodes with their place, connections and parameters; no data."""
    places = layout(workflow)
    nodes: list[GraphNode] = []
    edges: list[GraphEdge] = []
    for node in workflow.nodes:
        operation = registry.find(node.node_type, node.config)
        spelling = registry.spelling_of(node.node_type, node.config)
        drawn = _edges(workflow, node, spelling)
        edges += drawn
        nodes.append(
            GraphNode(
                id=node.id,
                label=node.title,
                node_type=node.node_type,
                operation=_name(node),
                title=operation.title if operation else "unknown operation",
                inputs=_inputs(spelling, node, drawn),
                has_output=operation.has_output if operation else True,
                x=places[node.id].x,
                y=places[node.id].y,
                config=dict(registry.canonical(node.node_type, node.config)),
            )
        )
    parameters = tuple(
        GraphParameter(
            name=p.name, type=p.type, value=values.get(p.name, p.default), description=p.description
        )
        for p in workflow.parameters
    )
    beside = layout_of(workflow)
    return Graph(
        name=workflow.name,
        nodes=tuple(nodes),
        edges=tuple(edges),
        parameters=parameters,
        notes=beside.notes,
        groups=beside.groups,
    )


def _name(node: Node) -> str:
    return str(node.config.get("connectorType") or node.config.get("operation") or "")


def _inputs(spelling: Spelling | None, node: Node, drawn: Sequence[GraphEdge]) -> tuple[str, ...]:
    """The inputs to draw: those of the operation, and any that edges use."""
    declared = spelling.input_names(node.config, len(drawn)) if spelling else ()
    names = tuple(dict.fromkeys([*declared, *(edge.target_handle for edge in drawn)]))
    if spelling and any(call.more_nodes for call in spelling.calls) and len(drawn) >= len(names):
        # One that is free, so that a further edge has somewhere to go.
        return (*names, f"in{len(names) + 1}")
    return names


def _edges(workflow: Workflow, node: Node, spelling: Spelling | None) -> list[GraphEdge]:
    """The edges into a node, each with the input that the check binds it to."""
    edges = [edge for edge in workflow.edges_into(node.id) if edge.source in workflow]
    names = spelling.input_names(node.config, len(edges)) if spelling else (FIRST_INPUT,)
    return [
        GraphEdge(
            id=f"{number}:{edge.source}->{edge.target}:{handle}",
            source=edge.source,
            target=edge.target,
            target_handle=handle,
        )
        for number, (edge, handle) in enumerate(zip(edges, handles(edges, names), strict=True))
    ]
