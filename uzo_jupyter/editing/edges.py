"""Connections: which input an edge goes to, and which edges cannot be."""

from __future__ import annotations

from uzo_jupyter.editing.draft import Draft, EditRefused
from uzo_jupyter.model import Edge, Workflow, ancestors, handles, predecessors
from uzo_jupyter.model.names import did_you_mean
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import Connect


def connect(draft: Draft, edit: Connect, registry: Registry) -> Draft:
    """The draft with one more connection.

    Raises
    ------
    EditRefused
        When the source has no output, the input is taken or does not exist, or the nodes would feed each other.
    """
    draft.require(edit.source)
    draft.require(edit.target)
    _refuse_sink(draft.workflow, edit.source, registry)
    workflow = named_inputs(draft.workflow, edit.target, registry)
    taken = {edge.target_handle: edge.source for edge in workflow.edges_into(edit.target)}
    handle = edit.handle or _free_input(workflow, edit.target, registry, taken)
    _refuse_unknown(workflow, edit.target, handle, registry)
    _refuse_cycle(workflow, edit.source, edit.target)
    if handle in taken:
        if not edit.replace:
            hint = "Remove that connection first."
            raise EditRefused(
                f"The input {handle!r} of {edit.target!r} is fed by {taken[handle]!r}.", hint=hint
            )
        workflow = without_edge(workflow, edit.target, handle)
    workflow = workflow.add_edge(Edge(edit.source, edit.target, handle))
    return draft.with_workflow(_in_order_of_inputs(workflow, edit.target, registry))


def input_names(workflow: Workflow, node: str, registry: Registry, more: int = 0) -> tuple[str, ...]:
    """The inputs of a node; those of a union are as many as are connected, and ``more``."""
    item = workflow.node(node)
    spelling = registry.spelling_of(item.node_type, item.config)
    if spelling is None:
        return ("input",)
    return spelling.input_names(item.config, len(workflow.edges_into(node)) + more)


def named_inputs(workflow: Workflow, node: str, registry: Registry) -> Workflow:
    """The workflow with every edge into a node naming the input that it goes to."""
    edges = workflow.edges_into(node)
    names = handles(edges, input_names(workflow, node, registry))
    named = {
        id(edge): Edge(edge.source, edge.target, handle, edge.id, edge.extra)
        for edge, handle in zip(edges, names, strict=True)
    }
    return workflow.with_edges(named.get(id(edge), edge) for edge in workflow.edges)


def without_edge(workflow: Workflow, node: str, handle: str) -> Workflow:
    """The workflow without the connection to one input, which edges of the node must name."""
    return workflow.with_edges(
        edge for edge in workflow.edges if (edge.target, edge.target_handle) != (node, handle)
    )


def _in_order_of_inputs(workflow: Workflow, node: str, registry: Registry) -> Workflow:
    """The edges into a node stand in the order of its inputs: so are they drawn and written."""
    places = {name: place for place, name in enumerate(input_names(workflow, node, registry))}
    feeding = sorted(
        workflow.edges_into(node), key=lambda edge: places.get(edge.target_handle or "", len(places))
    )
    ordered = iter(feeding)
    return workflow.with_edges(next(ordered) if edge.target == node else edge for edge in workflow.edges)


def _free_input(workflow: Workflow, node: str, registry: Registry, taken: dict[str | None, str]) -> str:
    names = input_names(workflow, node, registry, more=1)
    free = next((name for name in names if name not in taken), None)
    if free is not None:
        return free
    _refuse_inputless(workflow, node, registry, names)
    feeding = ", ".join(repr(source) for source in taken.values())
    raise EditRefused(f"All inputs of {node!r} are connected ({feeding}).", hint="Remove a connection first.")


def _refuse_inputless(workflow: Workflow, node: str, registry: Registry, names: tuple[str, ...]) -> None:
    item = workflow.node(node)
    spelling = registry.spelling_of(item.node_type, item.config)
    if spelling is not None and spelling.tables_in is not None:
        hint = "Write the name of the node in the query."
        raise EditRefused(f"The inputs of {node!r} are the tables that its query names.", hint=hint)
    if not names:
        raise EditRefused(f"{node!r} is a source: it has no input.")


def _refuse_unknown(workflow: Workflow, node: str, handle: str, registry: Registry) -> None:
    names = input_names(workflow, node, registry, more=1)
    if handle in names:
        return
    _refuse_inputless(workflow, node, registry, names)
    raise EditRefused(f"{node!r} has no input {handle!r}.", hint=did_you_mean(handle, names, "Inputs"))


def _refuse_sink(workflow: Workflow, source: str, registry: Registry) -> None:
    item = workflow.node(source)
    operation = registry.find(item.node_type, item.config)
    if operation is not None and not operation.has_output:
        hint = "Connect the node before it instead."
        raise EditRefused(f"{source!r} writes its rows and has no output.", hint=hint)


def _refuse_cycle(workflow: Workflow, source: str, target: str) -> None:
    if source == target:
        raise EditRefused(f"{source!r} cannot feed itself.")
    if target in ancestors(predecessors(workflow), [source]):
        message = f"{target!r} feeds {source!r} already: the two would feed each other in a circle."
        raise EditRefused(message)
