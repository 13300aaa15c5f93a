"""A run as a Prefect flow: every node a task run with name, tags, retries and dependencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Queue
from typing import Any, cast

from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.flows import Flow
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task
from prefect.utilities.urls import url_for

from uzo_jupyter.checking import BoundNode
from uzo_jupyter.planning import Plan
from uzo_jupyter.protocol import PrefectLinked, utc_now
from uzo_jupyter.running.execution import Execution, NodeStopped

_BANNED = str.maketrans(dict.fromkeys("/%&><", "-"))
"""Characters that Prefect does not allow in a flow's name."""
_WORKERS = 8
_LONGEST_DELAY = 3600.0
_JITTER = 0.3


def build_flow(plan: Plan, execution: Execution, run: str) -> Flow[[], Any]:
    """The flow of a plan. Its tasks hand on nothing: results are files, so Prefect never hashes or stores a frame."""

    def workflow() -> State[Any]:
        _tell_prefect(execution)
        _run_nodes(plan, execution)
        return _final_state(execution)

    runner = cast("Any", ThreadPoolTaskRunner(max_workers=_WORKERS))
    return Flow(
        workflow,
        name=plan.checked.workflow.name.translate(_BANNED)[:200] or "workflow",
        flow_run_name=_constant(run),
        task_runner=runner,
        validate_parameters=False,
        persist_result=False,
        log_prints=False,
    )


def _tell_prefect(execution: Execution) -> None:
    identity = str(flow_run.get_id())
    url = url_for("flow-run", obj_id=identity)
    execution.tell(lambda number: PrefectLinked(sequence=number, time=utc_now(), flow_run=identity, url=url))


def _run_nodes(plan: Plan, execution: Execution) -> None:
    """Start each node as soon as those that feed it are done; a waiting node takes no worker from another."""
    waiting = {node: set(inputs) for node, inputs in plan.inputs.items()}
    futures: dict[str, PrefectFuture[Any]] = {}
    done: Queue[str] = Queue()
    while len(futures) < len(waiting):
        for node in [node for node, inputs in waiting.items() if not inputs and node not in futures]:
            upstream = [futures[source] for source in plan.inputs[node]]
            futures[node] = _task(plan.bound(node), execution).submit(upstream)
            futures[node].add_done_callback(lambda _, node=node: done.put(node))
        finished = done.get()
        for inputs in waiting.values():
            inputs.discard(finished)
    for future in futures.values():
        future.wait()


def _task(node: BoundNode, execution: Execution) -> Task[..., Any]:
    def run_node(upstream: Sequence[object]) -> State[Any] | None:  # noqa: ARG001 - Prefect waits for them
        try:
            execution.run_node(node.id)
        except NodeStopped as stopped:
            return Cancelled(message=str(stopped))
        query = execution.query_of(node.id)
        return None if query is None else Completed(name="Fused", message=f"part of the query of {query}")

    policy = node.policy
    delays = [
        min(policy.retry_delay * policy.retry_backoff**attempt, _LONGEST_DELAY)
        for attempt in range(policy.retry_count)
    ]
    return Task(
        run_node,
        name=node.node.title,
        task_run_name=_constant(node.node.title),
        tags=[f"node:{node.id}", f"type:{node.node.node_type}", f"operation:{node.config_name}"],
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
        retries=policy.retry_count,
        retry_delay_seconds=delays or None,
        retry_jitter_factor=_JITTER if delays else None,
    )


def _constant(name: str) -> Callable[[], str]:
    """A name that Prefect takes as it is: a text would be read as a template."""
    return lambda: name


def _final_state(execution: Execution) -> State[Any]:
    if execution.fatal is not None:
        return Failed(message=execution.fatal.line())
    left = ", ".join(execution.unaccounted())
    if left:
        return Failed(message=f"{left} did not run")
    skipped = ", ".join(execution.failures)
    return Completed(message=f"finished without {skipped}" if skipped else "finished")
