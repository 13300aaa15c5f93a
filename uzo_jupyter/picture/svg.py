"""The graph as an SVG image; every text is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from uzo_jupyter.picture.layout import NODE_HEIGHT, NODE_WIDTH
from uzo_jupyter.picture.plain import plain
from uzo_jupyter.protocol import Graph, GraphEdge, GraphNode, NodeState

_MARGIN = 12.0
_LONGEST = 500
_COLOURS = {
    "connector": "#1a73a7",
    "transform": "#7a4fb5",
    "control": "#8a6d00",
    "genai": "#0b7a5f",
    "agentic": "#b0456a",
}
_MARKS = {
    "idle": ("○", "not run"),
    "sampled": ("◌", "sample"),
    "queued": ("◔", "queued"),
    "running": ("◐", "running"),
    "done": ("✓", "done"),
    "failed": ("✕", "failed"),
    "skipped": ("–", "skipped"),
    "cancelled": ("■", "cancelled"),
    "interrupted": ("!", "interrupted"),
}


def svg_picture(graph: Graph, states: Mapping[str, NodeState] | None = None) -> str:
    """An SVG drawing of the graph, with the states of nodes where they are given.

    Examples
    --------
    >>> svg_picture(Graph(name="a<b", nodes=(), edges=(), parameters=())).count("a&lt;b")
    1
    """
    states = states or {}
    nodes = {node.id: node for node in graph.nodes}
    left = min((node.x for node in graph.nodes), default=0.0) - _MARGIN
    top = min((node.y for node in graph.nodes), default=0.0) - _MARGIN
    width = max((node.x for node in graph.nodes), default=0.0) + NODE_WIDTH + _MARGIN - left
    height = max((node.y for node in graph.nodes), default=0.0) + NODE_HEIGHT + _MARGIN - top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{left:g} {top:g} {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="system-ui, sans-serif" font-size="11">',
        f"<title>{escape(_plain(graph.name))}</title>",
        *(_edge(edge, nodes) for edge in graph.edges),
        *(_node(node, states.get(node.id)) for node in graph.nodes),
        "</svg>",
    ]
    return "".join(parts)


def _edge(edge: GraphEdge, nodes: Mapping[str, GraphNode]) -> str:
    source, target = nodes[edge.source], nodes[edge.target]
    port = (target.inputs.index(edge.target_handle) + 1) / (len(target.inputs) + 1)
    x1, y1 = source.x + NODE_WIDTH, source.y + NODE_HEIGHT / 2
    x2, y2 = target.x, target.y + NODE_HEIGHT * port
    bend = max(abs(x2 - x1) / 2, 24)
    path = f"M{x1:g} {y1:g} C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
    return f'<path d="{path}" fill="none" stroke="#888" stroke-width="1.5"/>'


def _node(node: GraphNode, state: NodeState | None) -> str:
    colour = _COLOURS.get(node.node_type, "#666")
    mark, word = _MARKS[state.status if state else "idle"]
    details = word if state is None or state.rows is None else f"{word}, {state.rows:,} rows"
    return (
        f'<g transform="translate({node.x:g} {node.y:g})">'
        f"<title>{escape(_plain(f'{node.label}: {node.title}, {details}'))}</title>"
        f'<rect width="{NODE_WIDTH:g}" height="{NODE_HEIGHT:g}" rx="6" fill="#fff" stroke={quoteattr(colour)}/>'
        f'<rect width="4" height="{NODE_HEIGHT:g}" rx="2" fill={quoteattr(colour)}/>'
        f'<text x="14" y="19" font-weight="600" fill="#222">{escape(_short(node.label, 24))}</text>'
        f'<text x="14" y="36" fill="#555">{escape(_short(node.title, 28))}</text>'
        f'<text x="14" y="53" fill="#555">{escape(f"{mark} {_short(details, 28)}")}</text></g>'
    )


def _short(text: str, longest: int) -> str:
    text = _plain(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _plain(text: str) -> str:
    return plain(text, _LONGEST)
