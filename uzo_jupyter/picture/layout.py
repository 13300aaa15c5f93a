"""Where nodes are drawn: layers from left to right, few crossings, positions that a person chose kept.

The method is that of Sugiyama: layers by the longest path, order within a layer by the mean position of the neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from uzo_jupyter.model import Position, Workflow, predecessors, successors, topological_order

NODE_WIDTH = 184.0
NODE_HEIGHT = 64.0
_COLUMN_GAP = 40.0
_ROW_GAP = 20.0
_SWEEPS = 4


def layout(workflow: Workflow) -> dict[str, Position]:
    """A position for every node, in pixels of its top left corner.

    Examples
    --------
    >>> from uzo_jupyter.model import Edge, Node
    >>> flow = Workflow(nodes=(Node("a", "connector"), Node("b", "transform")), edges=(Edge("a", "b"),))
    >>> layout(flow)["b"].x > layout(flow)["a"].x
    True
    """
    before = predecessors(workflow)
    after = successors(before)
    layers = _ordered(_layers(before), before, after)
    rows = _rows(layers, before, after)
    placed = {
        node: Position(
            column * (NODE_WIDTH + _COLUMN_GAP), float(round(rows[node] * (NODE_HEIGHT + _ROW_GAP)))
        )
        for column, layer in enumerate(layers)
        for node in layer
    }
    chosen = {node.id: node.position for node in workflow.nodes if node.position is not None}
    places = {**_beside(placed, chosen), **chosen}
    return {node.id: places[node.id] for node in workflow.nodes}


def _beside(placed: Mapping[str, Position], chosen: Mapping[str, Position]) -> dict[str, Position]:
    """The places of the nodes that nobody moved, pushed down where a moved one lies in the way."""
    if not chosen:
        return {**placed}
    taken = list(chosen.values())
    moved: dict[str, Position] = {}
    for node in sorted(
        placed.keys() - chosen.keys(), key=lambda node: (placed[node].x, placed[node].y, node)
    ):
        place = placed[node]
        while blocking := [other for other in taken if _overlap(place, other)]:
            place = Position(place.x, max(other.y for other in blocking) + NODE_HEIGHT + _ROW_GAP)
        moved[node] = place
        taken.append(place)
    return moved


def _overlap(one: Position, other: Position) -> bool:
    return abs(one.x - other.x) < NODE_WIDTH and abs(one.y - other.y) < NODE_HEIGHT


def _layers(before: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Nodes by the length of the longest path to them; branches move right, next to what uses them first."""
    depth: dict[str, int] = {}
    order = topological_order(before)
    for node in order:
        depth[node] = max((depth[source] + 1 for source in before[node]), default=0)
    for node, sources in before.items():
        if node not in depth:
            depth[node] = max((depth.get(source, 0) + 1 for source in sources), default=0)
    after = successors(before)
    movable = _movable(order, before, after)
    for node in reversed(order):
        if node in movable and after[node]:
            depth[node] = max(min(depth[target] for target in after[node]) - 1, 0)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in before:
        layers[depth[node]].append(node)
    return [layer for layer in layers if layer]


def _movable(
    order: Sequence[str], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The nodes that everything before them can follow to the right: nothing else is fed by it."""
    movable: set[str] = set()
    for node in order:
        if all(len(after[source]) == 1 and source in movable for source in before[node]):
            movable.add(node)
    return frozenset(movable)


def _ordered(
    layers: list[list[str]], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        place = {node: float(index) for layer in layers for index, node in enumerate(layer)}
        for layer in layers if forward else reversed(layers):
            places = {
                node: [place[source] for source in before[node]]
                if forward
                else [place[user] + _input_offset(node, before[user]) for user in after[node]]
                for node in layer
            }
            layer.sort(key=lambda node: (_mean(places[node], place[node]), place[node]))
            place.update((node, float(index)) for index, node in enumerate(layer))
    return layers


def _input_offset(source: str, inputs: Sequence[str]) -> float:
    """How far below the middle of a card the input is that a node feeds, in cards: what feeds the left stands above."""
    return (inputs.index(source) + 1) / (len(inputs) + 1) - 0.5


def _rows(
    layers: list[list[str]], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """The row of each node: beside its neighbours where there is room, so that chains are straight."""
    rows = {node: float(index) for layer in layers for index, node in enumerate(layer)}
    for sweep in range(_SWEEPS):
        neighbours = before if sweep % 2 == 0 else after
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_mean([rows[n] for n in neighbours[node]], rows[node]) for node in layer]
            for node, row in zip(layer, _spread(wanted), strict=True):
                rows[node] = row
    top = min(rows.values(), default=0.0)
    return {node: row - top for node, row in rows.items()}


def _spread(wanted: Sequence[float]) -> list[float]:
    """Rows in the same order, at least one apart, as near to the wanted ones as pushing down and centring allow."""
    rows: list[float] = []
    for row in wanted:
        rows.append(max(row, rows[-1] + 1) if rows else row)
    shift = _mean([want - row for want, row in zip(wanted, rows, strict=True)], 0.0)
    return [row + shift for row in rows]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
