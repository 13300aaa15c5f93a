"""What the graph's nodes and connections are to cytoscape: data, classes, style sheet. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uzo_jupyter.model import Position
from uzo_jupyter.picture.colours import FAMILIES, INK, LINE, OTHER_FAMILY, PAPER, STATES
from uzo_jupyter.picture.layout import NODE_HEIGHT, NODE_WIDTH
from uzo_jupyter.picture.plain import shortened
from uzo_jupyter.picture.words import state_line
from uzo_jupyter.protocol import Graph, GraphEdge, GraphNode, NodeState

_LABEL, _LINE = 24, 28
_AROUND = 36
HEIGHTS = range(120, 481, 40)
"""How high the canvas may be, in pixels."""
_TINTS = {"running": "#e6f0fb", "done": "#e9f6ec", "failed": "#fdecea"}


def node_element(node: GraphNode, state: NodeState, *, selected: bool) -> tuple[dict[str, str], str]:
    """Data and classes of a node.

    Examples
    --------
    >>> node = GraphNode(id="late", label="late", node_type="transform", operation="filter", title="Filter rows",
    ...                  inputs=("left",), has_output=True, x=0, y=0)
    >>> data, classes = node_element(node, NodeState(status="done", rows=3), selected=True)
    >>> data["label"], classes
    ('late\\nFilter rows\\n✓ Done · 3 rows', 'transform is-done is-selected')
    """
    lines = [shortened(node.label, _LABEL), shortened(node.title, _LINE), shortened(state_line(state), _LINE)]
    classes = [node.node_type if node.node_type in FAMILIES else "other", f"is-{state.status}"]
    classes += ["is-selected"] if selected else []
    data = {"id": node_key(node.id), "node": node.id, "label": "\n".join(lines)}
    return data, " ".join(classes)


def edge_element(edge: GraphEdge, target: GraphNode) -> tuple[dict[str, str], str]:
    """Data and classes of a connection; the class says which input of how many it goes into."""
    data = {"id": f"edge {edge.id}", "source": node_key(edge.source), "target": node_key(edge.target)}
    return data, _port(target.inputs.index(edge.target_handle), len(target.inputs))


def height_class(graph: Graph) -> str:
    """The class that makes the canvas as high as the graph needs.

    Cytoscape fits the graph into its element as soon as that is there, which is before ipywidgets sets a height.
    """
    rows = [node.y for node in graph.nodes] or [0.0]
    wanted = max(rows) - min(rows) + NODE_HEIGHT + _AROUND
    return f"uzo-height-{next((height for height in HEIGHTS if height >= wanted), HEIGHTS[-1])}"


def node_key(node: str) -> str:
    """The id of a node's element; nodes and connections share one space of ids in cytoscape."""
    return f"node {node}"


def centre(x: float, y: float) -> dict[str, float]:
    """The position of an element whose top left corner is there."""
    return {"x": x + NODE_WIDTH / 2, "y": y + NODE_HEIGHT / 2}


def corner(position: Mapping[str, float]) -> Position:
    """The top left corner of an element at that position."""
    return Position(position["x"] - NODE_WIDTH / 2, position["y"] - NODE_HEIGHT / 2)


def _port(index: int, of: int) -> str:
    return f"port-{index + 1}-of-{of}"


def style_sheet(graph: Graph) -> list[dict[str, Any]]:
    """How elements look; a canvas knows no variables of the host's theme, so dark hosts invert it as a whole."""
    node = {
        "shape": "round-rectangle",
        "width": NODE_WIDTH,
        "height": NODE_HEIGHT,
        "background-color": PAPER,
        "border-width": 1.5,
        "border-color": OTHER_FAMILY,
        "color": INK,
        "content": "data(label)",
        "font-family": "system-ui, sans-serif",
        "font-size": 11,
        "line-height": 1.4,
        "text-wrap": "wrap",
        # Lines are cut to length already; they are not to be broken.
        "text-max-width": 2 * NODE_WIDTH,
        "text-valign": "center",
        "text-halign": "center",
    }
    edge = {
        "width": 1.5,
        "line-color": LINE,
        "curve-style": "straight",
        "source-endpoint": "50% 0%",
        "target-arrow-shape": "triangle",
        "target-arrow-color": LINE,
        "arrow-scale": 0.8,
    }
    return [
        _rule("node", node),
        *(_rule(f"node.{family}", {"border-color": colour}) for family, colour in FAMILIES.items()),
        *(_rule(f"node.is-{state}", {"background-color": tint}) for state, tint in _TINTS.items()),
        _rule("node.is-failed", {"border-color": STATES["failed"]}),
        _rule("node.is-selected", {"border-width": 4}),
        _rule("edge", edge),
        *_ports(graph.nodes),
    ]


def _ports(nodes: Sequence[GraphNode]) -> list[dict[str, Any]]:
    """Where connections end: inputs stand one under the other at the left side."""
    counts = sorted({len(node.inputs) for node in nodes})
    return [
        _rule(f"edge.{_port(index, of)}", {"target-endpoint": f"-50% {100 * (index + 1) / (of + 1) - 50:g}%"})
        for of in counts
        for index in range(of)
    ]


def _rule(selector: str, style: Mapping[str, object]) -> dict[str, Any]:
    return {"selector": selector, "style": dict(style)}
