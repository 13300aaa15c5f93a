"""A workflow that a person works with: a live one, with its runs and their results as variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from uzo_jupyter.errors import FaultyWorkflowError, RunError, UzoError
from uzo_jupyter.model import ancestors, predecessors
from uzo_jupyter.picture import Picture, graph_view
from uzo_jupyter.planning import Plan
from uzo_jupyter.protocol import EVERYTHING, Diagnostic, Graph, NodeState, RunEvent, RunScope, has_errors
from uzo_jupyter.protocol.fold import RunView
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.session.changed import changed_sources
from uzo_jupyter.session.code import digests_of
from uzo_jupyter.session.coded import CodedWorkflow
from uzo_jupyter.session.node import FlowNode
from uzo_jupyter.session.opened import Opened
from uzo_jupyter.session.orders import Wish
from uzo_jupyter.session.pages import Page
from uzo_jupyter.session.past import PastRun
from uzo_jupyter.session.previews import computed
from uzo_jupyter.session.problems import all_problems
from uzo_jupyter.session.results import RunResults
from uzo_jupyter.session.runs import FlowRuns
from uzo_jupyter.session.states import known_state
from uzo_jupyter.session.tables import Table, WholeTable

if TYPE_CHECKING:
    from uzo_jupyter.portable import PortableWidget


_NO_ROWS = {
    "failed": "failed",
    "skipped": "was skipped",
    "cancelled": "was cancelled",
    "interrupted": "was interrupted",
}


class Flow(CodedWorkflow):
    """A live workflow, with its runs and what they made.

    ``flow["late"]`` is the node's rows as a Polars LazyFrame, ``flow.late`` the node itself with its preview.
    """

    def __init__(self, opened: Opened) -> None:
        self._runs = FlowRuns(opened.runner, opened.scratch, lambda: self._tell("run"))
        self._results = RunResults(self._runs)
        super().__init__(opened)

    # --- what is known -------------------------------------------------------------------------------------

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong, with its place in the text; failures of the last run included."""
        program = self._writing.reading.program
        if self._writing.broken is not None:
            return self._writing.broken.program.diagnostics
        view = self._runs.view
        told = self._ran
        failures = [each for each in view.failures if each.node in told] if view is not None else []
        problems = all_problems(program, self._checked)
        sampled = [each for each in self._previews.failures() if each.node not in told]
        located = [program.locate(failure) for failure in [*failures, *sampled]]
        return tuple(dict.fromkeys([*problems, *located]))

    @property
    def ok(self) -> bool:
        """Whether the workflow can run."""
        return not self.is_broken and not has_errors(self._problems())

    @property
    def view(self) -> RunView | None:
        """The last run, or None before the first."""
        return self._runs.view

    def node_states(self) -> dict[str, NodeState]:
        """The state of every node: of the run where there was one, else of its preview."""
        view, told, codes = self._runs.view, self._ran, self.codes()
        known = {} if view is None else {**view.earlier, **view.nodes}
        results = self._runs.results(told)
        return {
            node: known_state(
                ran=known.get(node) if node in told else None,
                sample=self._previews.samples.get(node),
                schema=self._checked.schemas.get(node),
                path=results.get(node),
                code=codes.get(node),
            )
            for node in self
        }

    def pin_size(self, node: str) -> int | None:
        """About how many bytes the result of a node takes where it is kept; None where nobody can tell yet."""
        return self.node_states()[node].pin_size

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

    def listen_events(self, listener: Callable[[RunEvent], None]) -> None:
        """Call the listener with every event of every run, from a thread of the runner's client."""
        self._runs.listen(listener)

    # --- tables ----------------------------------------------------------------------------------------------------

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
            # A sample may be older than the change too.
            previews = computed(self._checked, self._place) if self.changed_sources(node) else self._previews
            return previews.table(node)
        self._refuse_errors(node)
        return WholeTable(node, self._results.frame(node, self._checked, self._place, self._ran))

    @property
    def _ran(self) -> frozenset[str]:
        """The nodes of which the last run still tells."""
        return self._runs.unchanged(self._checked, digests_of(self.codes()))

    def _has_rows(self, node: str) -> bool:
        """Whether the last run made a node's rows, and nothing was changed since."""
        return node in self._ran and self._runs.has_rows(node) and not self.changed_sources(node)

    def changed_sources(self, node: str) -> tuple[str, ...]:
        """The sources of a node's rows that were changed since the last run made them."""
        view = self._runs.view
        if view is None or node not in self._ran:
            return ()
        return changed_sources(node, self._checked, self._place, view)

    # --- runs ----------------------------------------------------------------------------------------------

    @property
    def past_runs(self) -> tuple[PastRun, ...]:
        """The last runs, the newest first: with ``RunScope(from_node=..., past=...)`` one can be gone on with."""
        return self._runs.past

    def plan(self, scope: RunScope = EVERYTHING) -> Plan:
        """How the workflow, or a part of it, would run now, over what is kept of earlier runs; files are looked at.

        Raises
        ------
        UzoError
            When the workflow has errors.
        """
        self._look_again()
        self._refuse_errors()
        return self._runs.plan(self._checked, self._place, scope, self.codes())

    def run(
        self,
        engine: Engine = "auto",
        scope: RunScope = EVERYTHING,
        concurrency: int | None = None,
        memory: int | None = None,
    ) -> None:
        """Start a run of the workflow, or of a part of it, in the background.

        Parameters
        ----------
        engine
            Polars' engine: ``auto``, ``streaming``, ``in-memory`` or ``gpu``.
        scope
            Which part is run, and over what of earlier runs.
        concurrency
            How many stages run at once; where nothing is said as many as there are processors, at least 2.
        memory
            Bytes that the streaming engine keeps in memory: what does not fit goes to the disk for a while. The run
            has a process of its own then, which takes a moment to start.

        Raises
        ------
        UzoError
            When the workflow has errors, or a run is under way.
        """
        wish = Wish(engine, concurrency, scope, memory, self._opened.file)
        wish.must_be_possible()
        if self._runs.is_running:
            raise RunError("A run is under way.", hint="Cancel it first, or wait.")
        self._look_again()
        self._refuse_errors()
        self._runs.start(self._checked, self._place, wish, self.codes())

    def _look_again(self) -> None:
        """Check against the files and frames as they are now: what was found out before may be of others."""
        self._reaches = True
        with self._lock:
            self._check()
        self._tell("checked")

    def go_on_from(self, before: Flow) -> None:
        """Take the place of a workflow that was written anew: its runs are past runs of this one."""
        self._runs.go_on_from(before._runs)

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

    def warm_up(self) -> None:
        """A run may come: start its process in the background."""
        self._runs.warm_up()

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
            raise FaultyWorkflowError(
                "The workflow has errors.", hint=" ".join(each.line() for each in errors[:3])
            )

    def _refuse_failure(self, node: str) -> None:
        """Raise where the last run did not come to the end with a node: it would only fail again, or go on for ever."""
        view = self._runs.view
        state = view.node(node) if view is not None and node in self._ran else None
        did = _NO_ROWS.get(state.status) if state is not None else None
        if state is not None and did is not None:
            why = f": {state.message}" if state.message and state.message != state.status else "."
            raise RunError(f"{node!r} has no rows.", hint=f"In the run it {did}{why}")

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
