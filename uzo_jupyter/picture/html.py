"""The cell's output for hosts that do not have our extension: a picture, problems and table heads as plain HTML."""

from __future__ import annotations

import base64
from html import escape

from uzo_jupyter.picture.svg import svg_picture
from uzo_jupyter.protocol import Diagnostic, StaticTable, StaticView

_CELL = 'style="text-align:left;padding:2px 10px;border-bottom:1px solid #ccc;white-space:pre"'


def html_picture(view: StaticView) -> str:
    """HTML without scripts; whatever comes from data or from the user is escaped.

    Examples
    --------
    >>> from uzo_jupyter.protocol import Graph
    >>> graph = Graph(name="<b>", nodes=(), edges=(), parameters=())
    >>> view = StaticView(model_id="", graph=graph, nodes={}, diagnostics=(), run=None, tables=())
    >>> "<b>" in html_picture(view)
    False
    """
    image = base64.b64encode(svg_picture(view.graph, view.nodes).encode()).decode()
    alternative = f"{view.graph.name}: {len(view.graph.nodes)} nodes"
    parts = [
        f'<div class="uzo-static {static_class(view.model_id)}">',
        f"<strong>{escape(view.graph.name)}</strong>{escape(_run_line(view))}<br>",
        f'<img src="data:image/svg+xml;base64,{image}" alt={_attribute(alternative)} style="max-width:100%">',
        *(_problem(diagnostic) for diagnostic in view.diagnostics),
        *(_table(table, view) for table in view.tables),
        "</div>",
    ]
    return "".join(parts)


def static_class(model_id: str) -> str:
    """The class by which a live widget of that id finds the picture that stands for it.

    Examples
    --------
    >>> static_class("5eb1"), static_class('"><script>')
    ('uzo-static-5eb1', 'uzo-static-none')
    """
    return f"uzo-static-{model_id if model_id.isalnum() and model_id.isascii() else 'none'}"


def _run_line(view: StaticView) -> str:
    if view.run is None:
        return ""
    return f" · {view.run.phase} in {view.run.elapsed:.2f} s"


def _problem(diagnostic: Diagnostic) -> str:
    return f"<p>{escape(diagnostic.line())}</p>"


def _table(table: StaticTable, view: StaticView) -> str:
    label = next((node.label for node in view.graph.nodes if node.id == table.node), table.node)
    total = "" if table.total is None else f" · {table.total:,} rows"
    sample = " (sample)" if table.sample else ""
    summary = f"<summary>{escape(label)}{escape(total)}{sample}</summary>"
    return f"<details>{summary}{rows_html(table)}</details>"


def rows_html(table: StaticTable) -> str:
    """Columns with their types, and rows."""
    head = "".join(
        f"<th {_CELL}>{escape(column.name)}<br><small>{escape(column.dtype)}</small></th>"
        for column in table.columns
    )
    rows = "".join("<tr>" + "".join(_value(value) for value in row) + "</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _value(value: str | None) -> str:
    text = "<em>null</em>" if value is None else escape(value)
    return f"<td {_CELL}>{text}</td>"


def _attribute(text: str) -> str:
    return f'"{escape(text, quote=True)}"'
