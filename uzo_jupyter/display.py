"""The output of a cell: one bundle for our extension and for hosts that do not have it."""

from __future__ import annotations

from typing import Any, cast

from IPython import display as ipython

from uzo_jupyter.picture import html_picture
from uzo_jupyter.protocol import StaticView

MIME_TYPE = "application/vnd.uzo.workflow+json"
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"


def bundle(view: StaticView, widget: str | None = None) -> dict[str, object]:
    """The saved view for our extension, HTML and text for every other host; also a widget, where its id is given.

    Examples
    --------
    >>> from uzo_jupyter.protocol import Graph
    >>> graph = Graph(name="demo", nodes=(), edges=(), parameters=())
    >>> view = StaticView(model_id="m", graph=graph, nodes={}, diagnostics=(), run=None, tables=())
    >>> sorted(bundle(view))
    ['application/vnd.uzo.workflow+json', 'text/html', 'text/plain']
    """
    made: dict[str, object] = {
        MIME_TYPE: view.to_wire(),
        "text/html": html_picture(view),
        "text/plain": _text(view),
    }
    if widget is not None:
        made[WIDGET_TYPE] = {"version_major": 2, "version_minor": 0, "model_id": widget}
    return made


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

    def show(self, view: StaticView, widget: str | None = None) -> None:
        """Show the view, or put it in the place of the one that is shown."""
        if self._shown:
            cast("Any", ipython).update_display(bundle(view, widget), raw=True, display_id=self._identity)
        else:
            cast("Any", ipython).display(bundle(view, widget), raw=True, display_id=self._identity)
            self._shown = True
