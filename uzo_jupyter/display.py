"""The output of a cell: one bundle for our extension and for hosts that do not have it."""

from __future__ import annotations

from typing import Any, cast

from IPython import display as ipython

from uzo_jupyter.picture import html_picture
from uzo_jupyter.protocol import StaticView

MIME_TYPE = "application/vnd.uzo.workflow+json"
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"


def bundle(view: StaticView) -> dict[str, object]:
    """The saved view for our extension, HTML and text for every other host.

    Examples
    --------
    >>> from uzo_jupyter.protocol import Graph
    >>> graph = Graph(name="demo", nodes=(), edges=(), parameters=())
    >>> view = StaticView(model_id="m", graph=graph, nodes={}, diagnostics=(), run=None, tables=())
    >>> sorted(bundle(view))
    ['application/vnd.uzo.workflow+json', 'text/html', 'text/plain']
    """
    return {
        MIME_TYPE: view.to_wire(),
        "text/html": html_picture(view),
        "text/plain": _text(view),
    }


def _text(view: StaticView) -> str:
    nodes = len(view.graph.nodes)
    parts = [f"Workflow {view.graph.name}: {nodes} node{'' if nodes == 1 else 's'}"]
    parts += [view.run.phase] if view.run else []
    return "\n".join([", ".join(parts), *(problem.line() for problem in view.diagnostics)])


class CellOutput:
    """One output of one cell, which is updated in place."""

    def __init__(self, identity: str) -> None:
        self._identity = identity
        self._shown = False

    def show(self, view: StaticView) -> None:
        """Show the view, or put it in the place of the one that is shown."""
        if self._shown:
            cast("Any", ipython).update_display(bundle(view), raw=True, display_id=self._identity)
        else:
            cast("Any", ipython).display(bundle(view), raw=True, display_id=self._identity)
            self._shown = True


def show_widget(model_id: str) -> None:
    """Show a widget in an output that is empty where widgets are not shown."""
    view = {"version_major": 2, "version_minor": 0, "model_id": model_id}
    cast("Any", ipython).display({WIDGET_TYPE: view, "text/plain": ""}, raw=True)
