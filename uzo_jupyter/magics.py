"""``%%uzo`` and ``%uzo``: the notebook's face."""

from __future__ import annotations

import shlex
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from uzo_jupyter.arguments import CellOptions, UsageProblem, cell_options, parameters_from
from uzo_jupyter.display import CellOutput
from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import is_name
from uzo_jupyter.model import write_document
from uzo_jupyter.picture import text_picture
from uzo_jupyter.session import Flow, Session
from uzo_jupyter.widget import WorkflowWidget

CONTROL_TARGET = "uzo_control"
_HELP = """\
%%uzo NAME [--draft] [--param k=v ...] [--engine auto|streaming|in-memory] [--export] [--wait]
                      a workflow: graph, previews, run; --draft does not run, --wait waits for the end
%uzo list             the workflows of this notebook
%uzo show [NAME]      the graph as text
%uzo plan [NAME]      which nodes become one query
%uzo run [NAME]       run again
%uzo cancel [NAME]    end the run
%uzo save FILE [NAME] write FILE.uzo.json
%uzo open FILE        open a .uzo.json document
%uzo words            all words of the language"""


class WorkflowProblems(UzoError):
    """A cell's workflow has errors; shown without a traceback, because none of it is the user's code."""

    def _render_traceback_(self) -> list[str]:
        return [self.message]


