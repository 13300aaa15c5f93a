"""The graph as an SVG image; every text is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from uzo_jupyter.picture.colours import FAMILIES, INK, LINE, OTHER_FAMILY, PAPER, QUIET, STATES
from uzo_jupyter.picture.layout import NODE_HEIGHT, NODE_WIDTH
from uzo_jupyter.picture.plain import plain, shortened
from uzo_jupyter.picture.words import MARKS, WORDS, count
from uzo_jupyter.protocol import Graph, GraphEdge, GraphNode, NodeState

_MARGIN = 12.0
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Size:
    """The part of the plane that a picture shows."""

    left: float
    top: float
    width: float
    height: float


def picture_size(graph: Graph) -> Size:
    """The smallest part that holds all nodes, with a margin."""
    left = min((node.x for node in graph.nodes), default=0.0) - _MARGIN
    top = min((node.y for node in graph.nodes), default=0.0) - _MARGIN
    right = max((node.x for node in graph.nodes), default=0.0) + NODE_WIDTH + _MARGIN
    bottom = max((node.y for node in graph.nodes), default=0.0) + NODE_HEIGHT + _MARGIN
    return Size(left, top, right - left, bottom - top)


def svg_picture(graph: Graph, states: Mapping[str, NodeState] | None = None) -> str:
    """An SVG drawing of the graph, with the states of nodes where they are given.

    Examples
    --------
    >>> svg_picture(Graph(name="a<b", nodes=(), edges=(), parameters=())).count("a&lt;b")
    1
    """
    states = states or {}
    nodes = {node.id: node for node in graph.nodes}
    size = picture_size(graph)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{size.width:g}" height="{size.height:g}" '
        f'viewBox="{size.left:g} {size.top:g} {size.width:g} {size.height:g}" '
        'font-family="system-ui, sans-serif" font-size="11">',
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
    return f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.5"/>'


def _node(node: GraphNode, state: NodeState | None) -> str:
    colour = FAMILIES.get(node.node_type, OTHER_FAMILY)
    status = state.status if state else "idle"
    word = WORDS[status].lower()
    details = word if state is None or state.rows is None else f"{word}, {count(state.rows, 'row')}"
    return (
        f'<g transform="translate({node.x:g} {node.y:g})">'
        f"<title>{escape(_plain(f'{node.label}: {node.title}, {details}'))}</title>"
        f'<rect width="{NODE_WIDTH:g}" height="{NODE_HEIGHT:g}" rx="6" fill="{PAPER}" stroke="{colour}"/>'
        f'<rect width="4" height="{NODE_HEIGHT:g}" rx="2" fill="{colour}"/>'
        # Wide letters are cut at the border of the node.
        f'<svg width="{NODE_WIDTH - 6:g}" height="{NODE_HEIGHT:g}">'
        f'<text x="14" y="19" font-weight="600" fill="{INK}">{escape(shortened(node.label, 24))}</text>'
        f'<text x="14" y="36" fill="{QUIET}">{escape(shortened(node.title, 28))}</text>'
        f'<text x="14" y="53" fill="{STATES[status]}">{MARKS[status]} {escape(shortened(details, 28))}</text></svg></g>'
    )


def _plain(text: str) -> str:
    return plain(text, _LONGEST)
