"""The node that a person looks at: its schema, its problems, its first rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ipywidgets import HTML, Dropdown, VBox

from uzo_jupyter.portable.panel import node_html
from uzo_jupyter.protocol import Diagnostic, Graph, NodeState, StaticTable

_NOBODY = "–"


class Inspector:
    """Shows one node; the list of nodes is for those who cannot click into the canvas.

    Parameters
    ----------
    chosen
        Called with the node that a person has chosen in the list, or None.
    """

    def __init__(self, chosen: Callable[[str | None], None]) -> None:
        self._chosen = chosen
        self._showing = False
        self.selected: str | None = None
        self.tables: dict[str, StaticTable] = {}
        """The first rows of the nodes that were looked at."""
        self.notes: dict[str, str] = {}
        """Why there are no rows of a node, or what is to be said of them."""
        self.list = Dropdown(
            description="Node",
            style={"description_width": "initial"},
            options=[(_NOBODY, None)],
            layout={"width": "max-content", "max_width": "100%"},
        )
        self.list.observe(self._listed, "index")
        self.panel = HTML(layout={"overflow": "auto", "max_height": "340px"})
        self.box = VBox([self.list, self.panel])

    def _listed(self, change: Mapping[str, Any]) -> None:
        if not self._showing and change["new"] is not None:
            self._chosen(self.list.options[change["new"]][1])

    def show(self, graph: Graph, states: Mapping[str, NodeState], diagnostics: Sequence[Diagnostic]) -> None:
        """Show the selected node of this graph."""
        nodes = {node.id: node for node in graph.nodes}
        if self.selected not in nodes:
            self.selected = None
        options = [(_NOBODY, None), *((f"{node.label} · {node.title}", node.id) for node in nodes.values())]
        self._showing = True
        try:
            if tuple(self.list.options) != tuple(options):
                self.list.options = options
            self.list.index = [node for _, node in options].index(self.selected)
        finally:
            self._showing = False
        self.panel.value = "" if self.selected is None else self._node(nodes, states, diagnostics)

    def _node(
        self, nodes: Mapping[str, Any], states: Mapping[str, NodeState], diagnostics: Sequence[Diagnostic]
    ) -> str:
        node = nodes[self.selected or ""]
        own = [problem for problem in diagnostics if problem.node == node.id]
        return node_html(node, states[node.id], own, self.tables.get(node.id), self.notes.get(node.id))
