"""Workflows of documents that are open in a tab of JupyterLab: a comm for each, instead of a widget in a cell."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import ValidationError

from uzo_jupyter.protocol import Message, Rejected, Written
from uzo_jupyter.session import Session
from uzo_jupyter.view import FlowView

DOCUMENT_TARGET = "uzo_document"
"""The comm target of a tab; its opening message carries the document."""


class Comm(Protocol):
    """What is needed of a comm of ipykernel."""

    comm_id: str

    def send(self, data: dict[str, object], *, buffers: list[bytes] | None = None) -> None:
        """Send a message to the browser."""
        ...

    def on_msg(self, callback: Any) -> None:
        """Call it with each message of the browser."""
        ...

    def on_close(self, callback: Any) -> None:
        """Call it when the tab has gone."""
        ...


class DocumentTabs:
    """The tabs of one kernel."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._views: dict[str, FlowView] = {}

    def open(self, comm: Comm, opening: dict[str, Any]) -> None:
        """A tab has opened: show its document. Nothing that it names is looked at until the person asks for it."""

        def post(message: Message, buffers: list[bytes] | None = None) -> None:
            comm.send(message.to_wire(), buffers=buffers)

        try:
            written = Written.model_validate(opening["content"]["data"])
        except (KeyError, ValidationError) as error:
            post(Rejected(message=f"The document did not arrive: {error}"))
            return
        flow = self._session.open_written(written)
        view = FlowView(
            flow, self._session.registry, post, lambda: comm.comm_id, notice=lambda: self._session.notice
        )
        self._views[comm.comm_id] = view

        def receive(content: dict[str, Any]) -> None:
            view.receive(content["content"]["data"])

        def closed(_: object) -> None:
            self._close(comm.comm_id)

        comm.on_msg(receive)
        comm.on_close(closed)

    def _close(self, identity: str) -> None:
        view = self._views.pop(identity, None)
        if view is not None:
            view.cancel()
            view.close()

    def tell_notice(self) -> None:
        """What the session wants to be read has changed."""
        for view in tuple(self._views.values()):
            view.send_all()

    def close(self) -> None:
        """Show nothing any more."""
        for identity in tuple(self._views):
            self._close(identity)
