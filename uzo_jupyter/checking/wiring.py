"""Edges to the inputs of an operation."""

from __future__ import annotations

from collections.abc import Mapping

from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.model import Edge, Node, Workflow, handles
from uzo_jupyter.operations import Operation
from uzo_jupyter.protocol import Diagnostic


def wire(
    workflow: Workflow, node: Node, operation: Operation
) -> tuple[Mapping[str, str] | None, list[Diagnostic]]:
    """The node behind each input, in the order of the inputs, or None and what is wrong."""
    # An edge that stands twice has a diagnostic of its own.
    unique = {(edge.source, edge.target_handle): edge for edge in workflow.edges_into(node.id)}
    edges = [edge for edge in unique.values() if edge.source in workflow]
    if not operation.inputs and operation.tables_in is None:
        return ({}, []) if not edges else (None, [_into_source(node, edges)])
    names = operation.input_names([edge.target_handle or edge.source for edge in edges])
    taken: dict[str, str] = {}
    for edge, handle in zip(edges, handles(edges, names), strict=True):
        if handle not in names:
            problem = _too_many if edge.target_handle is None else _unknown_input
            return None, [problem(node, names, edge)]
        if handle in taken:
            return None, [_taken_twice(node, handle, taken[handle], edge.source)]
        taken[handle] = edge.source
    missing = [name for name in names if name not in taken]
    if missing:
        return None, [_missing(node, name, len(names)) for name in missing]
    return {name: taken[name] for name in names}, []


def _into_source(node: Node, edges: list[Edge]) -> Diagnostic:
    message = f"A source has no input, but {edges[0].source!r} is connected to it."
    return Diagnostic(code="edge-into-source", message=message, hint="Remove the edge.", node=node.id)


def _unknown_input(node: Node, names: tuple[str, ...], edge: Edge) -> Diagnostic:
    hint = did_you_mean(str(edge.target_handle), names, "Inputs")
    message = f"There is no input {edge.target_handle!r}."
    return Diagnostic(code="unknown-input", message=message, hint=hint, node=node.id)


def _taken_twice(node: Node, handle: str, first: str, second: str) -> Diagnostic:
    message = f"The input {handle!r} is connected to both {first!r} and {second!r}."
    return Diagnostic(code="input-taken", message=message, hint="Remove one of the edges.", node=node.id)


def _too_many(node: Node, names: tuple[str, ...], edge: Edge) -> Diagnostic:
    count = "one input" if len(names) == 1 else f"{len(names)} inputs"
    message = f"{edge.source!r} is connected too, but there is only {count}."
    return Diagnostic(
        code="too-many-inputs", message=message, hint="Remove the edge, or join or union first.", node=node.id
    )


def _missing(node: Node, name: str, count: int) -> Diagnostic:
    what = "Its input" if count == 1 else f"Its input {name!r}"
    hint = "Connect a node to it."
    return Diagnostic(code="missing-input", message=f"{what} is not connected.", hint=hint, node=node.id)
