"""The workflow under its cell, as a widget: carries the messages of a view over the widget's comm."""

from __future__ import annotations

from collections.abc import Callable

import traitlets
from ipywidgets import DOMWidget

from uzo_jupyter.display import bundle
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import GraphMessage, Message, StaticView
from uzo_jupyter.session import Flow
from uzo_jupyter.view import FlowView

MODULE = "uzo-jupyter"
MODULE_VERSION = "^0.1.0"


class WorkflowWidget(DOMWidget):
    """Shows a flow and carries out what a person does with it.

    Only the graph is a synced trait; states, diagnostics and rows are messages, so none of them is stored with the
    notebook's widget state. ``cell_id`` names the cell whose text the flow is; it is empty where there is none.
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
        self.flow_view = FlowView(
            flow, registry, self._post, lambda: self.model_id or "", notice=notice, on_static=on_static
        )
        super().__init__(graph=self.flow_view.graph().to_wire(), cell_id=cell_id)
        self.on_msg(self._received)

    def _post(self, message: Message, buffers: list[bytes] | None = None) -> None:
        if self.comm is None:
            return
        if isinstance(message, GraphMessage):
            # A trait, because a page that is loaded anew makes its models of traits.
            self.graph = message.graph.to_wire()
        else:
            self.send(message.to_wire(), buffers)

    def _received(self, _: object, content: object, buffers: object) -> None:
        self.flow_view.receive(content)

    def send_all(self) -> None:
        """Send everything that a view needs."""
        self.flow_view.send_all()

    def keep(self) -> None:
        """Let the cell's output keep what is on screen now."""
        self.flow_view.keep()

    def cancel(self) -> None:
        """End the run that is under way."""
        self.flow_view.cancel()

    def show(self) -> None:
        """Stand in the output of the cell that is executed now."""
        self.keep()

    def close(self) -> None:
        """Show nothing any more: the flow goes on without it."""
        self.flow_view.close()
        super().close()

    def _repr_mimebundle_(  # pyright: ignore[reportIncompatibleMethodOverride] - any value may stand in a bundle
        self, **_: object
    ) -> dict[str, object]:
        return bundle(self.flow_view.static_view())
