"""``%%uzo`` and ``%uzo``: the notebook's face."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

import traitlets
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from uzo_jupyter.arguments import CellOptions, cell_options, set_parameters
from uzo_jupyter.assist_cells import Assistant, CellAssistance
from uzo_jupyter.cells import CellView, CellWidgets, current_execution
from uzo_jupyter.display import CellOutput
from uzo_jupyter.documents import DOCUMENT_TARGET, DocumentTabs
from uzo_jupyter.errors import UzoError
from uzo_jupyter.hosts import host_of
from uzo_jupyter.language.names import is_name
from uzo_jupyter.namespace import Namespace
from uzo_jupyter.protocol import RunEvent, RunFinished
from uzo_jupyter.session import Flow, Session
from uzo_jupyter.verbs import Verbs
from uzo_jupyter.widget import WorkflowWidget

CONTROL_TARGET = "uzo_control"


class WorkflowProblems(UzoError):
    """A cell's workflow has errors; shown without a traceback, because none of it is the user's code."""

    def _render_traceback_(self) -> list[str]:
        return [self.message]


@magics_class
class UzoMagics(Magics):
    """The magics of one notebook."""

    view = traitlets.CaselessStrEnum(
        ["auto", "extension", "portable"],
        "auto",
        help="What shows workflows: 'extension' is the one for JupyterLab and Notebook 7, 'portable' one of ipywidgets"
        " and ipycytoscape for hosts that do not have it. 'auto' takes the portable one where the host is known to be"
        " such a one: VS Code, Colab, Voila, Databricks.",
    ).tag(config=True)

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.session = Session(cast("dict[str, object]", shell.user_ns))
        self._verbs = Verbs(self.session, self._opened)
        self._namespace = Namespace(cast("dict[str, object]", shell.user_ns))
        self._widgets = CellWidgets()
        self._made: dict[str, Flow] = {}
        """The workflow of each cell."""
        self._tabs = DocumentTabs(self.session)
        self._assistance = CellAssistance(shell, Assistant(self.session, self._flows))
        self.session.on_notice(self._notice_changed)
        shell.events.register("post_run_cell", self._follow_functions)
        _register_targets(shell, {CONTROL_TARGET: self._control, DOCUMENT_TARGET: self._tabs.open})

    def _notice_changed(self, _: str | None) -> None:
        for widget in self._widgets:
            widget.send_all()
        self._tabs.tell_notice()

    def _follow_functions(self, _: object) -> None:
        """Any cell may define a function anew that a workflow calls."""
        for flow in self._flows():
            flow.follow_functions()

    def _flows(self) -> list[Flow]:
        """The workflows of this notebook, those of cells first, the latest before the others."""
        return [*reversed(self._made.values()), *self._verbs]

    # --- the cell --------------------------------------------------------------------------------------------

    @cell_magic("uzo")  # pyright: ignore[reportUntypedFunctionDecorator]
    def uzo_cell(self, line: str, cell: str) -> None:
        """Build, preview and run the workflow of this cell; ``%uzo help`` tells the options."""
        options = cell_options(line)
        # Else the nodes would jump when the browser tells where a person has put them.
        before = self._made.get(current_execution(self._shell).cell)
        layout = before.layout if before is not None else None
        flow = self.session.open_text(cell, options.name, first_line=2, layout=layout)
        if before is not None:
            flow.go_on_from(before)
        self._replace(flow)
        # Who executes a cell says that the code in it may run, as with any other cell.
        flow.trust_for_session()
        set_parameters(flow, options.parameters)
        widget = self._show(flow, current_execution(self._shell).cell)
        flow.later(flow.sample)
        self._bind(options, flow)
        if not flow.ok:
            lines = [problem.line() for problem in flow.diagnostics if problem.severity == "error"]
            raise WorkflowProblems("\n".join(lines))
        if not options.draft:
            flow.run(options.engine, options.scope, options.concurrency, options.memory)
            if options.wait:
                flow.wait()
                widget.keep()

    def _replace(self, flow: Flow) -> None:
        """The workflow that this cell made before is replaced, and so is its run."""
        cell = current_execution(self._shell).cell
        old = self._made.get(cell)
        if old is not None:
            old.cancel()
        if cell:
            self._made[cell] = flow

    def _show(self, flow: Flow, cell: str = "") -> CellView:
        """A widget in the output of the cell that is executed now; ``cell`` is the one whose text the flow is."""
        execution = current_execution(self._shell)
        widget = self._portable(flow) if self._is_portable else self._extension(flow, cell)
        self._widgets.add(execution, widget)
        widget.show()
        return widget

    @property
    def _is_portable(self) -> bool:
        if self.view != "auto":
            return self.view == "portable"
        return host_of(os.environ, sys.modules, cast("dict[str, object]", self._shell.user_ns)) is not None

    def _extension(self, flow: Flow, cell: str) -> WorkflowWidget:
        output = CellOutput(f"uzo-{uuid.uuid4().hex}")
        return WorkflowWidget(flow, self.session.registry, cell, notice=self._notice, on_static=output.show)

    def _portable(self, flow: Flow) -> CellView:
        # It needs ipycytoscape, which nobody else has to wait for.
        from uzo_jupyter.portable import PortableWidget

        return PortableWidget(flow, notice=self._notice)

    def _notice(self) -> str | None:
        return self.session.notice

    @property
    def _shell(self) -> InteractiveShell:
        assert self.shell is not None
        return self.shell

    def _bind(self, options: CellOptions, flow: Flow) -> None:
        """``flow`` and the workflow's name are variables; with --export every node is one too."""
        self._verbs.add(options.name, flow)
        taken = self._namespace.bind(
            {"flow": flow, **({options.name: flow} if is_name(options.name) else {})}
        )
        if options.export and flow.ok:
            taken += self._export(flow)
            flow.listen_events(lambda event: self._export_again(flow, event))
        if taken:
            print(f"Not bound, because the notebook has variables of these names: {', '.join(taken)}.")

    def _export(self, flow: Flow) -> list[str]:
        """Make a variable of every node; the names that are taken."""
        nodes = [node for node in flow if is_name(node)]
        return self._namespace.bind({node: flow[node] for node in nodes})

    def _export_again(self, flow: Flow, event: RunEvent) -> None:
        """After a run the variables read its results instead of computing them again."""
        if isinstance(event, RunFinished) and event.status == "completed":
            flow.later(lambda: self._export(flow))

    def show(self, flow: Flow) -> None:
        """Show a flow in the output of the cell that is executed now."""
        flow.later(flow.sample)
        self._show(flow)

    def _opened(self, flow: Flow) -> None:
        self._namespace.bind({"flow": flow})
        self._show(flow)

    # --- the line --------------------------------------------------------------------------------------------

    @line_magic("uzo")  # pyright: ignore[reportUntypedFunctionDecorator]
    def uzo(self, line: str) -> None:
        """Look after the workflows of this notebook; ``%uzo help`` lists the verbs."""
        self._verbs.carry_out(line)

    # --- the way around a busy kernel ------------------------------------------------------------------------

    def _control(self, comm: Any, _: object) -> None:
        """A comm of the browser: its messages arrive also while a cell runs, which those of a widget do not."""
        comm.on_msg(self._controlled)

    def _controlled(self, message: dict[str, Any]) -> None:
        data = message["content"]["data"]
        for widget in self._widgets:
            if widget.model_id == data.get("model") and data.get("kind") == "cancel":
                widget.cancel()

    def close(self) -> None:
        """Give back what the notebook held: completer and inspector, widgets and the runner process."""
        self._shell.events.unregister("post_run_cell", self._follow_functions)
        self._assistance.close()
        self._widgets.close()
        self._tabs.close()
        self.session.close()
        # Else %config would go on to name the magics that were unloaded.
        cast("list[object]", self._shell.configurables).remove(self)


def _register_targets(shell: InteractiveShell, handlers: Mapping[str, Callable[[Any, Any], None]]) -> None:
    """What the browser may open a comm to."""
    kernel = getattr(shell, "kernel", None)
    manager = getattr(kernel, "comm_manager", None)
    if manager is not None:
        for target, handler in handlers.items():
            manager.register_target(target, handler)


def load(shell: InteractiveShell) -> UzoMagics:
    """Register the magics and start the runner in the background."""
    magics = register(shell)
    magics.session.warm_up()
    return magics


def register(shell: InteractiveShell) -> UzoMagics:
    """Register the magics; nothing is started."""
    magics = UzoMagics(shell)
    shell.register_magics(magics)
    # A flow that stands alone in a cell is shown as what it is.
    cast("Any", shell).display_formatter.ipython_display_formatter.for_type(Flow, magics.show)
    return magics