@magics_class
class UzoMagics(Magics):
    """The magics of one notebook."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.session = Session(cast("dict[str, object]", shell.user_ns))
        self._flows: dict[str, Flow] = {}
        self._widgets: dict[str, WorkflowWidget] = {}
        self._last: str | None = None
        self.session.on_notice(self._notice_changed)
        _register_control(shell, self._control)

    def _notice_changed(self, _: str | None) -> None:
        for widget in tuple(self._widgets.values()):
            widget.send_all()

    # --- the cell --------------------------------------------------------------------------------------------

    @cell_magic("uzo")  # pyright: ignore[reportUntypedFunctionDecorator]
    def uzo_cell(self, line: str, cell: str) -> None:
        """Build, preview and run the workflow of this cell."""
        options = cell_options(line)
        flow = self.session.open_text(cell, options.name, first_line=2)
        self._give_parameters(flow, options)
        widget = self._show(flow)
        flow.later(flow.sample)
        self._bind(options, flow)
        if not flow.ok:
            lines = [problem.line() for problem in flow.diagnostics if problem.severity == "error"]
            raise WorkflowProblems("\n".join(lines))
        if not options.draft:
            flow.run(options.engine)
            if options.wait:
                flow.wait()
                widget.keep()

    def _give_parameters(self, flow: Flow, options: CellOptions) -> None:
        if options.parameters:
            flow.set_parameters(parameters_from(flow.workflow, options.parameters))

    def _show(self, flow: Flow) -> WorkflowWidget:
        """The widget in this cell's output; the one that the cell showed before is closed."""
        cell_id = self._cell_id()
        old = self._widgets.pop(cell_id, None)
        if old is not None:
            # Its workflow is replaced, and so is its run.
            old.cancel()
            old.close()
        output = CellOutput(f"uzo-{uuid.uuid4().hex}")
        widget = WorkflowWidget(
            flow,
            self.session.registry,
            cell_id,
            notice=lambda: self.session.notice,
            on_static=output.show,
        )
        self._widgets[cell_id or widget.model_id or ""] = widget
        widget.keep()
        return widget

    def _cell_id(self) -> str:
        kernel = getattr(self.shell, "kernel", None)
        if kernel is None:
            return ""
        return str(kernel.get_parent().get("metadata", {}).get("cellId", ""))

    def _bind(self, options: CellOptions, flow: Flow) -> None:
        """``flow`` and the workflow's name are variables; with --export every node is one too."""
        namespace = cast("dict[str, object]", self._shell.user_ns)
        self._flows[options.name] = flow
        self._last = options.name
        namespace["flow"] = flow
        if is_name(options.name) and isinstance(namespace.get(options.name, flow), Flow):
            namespace[options.name] = flow
        if options.export and flow.ok:
            for node in flow.workflow.nodes:
                if is_name(node.id):
                    namespace[node.id] = flow[node.id]

    @property
    def _shell(self) -> InteractiveShell:
        assert self.shell is not None
        return self.shell

    # --- the line --------------------------------------------------------------------------------------------

    @line_magic("uzo")  # pyright: ignore[reportUntypedFunctionDecorator]
    def uzo(self, line: str) -> object:
        """Look after the workflows of this notebook."""
        verb, *rest = shlex.split(line) or ["help"]
        verbs: dict[str, Callable[[list[str]], object]] = {
            "help": lambda _: print(_HELP),
            "list": self._list,
            "show": lambda names: print(text_picture(self._flow(names).workflow, self.session.registry)),
            "plan": lambda names: print(self._flow(names).plan().explain()),
            "run": lambda names: self._flow(names).run(),
            "cancel": lambda names: print(
                "cancelled" if self._flow(names).cancel() else "nothing is running"
            ),
            "save": self._save,
            "open": self._open,
            "words": self._words,
        }
        if verb not in verbs:
            raise UsageProblem(f"There is no %uzo {verb}.\n{_HELP}")
        return verbs[verb](rest)

    def _flow(self, names: list[str]) -> Flow:
        name = names[0] if names else self._last
        if name is None or name not in self._flows:
            known = ", ".join(self._flows) or "none yet; write a %%uzo cell"
            raise UsageProblem(f"There is no workflow {name!r}. Workflows: {known}.")
        return self._flows[name]

    def _list(self, _: list[str]) -> None:
        for name, flow in self._flows.items():
            print(f"{name}: {flow!r}")

    def _words(self, _: list[str]) -> None:
        registry = self.session.registry
        print("at the start:", ", ".join(sorted(registry.sources())))
        print("after a node:", ", ".join(sorted(registry.methods())))

    def _save(self, arguments: list[str]) -> None:
        if not arguments:
            raise UsageProblem("Which file? %uzo save FILE")
        flow = self._flow(arguments[1:])
        path = Path(arguments[0])
        if not path.name.endswith(".uzo.json"):
            path = path.with_name(f"{path.name}.uzo.json")
        part = path.with_name(f".{path.name}.part")
        part.write_text(write_document(flow.workflow), encoding="utf-8")
        part.replace(path)
        print(f"saved {path}")

    def _open(self, arguments: list[str]) -> None:
        if not arguments:
            raise UsageProblem("Which file? %uzo open FILE")
        flow = self.session.open_document(Path(arguments[0]), reaches=False)
        self._flows[flow.workflow.name] = flow
        self._last = flow.workflow.name
        self._shell.user_ns["flow"] = flow
        self._show(flow)

    # --- the way around a busy kernel ------------------------------------------------------------------------

    def _control(self, comm: Any, _: object) -> None:
        """A comm of the browser: its messages arrive also while a cell runs, which those of a widget do not."""
        comm.on_msg(self._controlled)

    def _controlled(self, message: dict[str, Any]) -> None:
        data = message["content"]["data"]
        for widget in self._widgets.values():
            if widget.model_id == data.get("model") and data.get("kind") == "cancel":
                widget.cancel()

    def close(self) -> None:
        """Give back what the notebook held: widgets and the runner process."""
        for widget in self._widgets.values():
            widget.close()
        self.session.close()


def _register_control(shell: InteractiveShell, handler: Callable[[Any, object], None]) -> None:
    kernel = getattr(shell, "kernel", None)
    manager = getattr(kernel, "comm_manager", None)
    if manager is not None:
        manager.register_target(CONTROL_TARGET, handler)


def load(shell: InteractiveShell) -> UzoMagics:
    """Register the magics and start the runner in the background."""
    magics = UzoMagics(shell)
    shell.register_magics(magics)
    magics.session.warm_up()
    return magics
