"""The seed's variables: a node may name its inputs and output instead of being connected by edges.

``outputVariable`` names what a node makes (its id where there is none), ``inputVariable`` and
``rightVariable`` what it takes. They become edges when a document is read, so everything behind knows edges only.
"""

from __future__ import annotations

from dataclasses import replace

from uzo_jupyter.model.names import did_you_mean
from uzo_jupyter.model.workflow import Edge, Node, Workflow
from uzo_jupyter.protocol import Diagnostic

VARIABLE_KEYS = frozenset({"inputVariable", "rightVariable", "outputVariable"})
_HANDLES = (("inputVariable", None), ("rightVariable", "right"))


def connect_variables(workflow: Workflow) -> tuple[Workflow, tuple[Diagnostic, ...]]:
    """Add the edges that variables ask for, and tell where variables and edges disagree.

    Examples
    --------
    >>> nodes = (Node("n1", "connector", {"outputVariable": "users"}),
    ...          Node("n2", "transform", {"inputVariable": "users"}))
    >>> connect_variables(Workflow(nodes=nodes))[0].edges
    (Edge(source='n1', target='n2', target_handle=None, id=None, extra={}),)
    """
    makers = _makers(workflow)
    diagnostics: list[Diagnostic] = []
    edges = list(workflow.edges)
    for node in workflow.nodes:
        for key, handle in _HANDLES:
            variable = node.config.get(key)
            if isinstance(variable, str):
                diagnostics.extend(_connect(node, key, variable, handle, makers, edges))
    return workflow.with_edges(edges), tuple(diagnostics)


def _makers(workflow: Workflow) -> dict[str, str]:
    makers = {node.id: node.id for node in workflow.nodes}
    for node in workflow.nodes:
        variable = node.config.get("outputVariable")
        if isinstance(variable, str):
            makers[variable] = node.id
    return makers


def _connect(
    node: Node, key: str, variable: str, handle: str | None, makers: dict[str, str], edges: list[Edge]
) -> list[Diagnostic]:
    source = makers.get(variable)
    if source is None:
        hint = did_you_mean(variable, sorted(makers), "Variables")
        message = f"No node makes the variable {variable!r}."
        return [Diagnostic(code="unknown-variable", message=message, hint=hint, node=node.id, field=key)]
    incoming = [index for index, edge in enumerate(edges) if edge.target == node.id]
    for index in incoming:
        edge = edges[index]
        if edge.source == source:
            if handle is not None and edge.target_handle is None:
                edges[index] = replace(edge, target_handle=handle)
            return []
    if incoming and handle is None and all(edges[index].target_handle != "right" for index in incoming):
        drawn = ", ".join(edges[index].source for index in incoming)
        message = f"{key} says {source!r}, but the edge comes from {drawn!r}."
        hint = "Remove the variable or draw the edge from that node."
        return [Diagnostic(code="variable-disagrees", message=message, hint=hint, node=node.id, field=key)]
    edges.append(Edge(source, node.id, handle))
    return []
