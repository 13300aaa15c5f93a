"""What stands around the graph, as HTML; whatever comes from data or from the user is escaped. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from uzo_jupyter.picture.html import rows_html, static_class
from uzo_jupyter.picture.words import count, duration, state_line
from uzo_jupyter.portable.drawing import HEIGHTS
from uzo_jupyter.protocol import Column, Diagnostic, GraphNode, NodeState, RunState, StaticTable

_RULES = """
.uzo-portable { color: var(--jp-ui-font-color1, inherit); }
.uzo-portable .custom-widget, .uzo-portable .custom-widget:hover {
  background: transparent; border: 1px solid var(--jp-border-color2, rgba(128, 128, 128, 0.45)); box-sizing: border-box;
}
body[data-jp-theme-light="false"] .uzo-portable canvas,
body.vscode-dark .uzo-portable canvas, html[theme="dark"] .uzo-portable canvas {
  filter: invert(0.88) hue-rotate(180deg);
}
/* Where our extension is there too, it shows the saved view in the output before the widget's. */
.jp-OutputArea-child:has(+ .jp-OutputArea-child .uzo-portable) .uzo-output { display: none; }
.uzo-portable table { border-collapse: collapse; font-size: 12px; }
.uzo-portable summary { cursor: pointer; }
.uzo-portable p { margin: 2px 0; }
"""
_HEIGHTS = "".join(
    f".uzo-portable .custom-widget.uzo-height-{height} {{ height: {height}px; }}\n" for height in HEIGHTS
)
_CELL = 'style="text-align:left;padding:1px 14px 1px 0"'
_MOST_PROBLEMS = 20
_ENOUGH_SECONDS, _ENOUGH_DONE = 2.0, 0.5


def style_html(model_id: str) -> str:
    """The style sheet of the widget of that id, which also hides the picture that stands for it in the file."""
    hidden = f".{static_class(model_id)} {{ display: none; }}\n"
    return f"<style>{_RULES}{_HEIGHTS}{hidden}</style>"


def remaining(run: RunState) -> float | None:
    """Seconds until the end, guessed from the share of nodes that is done; None while that says too little.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> run = RunState(id="r", phase="running", started_at=datetime(2026, 1, 1, tzinfo=UTC), elapsed=6,
    ...                progress=0.75, finished_nodes=3, total_nodes=4)
    >>> remaining(run)
    2.0
    >>> remaining(run.model_copy(update={"progress": 0.25})) is None
    True
    """
    if run.phase != "running" or run.elapsed < _ENOUGH_SECONDS or not _ENOUGH_DONE <= run.progress < 1:
        return None
    return run.elapsed * (1 - run.progress) / run.progress


def remaining_word(run: RunState) -> str | None:
    """The rest of a run in words: about so long."""
    seconds = remaining(run)
    if seconds is None:
        return None
    return f"about {max(round(seconds), 1)} s left" if seconds < 59.5 else f"about {duration(seconds)} left"


def title_html(name: str, words: Sequence[str | None], url: str | None) -> str:
    """The workflow's name, what is told of its run, and a link to the run's page."""
    told = " · ".join(escape(word) for word in words if word)
    parts = [f"<strong>{escape(name)}</strong>", f'<span class="uzo-portable-status">{told}</span>']
    if url is not None and url.startswith(("http://", "https://")):
        parts.append(
            f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">Prefect</a>'
        )
    return " &nbsp; ".join(part for part in parts if part)


def problems_html(diagnostics: Sequence[Diagnostic]) -> str:
    """One line for each problem."""
    lines = [f"<p>{escape(problem.line())}</p>" for problem in diagnostics[:_MOST_PROBLEMS]]
    if len(diagnostics) > _MOST_PROBLEMS:
        lines.append(f"<p>and {count(len(diagnostics) - _MOST_PROBLEMS, 'other')}</p>")
    return "".join(lines)


def node_html(
    node: GraphNode,
    state: NodeState,
    diagnostics: Sequence[Diagnostic],
    table: StaticTable | None,
    note: str | None,
) -> str:
    """A node: its state, what is wrong with it, its columns and its first rows."""
    parts = [f"<strong>{escape(node.label)}</strong> &nbsp; {escape(node.title)} &nbsp; {_state(state)}"]
    told = {problem.message for problem in diagnostics}
    parts += [f"<p>{escape(text)}</p>" for text in (state.message, note) if text and text not in told]
    parts.append(problems_html(diagnostics))
    parts += [_schema(state.columns)] if state.columns else []
    parts += [_rows(table)] if table else []
    return "".join(parts)


def _state(state: NodeState) -> str:
    return f'<span class="uzo-portable-state">{escape(state_line(state))}</span>'


def _schema(columns: Sequence[Column]) -> str:
    rows = "".join(
        f"<tr><td {_CELL}>{escape(column.name)}</td><td {_CELL}>{escape(column.dtype)}</td></tr>"
        for column in columns
    )
    summary = f"Schema: {count(len(columns), 'column')}"
    return f"<details><summary>{summary}</summary><table><tbody>{rows}</tbody></table></details>"


def _rows(table: StaticTable) -> str:
    shown = count(len(table.rows), "row")
    total = f" of {table.total:,}" if table.total is not None and table.total > len(table.rows) else ""
    kind = " of a sample" if table.sample else ""
    return f"<p>First {shown}{total}{kind}</p>{rows_html(table)}"
