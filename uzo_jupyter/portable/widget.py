"""The workflow under its cell where our extension is not there: a thin face of a Flow, as is the extension's widget."""

from __future__ import annotations

import threading
from collections.abc import Callable

import polars as pl
from ipywidgets import HTML, VBox

from uzo_jupyter.display import CellOutput, show_widget
from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import ParameterValue
from uzo_jupyter.portable.canvas import Canvas
from uzo_jupyter.portable.controls import Controls
from uzo_jupyter.portable.inspector import Inspector
from uzo_jupyter.portable.panel import problems_html, style_html
from uzo_jupyter.portable.places import placed, settled
from uzo_jupyter.portable.pulse import Pulse
from uzo_jupyter.portable.toolbar import Toolbar
from uzo_jupyter.protocol import Diagnostic, Graph, RunState, StaticView, utc_now
from uzo_jupyter.saved import static_table
from uzo_jupyter.session import Change, Flow
from uzo_jupyter.view import BATCH_SECONDS

_TICK_SECONDS = 1.0
"""How often the clock of a run goes on where nothing else happens."""
_ROWS = 10


class PortableWidget(VBox):
    """Shows a flow and carries out what a person does with it, by ipywidgets and ipycytoscape alone.

    Parameters
    ----------
    flow
        The workflow.
    notice
        What the runner is busy with outside runs.
    """

    def __init__(
        self,
        flow: Flow,
        *,
        notice: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._flow = flow
        self._notice = notice
        self._output: CellOutput | None = None
        self._drawing = threading.RLock()
        self._is_closed = False
        self._drawn = flow.document
        self._refused: str | None = None
        self._kept: str | None = None
        self._pulse = Pulse(self._flush)
        self.toolbar = Toolbar(self._start, self.cancel)
        self.controls = Controls(self._parameter_set)
        self.problems = HTML()
        self.canvas = Canvas(self.choose)
        self.inspector = Inspector(self.choose)
        self._style = HTML(layout={"display": "none"})
        self._parts = (
            self._style,
            self.toolbar.box,
            self.controls.box,
            self.problems,
            self.canvas.box,
            self.inspector.box,
        )
        super().__init__(children=self._parts)
        self.add_class("uzo-portable")
        self._style.value = style_html(self.model_id or "")
        self._draw()
        flow.listen(self._changed)

    # --- down ------------------------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change == "sampled":
            self._load()
        self._pulse.ask(BATCH_SECONDS)

    def _flush(self) -> None:
        view = self._flow.view
        self._draw()
        if view is None:
            return
        if not view.is_over:
            self._pulse.ask(_TICK_SECONDS)
        elif view.run != self._kept:
            self._kept = view.run
            self._load()
            self.keep()

    def send_all(self) -> None:
        """Show everything anew, a moment later."""
        self._pulse.ask(BATCH_SECONDS)

    def _draw(self) -> None:
        with self._drawing:
            if self._is_closed:
                return
            graph, states, diagnostics = self._graph(), self._flow.node_states(), self._flow.diagnostics
            self.toolbar.show(graph, states, self._run_state(), self._notice())
            self.controls.show(graph.parameters)
            self.problems.value = problems_html(self._general(diagnostics))
            self.inspector.show(graph, states, diagnostics)
            self.canvas.draw(graph, states, self.inspector.selected)

    def _graph(self) -> Graph:
        """The graph with its nodes where they are on screen."""
        graph, workflow, places = self._flow.graph, self._flow.document, self.canvas.places()
        if places and workflow is not self._drawn:
            places = settled(workflow, self._drawn, places)
            self.canvas.move(places)
        self._drawn = workflow
        return placed(graph, places)

    def _general(self, diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
        """All problems, after the reason why the last wish was refused."""
        refused = [Diagnostic(code="refused", message=self._refused)] if self._refused else []
        return [*refused, *diagnostics]

    def _run_state(self) -> RunState | None:
        view = self._flow.view
        return view.state(utc_now()) if view is not None else None

    # --- up --------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._obey(self._flow.run)

    def _parameter_set(self, name: str, value: ParameterValue) -> None:
        self._obey(lambda: self._flow.set_parameters({name: value}))
        self._flow.later(self._flow.sample)

    def _obey(self, wish: Callable[[], object]) -> None:
        """Do what a person asks for, or tell why it cannot be done."""
        self._refused = None
        try:
            wish()
        except UzoError as error:
            self._refused = str(error)
        self._pulse.ask(0)

    def cancel(self) -> None:
        """End the run that is under way."""
        self._flow.cancel()

    def choose(self, node: str | None) -> None:
        """Look at a node, or at none."""
        self.inspector.selected = node
        self._load()
        self._pulse.ask(0)

    def _load(self) -> None:
        """Fetch the first rows of the selected node in the background."""
        node = self.inspector.selected
        if node is not None:
            self._flow.later(lambda: self._fetch(node))

    def _fetch(self, node: str) -> None:
        tables, notes = self.inspector.tables, self.inspector.notes
        try:
            page = self._flow.preview(node, 0, _ROWS)
        except (UzoError, pl.exceptions.PolarsError, OSError) as error:
            tables.pop(node, None)
            notes[node] = str(error).strip().partition("\n")[0] or type(error).__name__
        else:
            tables[node] = static_table(page)
            notes.pop(node, None)
            if page.note:
                notes[node] = page.note
            self.keep()
        self._pulse.ask(0)

    # --- what the notebook file keeps ------------------------------------------------------------------------

    def static_view(self) -> StaticView:
        """What is on screen now: the picture and the heads of the tables that were looked at."""
        tables = self.inspector.tables
        return StaticView(
            model_id=self.model_id or "",
            graph=placed(self._flow.graph, self.canvas.places()),
            nodes=self._flow.node_states(),
            diagnostics=self._flow.diagnostics,
            run=self._run_state(),
            tables=tuple(tables[node] for node in self._flow if node in tables),
        )

    def keep(self) -> None:
        """Let the cell's output keep what is on screen now."""
        if self._output is not None and not self._is_closed:
            self._output.show(self.static_view())

    def show(self) -> None:
        """Stand in the output of the cell that is executed now.

        The picture that the file keeps is an output of its own: a widget is not redrawn when that is updated, and
        it is seen only where the widget is not.
        """
        self._output = CellOutput(f"uzo-{self.model_id}")
        self.keep()
        show_widget(self.model_id or "")

    _ipython_display_ = show

    def close(self) -> None:
        """Show nothing any more: the flow goes on without it."""
        self._flow.unlisten(self._changed)
        self._pulse.close()
        with self._drawing:
            if self._is_closed:
                return
            self._is_closed = True
            self.canvas.close()
            self.controls.close()
            for part in self._parts:
                part.close()
            super().close()
