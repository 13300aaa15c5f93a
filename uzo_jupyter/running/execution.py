"""The work of one run, free of Prefect: what a node does when it is its turn, and what is told about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
    utc_now,
)
from uzo_jupyter.running.observing.figures import NodeFigures
from uzo_jupyter.running.stages import StageFailure, StageOutput, Stages

Send = Callable[[RunEvent], None]


class NodeStopped(Exception):
    """A node did not run because the run had failed before."""


@dataclass(slots=True)
class _StageState:
    """Whether a stage ran, guarded by its lock: all its targets share one execution."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    attempts: int = 0
    done: bool = False
    failure: Diagnostic | None = None


class Execution:
    """Runs the nodes of a plan when they are asked for; safe to call from several threads."""

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
        self._send = send
        self._numbers = iter(range(1, 1_000_000_000))
        self._sending = threading.Lock()
        self._states = {stage.targets: _StageState() for stage in plan.stages}
        self._finished: set[str] = set()
        self._figures: dict[str, NodeFigures] = {}
        self.failures: dict[str, Diagnostic] = {}
        self.fatal: Diagnostic | None = None
        self.busy_seconds = 0.0
        """The time of all stages so far: what the data cost, without waiting for Prefect."""

    def tell(self, make: Callable[[int], RunEvent]) -> None:
        """Send an event; ``make`` gets its sequence number, so that numbers follow the order of sending."""
        with self._sending:
            self._send(make(next(self._numbers)))

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

    def hear(self, figures: Mapping[str, NodeFigures]) -> None:
        """Take what the engine has done for nodes so far, and tell it."""
        for node, now in figures.items():
            if node not in self._finished:
                self._figures[node] = now
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

    def run_node(self, node: str) -> None:
        """Do what a node's task does: nothing for a lazy node, the whole stage for a materialised one.

        Raises
        ------
        StageFailure
            When the node's stage failed; the task may be retried then.
        NodeStopped
            When an earlier failure has ended the run.
        """
        if not self._plan.nodes[node].materialised:
            return
        stage = self._plan.stage_of(node)
        state = self._states[stage.targets]
        with state.lock:
            if self.fatal is not None:
                raise NodeStopped(f"not run: {self.fatal.node} failed")
            if state.done:
                return
            if state.failure is not None and not self._may_retry(node, state):
                raise StageFailure(state.failure)
            self._attempt(stage, state)

    def _may_retry(self, node: str, state: _StageState) -> bool:
        return state.attempts <= self._plan.bound(node).policy.retry_count

    def _attempt(self, stage: Stage, state: _StageState) -> None:
        state.attempts += 1
        self._tell_started(stage, state.attempts)
        started = time.perf_counter()
        try:
            outputs = self._stages.run(stage)
        except StageFailure as failure:
            state.failure = failure.diagnostic
            self._tell_failed(stage, state)
            raise
        state.done = True
        state.failure = None
        self._keep(outputs)
        seconds = time.perf_counter() - started
        self.busy_seconds += seconds
        self._tell_finished(stage, outputs, seconds)

    def _keep(self, outputs: dict[str, StageOutput]) -> None:
        for node, output in outputs.items():
            if self._plan.bound(node).operation.has_output:
                self._results[node] = output.path

    def _tell_started(self, stage: Stage, attempt: int) -> None:
        for node in (*stage.fused, *stage.targets):
            if node not in self._finished:
                self.tell(
                    lambda number, node=node: NodeStarted(
                        sequence=number,
                        time=utc_now(),
                        node=node,
                        attempt=attempt,
                        cause=self._plan.nodes[node].cause,
                    )
                )

    def _tell_finished(self, stage: Stage, outputs: dict[str, StageOutput], seconds: float) -> None:
        for node in stage.fused:
            if node not in self._finished:
                figures = self._figures.get(node)
                self.tell(
                    lambda number, node=node, figures=figures: NodeFinished(
                        sequence=number,
                        time=utc_now(),
                        node=node,
                        rows=figures.rows if figures and figures.exact else None,
                        executed_rows=figures.rows if figures else None,
                        seconds=figures.seconds if figures else None,
                        fused_into=stage.targets[0],
                    )
                )
        for node, output in outputs.items():
            path = str(output.path) if node in self._results else None
            self.tell(
                lambda number, node=node, output=output, path=path: NodeFinished(
                    sequence=number, time=utc_now(), node=node, rows=output.rows, seconds=seconds, path=path
                )
            )
        self._finished.update(stage.fused, stage.targets)

    def _tell_failed(self, stage: Stage, state: _StageState) -> None:
        diagnostic = state.failure
        assert diagnostic is not None
        target = stage.targets[0]
        policy = self._plan.bound(target).policy
        if state.attempts <= policy.retry_count:
            delay = policy.retry_delay * policy.retry_backoff ** (state.attempts - 1)
            self.tell(
                lambda number: NodeRetrying(
                    sequence=number,
                    time=utc_now(),
                    node=target,
                    attempt=state.attempts,
                    delay=delay,
                    message=diagnostic.message,
                )
            )
            return
        failed = diagnostic.node or target
        self.failures[failed] = diagnostic
        self.tell(
            lambda number: NodeFailed(sequence=number, time=utc_now(), node=failed, diagnostic=diagnostic)
        )
        if not policy.continue_on_error:
            self.fatal = diagnostic

    def tell_skipped(self) -> None:
        """Tell of every node that neither finished nor failed, with the reason."""
        for node in self._plan.inputs:
            if node not in self._finished and node not in self.failures:
                reason = self._reason(node)
                self.tell(
                    lambda number, node=node, reason=reason: NodeSkipped(
                        sequence=number, time=utc_now(), node=node, reason=reason
                    )
                )

    @property
    def finished(self) -> frozenset[str]:
        """The nodes that are done."""
        return frozenset(self._finished)

    @property
    def figures(self) -> dict[str, NodeFigures]:
        """What the engine did for the nodes that are done, as far as it told."""
        return {node: known for node, known in self._figures.items() if node in self._finished}

    def query_of(self, node: str) -> str | None:
        """The node whose query computes a lazy node; None for one that has a result of its own."""
        planned = self._plan.nodes[node]
        return self._plan.stage_of(node).targets[0] if planned.how == "lazy" else None

    def unaccounted(self) -> tuple[str, ...]:
        """Nodes that did not run although nothing before them failed: there should be none."""
        if self.fatal is not None:
            return ()
        spoilt: set[str] = set()
        left: list[str] = []
        for stage in self._plan.stages:
            state = self._states[stage.targets]
            if state.failure is not None or spoilt & stage.needs:
                spoilt.update(stage.targets)
            elif not state.done:
                left += stage.targets
        return tuple(left)

    def _reason(self, node: str) -> str:
        stage = next((s for s in self._plan.stages if node in s.targets or node in s.fused), None)
        state = self._states[stage.targets] if stage else None
        if state is not None and state.failure is not None and state.failure.node != node:
            return f"it is part of the same query as {state.failure.node}, which failed"
        culprit = self.fatal or next(iter(self.failures.values()), None)
        return f"{culprit.node} failed" if culprit else "the run ended before"
