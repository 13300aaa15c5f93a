"""The workflow under its cell: state goes down as messages, commands come up. A thin face of a Flow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import polars as pl
import traitlets
from ipywidgets import DOMWidget
from pydantic import ValidationError

from uzo_jupyter.display import bundle
from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations import Registry
from uzo_jupyter.picture import graph_view
from uzo_jupyter.protocol import (
    COMMANDS,
    Cancel,
    Command,
    GetPreview,
    Hello,
    KeepMessage,
    Message,
    NodeState,
    PatchMessage,
    PreviewFailed,
    PreviewMessage,
    Rejected,
    Run,
    SetParameters,
    StateMessage,
    StaticTable,
    StaticView,
    utc_now,
)
from uzo_jupyter.session import Change, Flow, Page, columns_of

MODULE = "uzo-jupyter"
MODULE_VERSION = "^0.1.0"
BATCH_SECONDS = 0.1
"""Changes of a run within this time go into one message."""
_STATIC_ROWS = 10
_STATIC_COLUMNS = 30
_STATIC_TEXT = 200


class WorkflowWidget(DOMWidget):
    """Shows a flow and carries out what a person does with it.

    Only the graph is a synced trait; states, diagnostics and rows are messages, so none of them is stored with the
    notebook's widget state.
    """

    _model_name = traitlets.Unicode("WorkflowModel").tag(sync=True)
    _model_module = traitlets.Unicode(MODULE).tag(sync=True)
    _model_module_version = traitlets.Unicode(MODULE_VERSION).tag(sync=True)
    _view_name = traitlets.Unicode("WorkflowView").tag(sync=True)
    _view_module = traitlets.Unicode(MODULE).tag(sync=True)
    _view_module_version = traitlets.Unicode(MODULE_VERSION).tag(sync=True)
    graph = traitlets.Dict().tag(sync=True)
    cell_id = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        flow: Flow,
        registry: Registry,
        cell_id: str = "",
        *,
        notice: Callable[[], str | None] = lambda: None,
        on_static: Callable[[StaticView], None] = lambda _: None,
    ) -> None:
        self._flow = flow
        self._registry = registry
        self._notice = notice
        self._on_static = on_static
        self._shown: dict[str, StaticTable] = {}
        self._sent: dict[str, NodeState] = {}
        self._has_view = False
        self._timer: threading.Timer | None = None
        self._batch = threading.Lock()
        super().__init__(graph=self._graph(), cell_id=cell_id)
        self.on_msg(self._received)
        flow.listen(self._changed)

    def _graph(self) -> dict[str, Any]:
        return graph_view(self._flow.workflow, self._registry, self._flow.parameters).to_wire()

    # --- down ------------------------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change == "run":
            self._soon()
            return
        if change == "checked":
            self.graph = self._graph()
        self.send_all()

    def _soon(self) -> None:
        """Send what changed after a moment, together with what changes until then."""
        with self._batch:
            if self._timer is None:
                self._timer = threading.Timer(BATCH_SECONDS, self._flush)
                self._timer.daemon = True
                self._timer.start()

    def _flush(self) -> None:
        with self._batch:
            self._timer = None
        view = self._flow.view
        states = self._flow.node_states()
        changed = {node: state for node, state in states.items() if self._sent.get(node) != state}
        self._sent = states
        if view is not None and view.is_over:
            self.send_all()
            self.keep()
        else:
            self._post(PatchMessage(nodes=changed, run=view.state(utc_now()) if view else None))

    def send_all(self) -> None:
        """Send everything that a view needs."""
        view = self._flow.view
        self._sent = self._flow.node_states()
        self._post(
            StateMessage(
                nodes=self._sent,
                diagnostics=self._flow.diagnostics,
                run=view.state(utc_now()) if view else None,
                notice=self._notice(),
            )
        )

    def _post(self, message: Message, buffers: list[bytes] | None = None) -> None:
        if self.comm is not None:
            self.send(message.to_wire(), buffers)

    # --- up --------------------------------------------------------------------------------------------------

    def _received(self, _: object, content: object, buffers: object) -> None:
        try:
            command = COMMANDS.validate_python(content)
        except ValidationError as error:
            self._post(Rejected(message=f"The command was not understood: {error.error_count()} errors."))
            return
        try:
            self.carry_out(command)
        except UzoError as error:
            self._post(Rejected(message=str(error)))

    def carry_out(self, command: Command) -> None:
        """Do what a view asks for.

        Raises
        ------
        UzoError
            When it cannot be done; views are told why.
        """
        match command:
            case Hello():
                self._has_view = True
                self.send_all()
                if self._flow.view is not None and self._flow.view.is_over:
                    # Nobody may have been there to keep the end of the run.
                    self.keep()
            case GetPreview():
                self._flow.later(lambda: self._send_preview(command))
            case Run():
                self._flow.run()
            case Cancel():
                self._flow.cancel()
            case SetParameters():
                self._flow.set_parameters(command.values)
                self._flow.later(self._flow.sample)

    def close(self) -> None:
        """Show nothing any more: the flow goes on without it."""
        self._flow.unlisten(self._changed)
        with self._batch:
            if self._timer is not None:
                self._timer.cancel()
        super().close()

    def cancel(self) -> None:
        """End the run that is under way."""
        self._flow.cancel()

    def _send_preview(self, command: GetPreview) -> None:
        try:
            page = self._flow.preview(command.node, command.offset, command.limit)
        except (UzoError, pl.exceptions.PolarsError, OSError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            self._post(PreviewFailed(request=command.request, node=command.node, message=reason))
            return
        message = PreviewMessage(
            request=command.request,
            node=page.node,
            offset=page.offset,
            rows=page.rows.height,
            total=page.total,
            more=page.more,
            sample=page.sample,
            note=page.note,
            columns=page.columns(),
        )
        self._post(message, [page.arrow()])
        if page.offset == 0:
            self._shown[page.node] = static_table(page)
            self.keep()

    # --- what the notebook file keeps ------------------------------------------------------------------------

    def static_view(self) -> StaticView:
        """What is on screen now: the picture and the heads of the tables that were looked at."""
        view = self._flow.view
        return StaticView(
            model_id=self.model_id or "",
            graph=graph_view(self._flow.workflow, self._registry, self._flow.parameters),
            nodes=self._flow.node_states(),
            diagnostics=self._flow.diagnostics,
            run=view.state(utc_now()) if view else None,
            tables=tuple(self._shown[node] for node in self._flow if node in self._shown),
        )

    def show(self) -> None:
        """Stand in the output of the cell that is executed now."""
        self.keep()

    def keep(self) -> None:
        """Let the cell's output keep what is on screen now: a view puts it there, else the display is updated."""
        view = self.static_view()
        if self._has_view:
            self._post(KeepMessage.model_validate({"output": bundle(view)}))
        else:
            self._on_static(view)

    def _repr_mimebundle_(  # pyright: ignore[reportIncompatibleMethodOverride] - any value may stand in a bundle
        self, **_: object
    ) -> dict[str, object]:
        return bundle(self.static_view())


def static_table(page: Page) -> StaticTable:
    """The head of a page as text, cut to what a reader takes in."""
    head = page.rows.head(_STATIC_ROWS)
    head = head.select(head.columns[:_STATIC_COLUMNS])
    rows = tuple(tuple(_text(value) for value in row) for row in head.rows())
    total = None if page.sample or page.more else page.total
    return StaticTable(
        node=page.node, columns=columns_of(head.schema), rows=rows, total=total, sample=page.sample
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= _STATIC_TEXT else f"{text[: _STATIC_TEXT - 1]}…"
