"""A run on a terminal: live lines with rich, or its events as JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from uzo_jupyter.picture.words import rows_word
from uzo_jupyter.protocol import NodeState, RunEvent
from uzo_jupyter.session import Flow

_COUNT_SECONDS = 3.0

_MARKS: Mapping[str, tuple[str, str]] = {
    "queued": ("·", "dim"),
    "running": ("▶", "cyan"),
    "done": ("✓", "green"),
    "failed": ("✗", "red"),
    "skipped": ("–", "dim"),
    "cancelled": ("■", "yellow"),
    "interrupted": ("!", "red"),
}


class JsonDisplay:
    """Writes every event as one line of JSON to standard output."""

    def event(self, event: RunEvent) -> None:
        """Write one event."""
        sys.stdout.write(event.model_dump_json(by_alias=True) + "\n")
        sys.stdout.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout.flush()


class RichDisplay:
    """A table of nodes with state, rows and time, and a progress bar under it, both live."""

    def __init__(self, flow: Flow, console: Console | None = None) -> None:
        self._flow = flow
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )
        self._task = self._progress.add_task(escape(flow.workflow.name), total=len(flow.workflow.nodes))
        self._live = Live(console=console, refresh_per_second=10, get_renderable=self._render)

    def event(self, _: RunEvent) -> None:
        """Show what has changed."""
        view = self._flow.view
        if view is None:
            return
        done = sum(state.status in ("done", "failed", "skipped") for state in view.nodes.values())
        description = view.phase if view.is_over else view.message or self._flow.workflow.name
        self._progress.update(self._task, completed=done, description=escape(description))

    def _render(self) -> Table:
        table = Table.grid(padding=(0, 2))
        states = self._flow.node_states()
        for node in self._flow.workflow.nodes:
            table.add_row(*_row(node.title, states[node.id]))
        outer = Table.grid()
        outer.add_row(table)
        outer.add_row(self._progress)
        return outer

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            # Rows of fused nodes are counted after the run; a person who waits for a run waits that moment too.
            self._flow.wait_for_counts(_COUNT_SECONDS)
        self._live.update(self._render(), refresh=True)
        self._live.stop()
        self._live.console.print()


def _row(title: str, state: NodeState) -> tuple[Text, Text, Text, Text, Text]:
    mark, style = _MARKS.get(state.status, ("○", "dim"))
    rows = "" if state.sample else rows_word(state) or ""
    return (
        Text(mark, style),
        Text(title),
        Text(rows, justify="right"),
        Text(_time_word(state), "dim"),
        Text(state.message, style) if state.message else Text(state.reused or "", "dim"),
    )


def _time_word(state: NodeState) -> str:
    if state.reused is not None:
        return "reused"
    if state.seconds is not None:
        return f"{state.seconds:.2f} s"
    return f"in {state.fused_into}" if state.fused_into else ""
