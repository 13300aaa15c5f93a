"""Where nodes stay: a graph that changes does not move what is on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from uzo_jupyter.model import Position, Workflow
from uzo_jupyter.picture import layout
from uzo_jupyter.protocol import Graph

Places = Mapping[str, Position]


def settled(workflow: Workflow, before: Workflow, places: Places) -> dict[str, Position]:
    """A place for every node: that where it is drawn now, for new ones where there is room beside them.

    Parameters
    ----------
    workflow
        The workflow as it is now.
    before
        The workflow as it was drawn: a node whose chosen position differs from that one's was moved by a person.
    places
        Where nodes are drawn.

    Examples
    --------
    >>> from uzo_jupyter.model import Node
    >>> before = Workflow(nodes=(Node("a", "connector"),))
    >>> settled(before.add_node(Node("b", "connector")), before, {"a": Position(70, 5)})["a"]
    Position(x=70, y=5)
    """
    chosen = {node.id: node.position for node in before.nodes}
    pinned = [
        replace(node, position=places[node.id])
        if node.id in places and (node.position is None or node.position == chosen.get(node.id))
        else node
        for node in workflow.nodes
    ]
    return layout(replace(workflow, nodes=tuple(pinned)))


def placed(graph: Graph, places: Places) -> Graph:
    """The graph with its nodes at these places."""
    nodes = tuple(
        node.model_copy(update={"x": places[node.id].x, "y": places[node.id].y})
        if node.id in places
        else node
        for node in graph.nodes
    )
    return graph.model_copy(update={"nodes": nodes})
