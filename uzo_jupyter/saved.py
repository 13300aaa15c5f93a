"""What a notebook file keeps of a view: the picture without settings, the heads of tables as text."""

from __future__ import annotations

from collections.abc import Mapping

from uzo_jupyter.protocol import Graph, NodeState, StaticTable
from uzo_jupyter.session import Page, columns_of

_ROWS = 10
_COLUMNS = 30
_TEXT = 200


def without_settings(graph: Graph) -> Graph:
    """The graph as a notebook keeps it: the settings stand in the text of the cell."""
    return graph.model_copy(
        update={"nodes": tuple(node.model_copy(update={"config": {}}) for node in graph.nodes)}
    )


def without_code(states: Mapping[str, NodeState]) -> dict[str, NodeState]:
    """The states as a notebook keeps them: no code that a cell does not hold goes into the file."""
    return {node: state.model_copy(update={"code": None}) for node, state in states.items()}


def static_table(page: Page) -> StaticTable:
    """The head of a page as text, cut to what a reader takes in."""
    head = page.rows.head(_ROWS)
    head = head.select(head.columns[:_COLUMNS])
    rows = tuple(tuple(_text(value) for value in row) for row in head.rows())
    total = None if page.sample or page.more else page.total
    return StaticTable(
        node=page.node, columns=columns_of(head.schema), rows=rows, total=total, sample=page.sample
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"
