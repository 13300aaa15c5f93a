"""A workflow that a person works with: its text, what is known of it, its previews and its runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import polars as pl

from uzo_jupyter.checking import Checked, unchanged_nodes
from uzo_jupyter.editing import with_layout
from uzo_jupyter.errors import RunError, UzoError
from uzo_jupyter.model import ParameterValue, Workflow, ancestors, predecessors
from uzo_jupyter.operations import Place
from uzo_jupyter.picture import Picture, graph_view
from uzo_jupyter.planning import Plan, make_plan
from uzo_jupyter.protocol import Diagnostic, Edit, Graph, Layout, NodeState, RunEvent, Written, has_errors
from uzo_jupyter.protocol.fold import RunView
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.session.frames import notebook_frames, used_variables
from uzo_jupyter.session.node import FlowNode
from uzo_jupyter.session.notations import Reading
from uzo_jupyter.session.opened import Opened
from uzo_jupyter.session.pages import Page, columns_of
from uzo_jupyter.session.previews import Previews, computed
from uzo_jupyter.session.problems import all_problems
from uzo_jupyter.session.results import RunResults
from uzo_jupyter.session.runs import FlowRuns
from uzo_jupyter.session.tables import Table, WholeTable
from uzo_jupyter.session.writing import Edited, Writing

if TYPE_CHECKING:
    from uzo_jupyter.portable import PortableWidget

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

Change = Literal["moved", "checked", "sampled", "run"]
"""What a listener is told: only the layout changed, the workflow was checked anew, previews are there, an event of a
run came."""


class Flow:
    """A live workflow.

    ``flow["late"]`` is the node's rows as a Polars LazyFrame, ``flow.late`` the node itself with its preview.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._writing = Writing(opened.notation, opened.reading, opened.registry)
        self._parameters: dict[str, ParameterValue] = dict(opened.parameters)
        self._reaches = opened.reaches
        self._listeners: list[Callable[[Change], None]] = []
        self._edit_listeners: list[Callable[[Edited], None]] = []
        self._lock = threading.RLock()
        self._runs = FlowRuns(opened.runner, opened.scratch, lambda: self._tell("run"))
        self._results = RunResults(self._runs)
        self._previews = Previews()
        self._sample_waits = False
        self._document: tuple[Reading, Workflow] | None = None
        self._work = ThreadPoolExecutor(1, thread_name_prefix="uzo-preview")
        self._slow_work = ThreadPoolExecutor(1, thread_name_prefix="uzo-table")
        self._place = self._new_place()
        self._checked = self._check_now()

    # --- what is known -------------------------------------------------------------------------------------

    @property
    def workflow(self) -> Workflow:
        """The workflow as it is written, without positions."""
        return self._writing.reading.workflow

    @property
    def layout(self) -> Layout:
        """Positions that a person chose, notes and groups."""
        return self._writing.reading.layout

    @property
    def document(self) -> Workflow:
        """The workflow with its layout, as a document has it; the same object until something changes."""
        reading = self._writing.reading
        if self._document is None or self._document[0] is not reading:
            self._document = (reading, with_layout(reading.workflow, reading.layout))
        return self._document[1]

    @property
    def checked(self) -> Checked:
        """The workflow with operations and schemas."""
        return self._checked

    @property
    def place(self) -> Place:
        """Where the workflow runs."""
        return self._place

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong, with its place in the text; failures of the last run included."""
        program = self._writing.reading.program
        if self._writing.broken is not None:
            return self._writing.broken.program.diagnostics
        view = self._runs.view
        failures = [each for each in view.failures if each.node in self._ran] if view is not None else []
        problems = all_problems(program, self._checked)
        return tuple(dict.fromkeys([*problems, *(program.locate(failure) for failure in failures)]))

    @property
    def is_broken(self) -> bool:
        """Whether the text cannot be read now; the workflow is the last that could be."""
        return self._writing.broken is not None

    @property
    def ok(self) -> bool:
        """Whether the workflow can run."""
        return not self.is_broken and not has_errors(self._problems())

    def _problems(self) -> tuple[Diagnostic, ...]:
        return all_problems(self._writing.reading.program, self._checked)

    @property
    def view(self) -> RunView | None:
        """The last run, or None before the first."""
        return self._runs.view

    @property
    def parameters(self) -> Mapping[str, ParameterValue]:
        """The value of each parameter."""
        return self._checked.parameters

    def node_states(self) -> dict[str, NodeState]:
        """The state of every node: of the run where there was one, else of its preview."""
        view = self._runs.view
        told = self._ran
        ran = {} if view is None else {node: state for node, state in view.nodes.items() if node in told}
        return {node.id: self._node_state(node.id, ran.get(node.id)) for node in self.workflow.nodes}

    def _node_state(self, node: str, ran: NodeState | None) -> NodeState:
        schema = self._checked.schemas.get(node)
        columns = columns_of(schema) if schema is not None else None
        sample = self._previews.samples.get(node)
        if ran is not None:
            return ran.model_copy(update={"columns": columns})
        if sample is None or sample.frame is None:
            return NodeState(columns=columns, message=sample.note if sample else None)
        return NodeState(
            status="sampled", rows=sample.frame.height, sample=not sample.complete, columns=columns
        )

    # --- how it looks --------------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        """The workflow as it is drawn, with the values of its parameters."""
        return graph_view(self.document, self._opened.registry, self.parameters)

    def picture(self) -> Picture:
        """A picture of the workflow with the states and rows that its nodes have now, as SVG, PNG or a file."""
        return Picture(self.graph, self.node_states())

    def portable(self) -> PortableWidget:
        """A widget of the workflow for hosts that do not have our extension; it needs ipycytoscape alone there."""
        from uzo_jupyter.portable import PortableWidget

        if not self.is_sampled:
            self.later(self.sample)
        return PortableWidget(self)

    # --- who is told ---------------------------------------------------------------------------------------

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call the listener after each change; it may be called from any thread."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[Change], None]) -> None:
        """Do not call the listener any more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def listen_events(self, listener: Callable[[RunEvent], None]) -> None:
        """Call the listener with every event of every run, from a thread of the runner's client."""
        self._runs.listen(listener)

    def listen_edits(self, listener: Callable[[Edited], None]) -> None:
        """Call the listener after each edit that was made in the graph."""
        self._edit_listeners.append(listener)

    def unlisten_edits(self, listener: Callable[[Edited], None]) -> None:
        """Do not call the listener any more."""
        if listener in self._edit_listeners:
            self._edit_listeners.remove(listener)

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    # --- writing and editing ---------------------------------------------------------------------------------

    @property
    def written(self) -> Written:
        """What is written now: a text, and the layout where the text cannot say it."""
        return self._writing.written

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._writing.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back."""
        return self._writing.can_redo

    def set_written(self, written: Written) -> None:
        """A person has written something else: the workflow follows, as far as it can be read."""
        if written != self._writing.written:
            self._change(lambda: self._writing.replace(written))

    def edit(self, edits: Sequence[Edit], base: Written | None = None) -> None:
        """Change the workflow by all of these edits, or by none.

        ``base`` is what the person sees, where a cell or a document holds the text.

        Raises
        ------
        EditRefused
            When one of them cannot be carried out.
        """
        if base is not None:
            # A change of its own: what was typed is there also when the edit is refused.
            self.set_written(base)
        self._tell_edit(self._change(lambda: self._writing.edit(edits)))

    def undo(self) -> None:
        """Take the last edit back."""
        self._tell_edit(self._change(self._writing.undo))

    def redo(self) -> None:
        """Do again what was taken back."""
        self._tell_edit(self._change(self._writing.redo))

    def _tell_edit(self, edited: Edited | None) -> None:
        if edited is not None:
            for listener in tuple(self._edit_listeners):
                listener(edited)

    def _change(self, change: Callable[[], _T]) -> _T:
        """Change what is written, and look at it again as far as that makes a difference."""
        with self._lock:
            before, was_broken = self._writing.reading, self.is_broken
            result = change()
            after = self._writing.reading
            same = (
                after.workflow == before.workflow and after.program.diagnostics == before.program.diagnostics
            )
            if not same:
                self._forget_values(before.workflow)
                self._check()
        moved = same and not was_broken and not self.is_broken and after.program.text == before.program.text
        self._tell("moved" if moved else "checked")
        return result

    def _forget_values(self, before: Workflow) -> None:
        """A parameter that was written anew has the value that is written."""
        old = {parameter.name: parameter for parameter in before.parameters}
        new = {parameter.name: parameter for parameter in self.workflow.parameters}
        for name in [name for name in self._parameters if name in old and old[name] != new.get(name)]:
            del self._parameters[name]

    # --- checking and previews -----------------------------------------------------------------------------

    def set_parameters(self, values: Mapping[str, ParameterValue]) -> None:
        """Use these values from now on: the workflow is checked anew, samples are gone."""
        with self._lock:
            self._parameters.update(values)
            self._check()
        self._tell("checked")

    def _check(self) -> None:
        """Check again; what is known of nodes that say the same stays."""
        before = self._checked
        self._place = self._new_place()
        checked = self._check_now()
        self._previews = self._previews.only(unchanged_nodes(before, checked))
        self._checked = checked

    def _check_now(self) -> Checked:
        place = self._place if self._reaches else None
        return self._opened.checker.check(self.workflow, place, self._parameters)

    def _new_place(self) -> Place:
        parameters = {parameter.name: parameter.default for parameter in self.workflow.parameters}
        used = used_variables(self.workflow, {**parameters, **self._parameters})
        frames = notebook_frames(self._opened.namespace, used)
        return Place(self._opened.directory, frames.usable, frames.unusable)

    @property
    def is_sampled(self) -> bool:
        """Whether samples are there."""
        return bool(self._previews.samples)

    @property
    def reaches(self) -> bool:
        """Whether files are looked at."""
        return self._reaches

    def reach(self) -> None:
        """From now on look at files: the person has asked for rows, a run or a check against the data."""
        if not self._reaches:
            self._reaches = True
            with self._lock:
                self._check()
            self._tell("checked")

    def sample(self) -> None:
        """Compute the sample of every node; nothing where files may not be looked at yet."""
        if not self._reaches:
            return
        checked = self._checked
        previews = computed(checked, self._place)
        with self._lock:
            same = (
                frozenset(checked.order)
                if checked is self._checked
                else unchanged_nodes(checked, self._checked)
            )
            self._previews = Previews({**self._previews.samples, **previews.only(same).samples})
        self._tell("sampled")

    def preview(self, node: str, offset: int = 0, limit: int = 1000) -> Page:
        """A page of a node's table: of its result where the workflow ran, else of its sample.

        Raises
        ------
        UzoError
            When there is nothing to show, with the reason.
        """
        return self.table(node).page(offset, limit)

    def table(self, node: str, *, whole: bool = False) -> Table:
        """A node's table, to look at: its result where the workflow ran, else its sample.

        ``whole`` is for a node of which a sample can tell nothing: its first rows are computed from all data.

        Raises
        ------
        UzoError
            When there is nothing to show, with the reason.
        """
        self.workflow.node(node)
        if self._has_rows(node):
            return self._results.table(node, self._checked, self._place, self._ran)
        if not self._reaches:
            raise UzoError("Nothing was read yet.", hint="Run the workflow.")
        if not whole:
            return self._previews.table(node)
        self._refuse_errors(node)
        return WholeTable(node, self._results.frame(node, self._checked, self._place, self._ran))

    @property
    def folder(self) -> Path:
        """A folder for files that are needed for a moment."""
        return self._opened.scratch

    @property
    def _ran(self) -> frozenset[str]:
        """The nodes of which the last run still tells."""
        return self._runs.unchanged(self._checked)

    def _has_rows(self, node: str) -> bool:
        """Whether the last run made a node's rows, and nothing was changed since."""
        return node in self._ran and self._runs.has_rows(node)

    def sample_soon(self) -> None:
        """Compute the samples in the background; edits that come meanwhile share the next computation."""
        if not self._sample_waits:
            self._sample_waits = True
            self.later(self._sample_that_waited)

    def _sample_that_waited(self) -> None:
        self._sample_waits = False
        self.sample()

    def later(self, work: Callable[[], object], *, slow: bool = False) -> None:
        """Do work for a view in a background thread, in order; what is ``slow`` has a thread of its own."""
        (self._slow_work if slow else self._work).submit(work).add_done_callback(_log_failure)

    # --- runs ----------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """How the workflow would run."""
        return make_plan(self._checked)

    def run(self, engine: Engine = "auto") -> None:
        """Start a run in the background.

        Raises
        ------
        UzoError
            When the workflow has errors, or a run is under way.
        """
        if self._runs.is_running:
            raise RunError("A run is under way.", hint="Cancel it first, or wait.")
        self._reaches = True
        with self._lock:
            self._check()
        self._tell("checked")
        self._refuse_errors()
        self._runs.start(self._checked, self._place, engine)

    def cancel(self) -> bool:
        """End the run that is under way; returns whether there was one."""
        return self._runs.cancel()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the run, whatever it is; ``timeout`` is in seconds.

        Raises
        ------
        RunError
            When it is not over in time.
        """
        self._runs.join(timeout)

    def wait(self, timeout: float | None = None) -> Flow:
        """Wait for the run to complete; an interrupt of the kernel cancels it. ``timeout`` is in seconds.

        Raises
        ------
        RunError
            When it did not complete, or not in time.
        """
        self._runs.wait(timeout)
        return self

    def wait_for_counts(self, timeout: float) -> bool:
        """Wait until the rows of all nodes are known, which may be a moment after the run; whether they are."""
        return self._runs.wait_for_counts(timeout)

    def _refuse_errors(self, node: str | None = None) -> None:
        """Raise where the workflow has errors; for a node only those count that it is made of."""
        if self._writing.broken is not None:
            broken = self._writing.broken.program.diagnostics
            raise RunError("The text cannot be read.", hint=" ".join(each.line() for each in broken[:3]))
        errors = [problem for problem in self._problems() if problem.severity == "error"]
        if node is not None:
            needed = ancestors(predecessors(self.workflow), [node])
            errors = [problem for problem in errors if problem.node in needed]
        if errors:
            raise RunError("The workflow has errors.", hint=" ".join(each.line() for each in errors[:3]))

    def _refuse_failure(self, node: str) -> None:
        """Raise where the run of this workflow went on without a node: it would only fail again."""
        view = self._runs.view
        if view is None or node not in self._ran or view.phase != "completed":
            return
        state = view.nodes[node]
        if state.status in ("failed", "skipped"):
            did = "failed" if state.status == "failed" else "was skipped"
            raise RunError(f"{node!r} has no rows.", hint=f"In the run it {did}: {state.message}")

    # --- results as variables --------------------------------------------------------------------------------

    def __getitem__(self, node: str) -> pl.LazyFrame:
        """The rows of a node as a LazyFrame; waits for a run that is under way, and an interrupt does not end that."""
        self.workflow.node(node)
        self.reach()
        if self._runs.is_running:
            self._runs.join()
            self._runs.must_be_complete()
        if self._has_rows(node):
            return self._results.frame(node, self._checked, self._place, self._ran)
        self._refuse_errors(node)
        self._refuse_failure(node)
        return Composer(self._checked.nodes, self._place, {}).frame(node)

    def __getattr__(self, name: str) -> FlowNode:
        if name.startswith("_"):
            # Not made yet, as while the object is copied: its nodes cannot be asked for then.
            raise AttributeError(name)
        if name in self.workflow:
            return FlowNode(self, name)
        raise AttributeError(f"A flow has no attribute {name!r}; its nodes are {', '.join(self)}.")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __iter__(self):
        return (node.id for node in self.workflow.nodes)

    def __contains__(self, node: object) -> bool:
        return node in self.workflow

    def __repr__(self) -> str:
        phase = f", last run {self.view.phase}" if self.view else ""
        return f"<Flow {self.workflow.name!r}: {len(self.workflow.nodes)} nodes{phase}>"


def _log_failure(done: Future[object]) -> None:
    error = done.exception()
    if error is not None:
        _LOG.error("work for a view failed", exc_info=error)
