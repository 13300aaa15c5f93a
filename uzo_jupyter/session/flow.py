"""A workflow that a person works with: its text, what is known of it, its previews and its runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal

import polars as pl

from uzo_jupyter.checking import Checked
from uzo_jupyter.errors import RunError, UzoError
from uzo_jupyter.model import ParameterValue, Workflow, ancestors, predecessors
from uzo_jupyter.operations import Place
from uzo_jupyter.picture import Picture, graph_view
from uzo_jupyter.planning import Plan, make_plan
from uzo_jupyter.protocol import Diagnostic, Graph, NodeState, RunEvent, has_errors
from uzo_jupyter.protocol.fold import RunView
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.samples import Sample, Sampler
from uzo_jupyter.session.frames import notebook_frames, used_variables
from uzo_jupyter.session.node import FlowNode
from uzo_jupyter.session.opened import Opened
from uzo_jupyter.session.pages import Page, columns_of
from uzo_jupyter.session.problems import all_problems
from uzo_jupyter.session.results import RunResults
from uzo_jupyter.session.runs import FlowRuns

if TYPE_CHECKING:
    from uzo_jupyter.portable import PortableWidget

_LOG = logging.getLogger(__name__)

Change = Literal["checked", "sampled", "run"]
"""What a listener is told: the workflow was checked anew, previews are there, an event of a run came."""


class Flow:
    """A live workflow.

    ``flow["late"]`` is the node's rows as a Polars LazyFrame, ``flow.late`` the node itself with its preview.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._program = opened.program
        self._parameters: dict[str, ParameterValue] = dict(opened.parameters)
        self._reaches = opened.reaches
        self._listeners: list[Callable[[Change], None]] = []
        self._lock = threading.RLock()
        self._runs = FlowRuns(opened.runner, opened.scratch, lambda: self._tell("run"))
        self._results = RunResults(self._runs)
        self._samples: Mapping[str, Sample] = {}
        self._previous: Checked | None = None
        self._work = ThreadPoolExecutor(1, thread_name_prefix="uzo-preview")
        self._check()

    # --- what is known -------------------------------------------------------------------------------------

    @property
    def workflow(self) -> Workflow:
        """The workflow as it is written."""
        return self._program.workflow

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
        view = self._runs.view
        failures = view.failures if view is not None and self._runs.checked is self._checked else ()
        return tuple(
            dict.fromkeys([*self._diagnostics, *(self._program.locate(failure) for failure in failures)])
        )

    @property
    def ok(self) -> bool:
        """Whether the workflow can run."""
        return not has_errors(self._diagnostics)

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
        states: dict[str, NodeState] = {}
        ran: Mapping[str, NodeState] = {}
        view = self._runs.view
        if view is not None and self._runs.checked is self._checked:
            ran = view.nodes
        for node in self.workflow.nodes:
            states[node.id] = self._node_state(node.id, ran.get(node.id))
        return states

    def _node_state(self, node: str, ran: NodeState | None) -> NodeState:
        schema = self._checked.schemas.get(node)
        columns = columns_of(schema) if schema is not None else None
        sample = self._samples.get(node)
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
        return graph_view(self.workflow, self._opened.registry, self.parameters)

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

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    # --- checking and previews -----------------------------------------------------------------------------

    def set_parameters(self, values: Mapping[str, ParameterValue]) -> None:
        """Use these values from now on: the workflow is checked anew, samples are gone."""
        with self._lock:
            self._parameters.update(values)
            self._check()
        self._tell("checked")

    def _check(self) -> None:
        self._place = self._new_place()
        place = self._place if self._reaches else None
        checked = self._opened.checker.check(self.workflow, place, self._parameters)
        if self._previous is None or not checked.says_the_same_as(self._previous):
            self._samples = {}
        self._checked = self._previous = checked
        self._diagnostics = all_problems(self._program, checked)

    def _new_place(self) -> Place:
        parameters = {parameter.name: parameter.default for parameter in self.workflow.parameters}
        used = used_variables(self.workflow, {**parameters, **self._parameters})
        frames = notebook_frames(self._opened.namespace, used)
        return Place(self._opened.directory, frames.usable, frames.unusable)

    @property
    def is_sampled(self) -> bool:
        """Whether samples are there."""
        return bool(self._samples)

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
        samples = Sampler(checked, self._place).samples()
        with self._lock:
            if checked is self._checked or checked.says_the_same_as(self._checked):
                self._samples = samples
        self._tell("sampled")

    def preview(self, node: str, offset: int = 0, limit: int = 1000) -> Page:
        """A page of a node's table: of its result where the workflow ran, else of its sample.

        Raises
        ------
        UzoError
            When there is nothing to show, with the reason.
        """
        self.workflow.node(node)
        if self._runs.has_rows(node, self._checked):
            return self._results.page(node, self._checked, self._place, offset, limit)
        sample = self._samples.get(node)
        if not self._reaches:
            raise UzoError("Nothing was read yet.", hint="Run the workflow.")
        if sample is None or sample.frame is None:
            raise UzoError(sample.note if sample and sample.note else "There is no preview yet.")
        note = None if sample.complete else "computed from the first rows of each source"
        rows = sample.frame.slice(offset, limit)
        return Page(node, rows, offset, sample.frame.height, not sample.complete, note)

    def later(self, work: Callable[[], object]) -> None:
        """Do slow work for a view in a background thread, in order."""
        self._work.submit(work).add_done_callback(_log_failure)

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
        errors = [problem for problem in self._diagnostics if problem.severity == "error"]
        if node is not None:
            needed = ancestors(predecessors(self.workflow), [node])
            errors = [problem for problem in errors if problem.node in needed]
        if errors:
            raise RunError("The workflow has errors.", hint=" ".join(each.line() for each in errors[:3]))

    def _refuse_failure(self, node: str) -> None:
        """Raise where the run of this workflow went on without a node: it would only fail again."""
        view = self._runs.view
        if view is None or self._runs.checked is not self._checked or view.phase != "completed":
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
        if self._runs.has_rows(node, self._checked):
            return self._results.frame(node, self._checked, self._place)
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
