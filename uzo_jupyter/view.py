"""A view of a flow, whatever carries its messages: state goes down, commands come up. A thin face."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import cast

import polars as pl
from pydantic import ValidationError

from uzo_jupyter import replies
from uzo_jupyter.display import bundle
from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import (
    COMMANDS,
    Cancel,
    Command,
    CompleteExpression,
    EditWorkflow,
    Forget,
    GetCatalogue,
    GetFacts,
    GetFilePart,
    GetPreview,
    GetWritten,
    Graph,
    GraphMessage,
    Hello,
    KeepMessage,
    MakeFile,
    NodeState,
    PatchMessage,
    Reach,
    Redo,
    Rejected,
    Run,
    SetParameters,
    SetSource,
    SourceMessage,
    StateMessage,
    StaticTable,
    StaticView,
    TrustCode,
    Undo,
    utc_now,
)
from uzo_jupyter.saved import static_table, without_code, without_settings
from uzo_jupyter.session import Change, Edited, Flow, Page, Post, TableAnswers

BATCH_SECONDS = 0.1
"""Changes of a run within this time go into one message."""
_LOG = logging.getLogger(__name__)


class FlowView:
    """Shows a flow and carries out what a person does with it.

    Parameters
    ----------
    flow, registry
        What is shown, and the operations that there are.
    post
        The way to the browser.
    identity
        What the browser knows the view by.
    notice
        What the session wants to be read.
    on_static
        Called with what the notebook shall keep, while no view is there that could; None where nothing is kept.
    """

    def __init__(
        self,
        flow: Flow,
        registry: Registry,
        post: Post,
        identity: Callable[[], str],
        *,
        notice: Callable[[], str | None] = lambda: None,
        on_static: Callable[[StaticView], None] | None = None,
    ) -> None:
        self.flow = flow
        self._registry = registry
        self._post = post
        self._identity = identity
        self._notice = notice
        self._on_static = on_static
        self._shown: dict[str, StaticTable] = {}
        self._sent: Mapping[str, NodeState] = {}
        self._has_view = False
        self._request: int | None = None
        self._timer: threading.Timer | None = None
        self._batch = threading.Lock()
        self._answers = TableAnswers(flow, post, self._was_shown)
        flow.listen(self._changed)
        flow.listen_edits(self._edited)

    def graph(self) -> Graph:
        """The workflow as it is drawn."""
        return self.flow.graph

    # --- down ------------------------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change == "run":
            self._soon()
            return
        if change in ("moved", "checked"):
            self._post(GraphMessage(graph=self.graph()))
        if change != "moved":
            self.send_all()

    def _edited(self, edited: Edited) -> None:
        self._post(
            SourceMessage(
                request=self._request, base=edited.base, source=edited.written, created=edited.created
            )
        )

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
        view = self.flow.view
        states = self.flow.node_states()
        changed = {node: state for node, state in states.items() if self._sent.get(node) != state}
        self._sent = states
        if view is not None and view.is_over:
            self.send_all()
            self.keep()
        else:
            self._post(PatchMessage(nodes=changed, run=view.state(utc_now()) if view else None))

    def send_all(self) -> None:
        """Send everything that a view needs."""
        view = self.flow.view
        self._sent = self.flow.node_states()
        self._post(
            StateMessage(
                nodes=self._sent,
                diagnostics=self.flow.diagnostics,
                run=view.state(utc_now()) if view else None,
                notice=self._notice(),
                broken=self.flow.is_broken,
                can_undo=self.flow.can_undo,
                can_redo=self.flow.can_redo,
                reaches=self.flow.reaches,
            )
        )

    # --- up --------------------------------------------------------------------------------------------------

    def receive(self, content: object) -> None:
        """A message of the browser: what is wrong with it, or with what it asks for, is told there."""
        try:
            command = COMMANDS.validate_python(content)
        except ValidationError as error:
            reason = f"The command was not understood: {error.error_count()} errors."
            self._post(Rejected(request=_request_of(content), message=reason))
            return
        try:
            self.carry_out(command)
        except (
            Exception,
            pl.exceptions.PanicException,
        ) as error:  # whatever it is, somebody waits to be told
            if not isinstance(error, UzoError):
                _LOG.exception("a command failed: %s", command.kind)
            self._post(replies.rejected(getattr(command, "request", None), error))

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
                self._post(GraphMessage(graph=self.graph()))
                self.send_all()
                if self.flow.view is not None and self.flow.view.is_over:
                    # Nobody may have been there to keep the end of the run.
                    self.keep()
            case GetPreview() | GetFacts() | MakeFile() | GetFilePart():
                self._answers.ask(command)
            case Forget():
                self._answers.forget(command)
            case Run():
                self.flow.run(scope=command.scope)
            case Cancel():
                self.flow.cancel()
            case TrustCode():
                self.flow.trust(command.node, command.digest)
            case SetParameters():
                self.flow.set_parameters(command.values)
                self.flow.sample_soon()
            case GetCatalogue():
                self._post(replies.catalogue(self._registry))
            case Reach():
                self.flow.reach()
                self.flow.warm_up()
                self.flow.sample_soon()
            case GetWritten():
                self._post(replies.written(self.flow, self._registry, command))
            case CompleteExpression():
                self._post(replies.completions(self.flow, command))
            case SetSource() | EditWorkflow() | Undo() | Redo():
                self._write(command)

    def _write(self, command: SetSource | EditWorkflow | Undo | Redo) -> None:
        # The flow tells of its edit before it returns: what it tells meanwhile is the answer.
        self._request = command.request
        try:
            match command:
                case SetSource():
                    self.flow.set_written(command.source)
                case EditWorkflow():
                    self.flow.edit(command.edits, command.base)
                case Undo():
                    self.flow.undo()
                case Redo():
                    self.flow.redo()
        finally:
            self._request = None
        self.flow.sample_soon()

    def close(self) -> None:
        """Show nothing any more: the flow goes on without it."""
        self.flow.unlisten(self._changed)
        self.flow.unlisten_edits(self._edited)
        self._answers.close()
        with self._batch:
            if self._timer is not None:
                self._timer.cancel()

    def cancel(self) -> None:
        """End the run that is under way."""
        self.flow.cancel()

    def _was_shown(self, page: Page) -> None:
        self._shown[page.node] = static_table(page)
        self.keep()

    # --- what the notebook file keeps ------------------------------------------------------------------------

    def static_view(self) -> StaticView:
        """What is on screen now: the picture and the heads of the tables that were looked at."""
        view = self.flow.view
        return StaticView(
            model_id=self._identity(),
            graph=without_settings(self.graph()),
            nodes=without_code(self.flow.node_states()),
            diagnostics=self.flow.diagnostics,
            run=view.state(utc_now()) if view else None,
            tables=tuple(self._shown[node] for node in self.flow if node in self._shown),
        )

    def keep(self) -> None:
        """Let the cell's output keep what is on screen now: a view puts it there, else the display is updated."""
        if self._on_static is None:
            return
        view = self.static_view()
        if self._has_view:
            self._post(KeepMessage.model_validate({"output": bundle(view)}))
        else:
            self._on_static(view)


def _request_of(content: object) -> int | None:
    """The number of a command that is none otherwise: whoever waits for its answer gets to know."""
    named: Mapping[str, object] = (
        cast("Mapping[str, object]", content) if isinstance(content, Mapping) else {}
    )
    request = named.get("request")
    return request if isinstance(request, int) else None
