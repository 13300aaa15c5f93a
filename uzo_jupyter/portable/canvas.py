"""The graph on an ipycytoscape widget: what changed is sent, and nothing that stays is moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import ipycytoscape
from ipywidgets import Box

from uzo_jupyter.model import Position
from uzo_jupyter.portable.drawing import centre, corner, edge_element, height_class, node_element, style_sheet
from uzo_jupyter.protocol import Graph, GraphNode, NodeState


class Canvas:
    """Draws graphs.

    Parameters
    ----------
    chosen
        Called with the id of the node that a person has clicked.
    """

    def __init__(self, chosen: Callable[[str], None]) -> None:
        self._chosen = chosen
        self._nodes: dict[str, Any] = {}
        self._edges: dict[str, Any] = {}
        self._cytoscape: Any = None
        self.box = Box(layout={"width": "100%"})

    def draw(self, graph: Graph, states: Mapping[str, NodeState], selected: str | None) -> None:
        """Show the graph."""
        nodes = {node.id: node for node in graph.nodes}
        edges = {edge.id for edge in graph.edges}
        if list(nodes)[: len(self._nodes)] != list(self._nodes) or not self._edges.keys() <= edges:
            self.close()
        cytoscape = self._cytoscape or self._begin(graph)
        cytoscape._dom_classes = (height_class(graph),)
        new: list[Any] = []
        for node in graph.nodes:
            data, classes = node_element(node, states.get(node.id, NodeState()), selected=node.id == selected)
            if node.id in self._nodes:
                _update(self._nodes[node.id], data, classes)
            else:
                element = ipycytoscape.Node(data=data, classes=classes, position=centre(node.x, node.y))
                self._nodes[node.id] = element
                new.append(element)
        if new:
            cytoscape.graph.add_nodes(new)
        self._connect(cytoscape, graph, nodes)
        style = style_sheet(graph)
        if cytoscape.cytoscape_style != style:
            cytoscape.cytoscape_style = style

    def _connect(self, cytoscape: Any, graph: Graph, nodes: Mapping[str, GraphNode]) -> None:
        new: list[Any] = []
        for edge in graph.edges:
            if edge.id not in self._edges:
                data, classes = edge_element(edge, nodes[edge.target])
                self._edges[edge.id] = ipycytoscape.Edge(data=data, classes=classes)
                new.append(self._edges[edge.id])
        if new:
            cytoscape.graph.add_edges(new, directed=True, multiple_edges=True)

    def _begin(self, graph: Graph) -> Any:
        """A fresh widget: ipycytoscape can append elements, but it loses others when one is taken out."""
        cytoscape: Any = cast("Any", ipycytoscape).CytoscapeWidget(
            cytoscape_layout={"name": "preset", "fit": True, "padding": 12},
            cytoscape_style=style_sheet(graph),
            # Its tooltips take HTML: no element has data of this name.
            tooltip_source="no tooltip",
            max_zoom=1.25,
            min_zoom=0.1,
            layout={"width": "100%"},
        )
        cytoscape.on("node", "click", self._clicked)
        cytoscape.on("node", "tapend", self._dragged)
        self._cytoscape = cytoscape
        self.box.children = (cytoscape,)
        return cytoscape

    def _clicked(self, element: Mapping[str, Any]) -> None:
        node = element.get("data", {}).get("node")
        if node in self._nodes:
            self._chosen(node)

    def _dragged(self, element: Mapping[str, Any]) -> None:
        """Remember where a person left a node: a page that is loaded anew asks here."""
        node = self._nodes.get(element.get("data", {}).get("node"))
        position = element.get("position", {})
        if node is not None and {"x", "y"} <= position.keys():
            node.position = {"x": float(position["x"]), "y": float(position["y"])}

    def move(self, places: Mapping[str, Position]) -> None:
        """Put nodes that are drawn at other places."""
        for node, element in self._nodes.items():
            if node in places:
                element.position = centre(places[node].x, places[node].y)

    def places(self) -> dict[str, Position]:
        """Where nodes are drawn now."""
        return {node: corner(element.position) for node, element in self._nodes.items()}

    def close(self) -> None:
        """Give the elements back."""
        for element in (*self._nodes.values(), *self._edges.values()):
            element.close()
        self._nodes.clear()
        self._edges.clear()
        if self._cytoscape is not None:
            self._cytoscape.graph.close()
            self._cytoscape.close()
            self._cytoscape = None


def _update(element: Any, data: Mapping[str, str], classes: str) -> None:
    if element.data != data:
        element.data = data
    if element.classes != classes:
        element.classes = classes
