"""The work of one run, free of Prefect: what an attempt of a stage does, and what is told about it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from uzo_jupyter.checking import first_line
from uzo_jupyter.planning import Plan, Stage
from uzo_jupyter.protocol import (
    Diagnostic,
    NodeFailed,
    NodeFinished,
    NodeProgress,
    NodeRetrying,
    NodeReused,
    NodeSkipped,
    NodeStarted,
    RunEvent,
    RunStatus,
    utc_now,
)
from uzo_jupyter.running.observing.figures import NodeFigures
from uzo_jupyter.running.stages import StageFailure, StageOutput, Stages

_LOG = logging.getLogger(__name__)

Send = Callable[[RunEvent], None]


class Execution:
    """Carries out attempts of the stages of a plan and tells of them; safe to call from several threads."""

    def __init__(
        self,
        plan: Plan,
        stages: Stages,
        results: dict[str, Path],
        send: Send,
    ) -> None:
        self._plan = plan
        self._stages = stages
        self._results = results
        self._listeners = [send]
        self._numbers = iter(range(1, 1_000_000_000))
        self._lock = threading.RLock()
        self._done: set[Stage] = set()
        self._given_up: dict[Stage, Diagnostic] = {}
        self._lost: dict[Stage, Diagnostic] = {}
        self._finished: set[str] = set()
        self._figures: dict[Stage, dict[str, NodeFigures]] = {}
        self._skipped: set[str] = set()
        self.failures: dict[str, Diagnostic] = {}
        self.fatal: Diagnostic | None = None
        self.busy_seconds = 0.0
        """The time of all stages so far: what the data cost."""

    def tell(self, make: Callable[[int], RunEvent]) -> None:
        """Send an event; ``make`` gets its sequence number, so that numbers follow the order of sending."""
        with self._lock:
            event = make(next(self._numbers))
            for listener in self._listeners:
                listener(event)

    def listen(self, listener: Send) -> None:
        """Tell somebody else too, from now on."""
        self._listeners.append(listener)

    def tell_reused(self, rows: Mapping[str, int | None]) -> None:
        """Tell of the nodes that have nothing to do; ``rows`` are those that are known."""
        for node, planned in self._plan.nodes.items():
            if planned.is_reused:
                path = self._results.get(node)
                self.tell(
                    lambda number, node=node, reason=planned.reason, path=path: NodeReused(
                        sequence=number,
                        time=utc_now(),
                        node=node,
                        reason=reason,
                        rows=rows.get(node),
                        path=None if path is None else str(path),
                    )
                )
                self._finished.add(node)

    def hear(self, stage: Stage, figures: Mapping[str, NodeFigures]) -> None:
        """Take what the engine has done for the nodes of a stage so far, and tell it."""
        self._figures.setdefault(stage, {}).update(figures)
        for node, now in figures.items():
            if node not in self._finished:
                self.tell(
                    lambda number, node=node, now=now: NodeProgress(
                        sequence=number,
                        time=utc_now(),
                        node=node,
                        executed_rows=now.rows,
                        seconds=now.seconds,
                        done=now.done,
                    )
                )

    # --- a stage -------------------------------------------------------------------------------------------

    def attempt(self, stage: Stage, number: int) -> Diagnostic | None:
        """Make one attempt of a stage, the first being number 1; returns why it failed, None where it did not."""
        self._tell_started(stage, number)
        self._figures.pop(stage, None)  # of an attempt that failed
        started = time.perf_counter()
        try:
            outputs = self._stages.run(stage)
        except StageFailure as failure:
            return failure.diagnostic
        except Exception as error:
            _LOG.exception("the stage %s failed", ", ".join(stage.targets))
            message = f"{type(error).__name__}: {first_line(error)}"
            return Diagnostic(code="run", message=message, node=stage.targets[0])
        self._keep(outputs)
        self._tell_finished(stage, outputs, time.perf_counter() - started)
        return None

    def tell_retrying(self, stage: Stage, attempt: int, delay: float, failure: Diagnostic) -> None:
        """Tell that an attempt failed, and that another will be made after ``delay`` seconds."""
        self.tell(
            lambda number: NodeRetrying(
                sequence=number,
                time=utc_now(),
                node=stage.targets[0],
                attempt=attempt,
                delay=delay,
                message=failure.message,
            )
        )

    def give_up(self, stage: Stage, failure: Diagnostic) -> None:
        """Tell that a stage failed for good; unless its policy says otherwise, that ends the run."""
        target = stage.targets[0]
        node = failure.node or target
        with self._lock:
            self._given_up[stage] = failure
            self.failures[node] = failure
            if not self._plan.bound(target).policy.continue_on_error:
                self.fatal = self.fatal or failure
        self.tell(lambda number: NodeFailed(sequence=number, time=utc_now(), node=node, diagnostic=failure))
        # Those that another stage computes too may still come.
        others = {node for other in self._plan.stages if other is not stage for node in other.fused}
        self._skip(node for node in (*stage.fused, *stage.targets) if node not in others)

    def _keep(self, outputs: dict[str, StageOutput]) -> None:
        for node, output in outputs.items():
            if self._plan.bound(node).operation.has_output:
                self._results[node] = output.path

    def _tell_started(self, stage: Stage, attempt: int) -> None:
        for node in (*stage.fused, *stage.targets):
            query = stage.targets[0] if node in stage.fused else None
            if node not in self._finished:
                self.tell(
                    lambda number, node=node, query=query: NodeStarted(
                        sequence=number,
                        time=utc_now(),
                        node=node,
                        attempt=attempt,
                        fused_into=query,
                        cause=self._plan.nodes[node].cause,
                    )
                )

    def _tell_finished(self, stage: Stage, outputs: dict[str, StageOutput], seconds: float) -> None:
        with self._lock:
            self._done.add(stage)
            self.busy_seconds += seconds
            for node in stage.fused:
                if node not in self._finished:
                    self._tell_fused(node, stage)
            for node, output in outputs.items():
                path = str(output.path) if node in self._results else None
                self.tell(
                    lambda number, node=node, output=output, path=path: NodeFinished(
                        sequence=number,
                        time=utc_now(),
                        node=node,
                        rows=output.rows,
                        seconds=seconds,
                        path=path,
                    )
                )
            self._finished.update(stage.fused, stage.targets)

    def _tell_fused(self, node: str, stage: Stage) -> None:
        figures = self._figures.get(stage, {}).get(node)
        self.tell(
            lambda number: NodeFinished(
                sequence=number,
                time=utc_now(),
                node=node,
                rows=figures.rows if figures and figures.exact else None,
                executed_rows=figures.rows if figures else None,
                seconds=figures.seconds if figures else None,
                fused_into=stage.targets[0],
            )
        )

    # --- what is left out ----------------------------------------------------------------------------------

    def lose(self, stages: Iterable[Stage], failure: Diagnostic) -> None:
        """Tell that stages can never begin because of a failure."""
        with self._lock:
            self._lost |= dict.fromkeys(stages, failure)
            self._skip(node for stage in stages for node in stage.targets)

    def _skip(self, nodes: Iterable[str]) -> None:
        """Tell of nodes that they will not run, with the reason, unless that was told or they are done."""
        with self._lock:
            over = self._finished | self._skipped | self.failures.keys()
            left = [node for node in nodes if node not in over]
            self._skipped.update(left)
            for node in left:
                reason = self._reason(node)
                self.tell(
                    lambda number, node=node, reason=reason: NodeSkipped(
                        sequence=number, time=utc_now(), node=node, reason=reason
                    )
                )

    def skip_rest(self) -> None:
        """Tell of every node that neither finished nor failed, with the reason."""
        self._skip(self._plan.inputs)

    @property
    def finished(self) -> frozenset[str]:
        """The nodes that are done."""
        return frozenset(self._finished)

    @property
    def figures(self) -> dict[str, NodeFigures]:
        """What the engine did for the nodes of the stages that are done, as far as it told; best what is exact."""
        told = [item for stage in self._done for item in self._figures.get(stage, {}).items()]
        return {**dict(told), **{node: known for node, known in told if known.exact}}

    def why_reused(self, node: str) -> str | None:
        """Why a node has nothing to do; None for one that has."""
        planned = self._plan.nodes[node]
        return planned.reason if planned.is_reused else None

    def query_of(self, node: str) -> str | None:
        """The node whose query computes a lazy node; None for one that has a result of its own."""
        planned = self._plan.nodes[node]
        return self._plan.stage_of(node).targets[0] if planned.how == "lazy" else None

    def verdict(self) -> tuple[RunStatus, str | None]:
        """How the run ended, by what its stages did, and what a person should know of it."""
        if self.fatal is not None:
            return "failed", self.fatal.line()
        left = ", ".join(self.unaccounted())
        if left:
            return "failed", f"{left} did not run, and nothing tells why"
        missing = ", ".join(self.failures)
        return "completed", f"finished without {missing}" if missing else None

    def unaccounted(self) -> tuple[str, ...]:
        """Nodes that did not run although nothing before them failed: there should be none."""
        if self.fatal is not None:
            return ()
        spoilt: set[str] = set()
        left: list[str] = []
        for stage in self._plan.stages:
            if stage in self._given_up or spoilt & stage.needs:
                spoilt.update(stage.targets)
            elif stage not in self._done:
                left += stage.targets
        return tuple(left)

    def _reason(self, node: str) -> str:
        stage = next((s for s in self._plan.stages if node in s.targets or node in s.fused), None)
        failure = self._given_up.get(stage) if stage is not None else None
        if failure is not None and failure.node != node:
            return f"it is part of the same query as {failure.node}, which failed"
        lost = self._lost.get(stage) if stage is not None else None
        if lost is not None:
            return f"{lost.node} failed"
        return f"the run stopped because {self.fatal.node} failed" if self.fatal else "the run ended before"
