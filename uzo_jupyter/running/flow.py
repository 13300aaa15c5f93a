"""A run as a Prefect flow: every node a task run with name, tags, attempts and dependencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from queue import Queue
from typing import Any, Protocol, cast

from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events.worker import EventsWorker
from prefect.flows import Flow
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_LOGGING_LEVEL,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from prefect.states import Cancelled, Completed, Crashed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task
from prefect.utilities.urls import url_for

from uzo_jupyter.protocol.recorder import RunOutline, TaskOutline
from uzo_jupyter.running.ledger import Ending, Outcome

_BANNED = str.maketrans(dict.fromkeys("/%&><", "-"))
"""Characters that Prefect does not allow in a flow's name."""
_WORKERS = 16

Linked = Callable[[str, str | None], None]
"""Is told the id of the flow run, and the page that shows it."""


class Work(Protocol):
    """What is done elsewhere while the flow's tasks wait for it, or was done already."""

    def outcome(self, node: str, attempt: int) -> Outcome:
        """What became of an attempt of a node; waits until that is known."""
        ...

    def ending(self) -> Ending:
        """How the run ended; waits until it has."""
        ...


def run_flow(url: str, outline: RunOutline, work: Work, linked: Linked) -> str | None:
    """Run a flow on the server at ``url``; returns what Prefect says of it where it did not end as the work did."""
    with prefect_settings(url):
        state = build_flow(outline, work, linked)(return_state=True)
        # Task runs reach the server as events, in a thread of Prefect's.
        EventsWorker.instance().wait_until_empty()
    expected = final_state(work.ending())
    return None if state.type == expected.type else state.message or state.name


def prefect_settings(url: str) -> AbstractContextManager[Any]:
    """Prefect's settings for runs that this package watches itself."""
    # Joining the heartbeat thread costs a second at the end of each flow; the kernel watches the processes instead.
    return temporary_settings(
        {
            PREFECT_API_URL: url,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
            PREFECT_LOGGING_LEVEL: "WARNING",
            PREFECT_LOGGING_TO_API_ENABLED: False,
        }
    )


def build_flow(outline: RunOutline, work: Work, linked: Linked) -> Flow[[], Any]:
    """The flow of a run. Its tasks hand on nothing: results are files, so Prefect never hashes or stores a frame."""

    def workflow() -> State[Any]:
        identity = str(flow_run.get_id())
        linked(identity, url_for("flow-run", obj_id=identity))
        _run_tasks(outline.tasks, work)
        return final_state(work.ending())

    return Flow(
        workflow,
        name=outline.workflow.translate(_BANNED)[:200] or "workflow",
        flow_run_name=_constant(outline.run),
        task_runner=cast("Any", ThreadPoolTaskRunner(max_workers=_WORKERS)),
        validate_parameters=False,
        persist_result=False,
        log_prints=False,
    )


class _Over(PrefectFuture[Any]):
    """A task that is over, however it ended.

    Prefect would leave a task whose input has failed or was cancelled pending for ever. Here each tells its own end.
    """

    def wait(self, timeout: float | None = None) -> None:
        """There is nothing to wait for."""

    @property
    def state(self) -> State[Any]:
        """A state after which others may begin."""
        # Prefect refuses to hand on nothing.
        return Completed(data=True)

    def result(self, timeout: float | None = None, raise_on_failure: bool = True) -> None:
        """Results are files."""

    def add_done_callback(self, fn: Callable[[PrefectFuture[Any]], None]) -> None:
        """It is over: call back at once."""
        fn(self)


def _run_tasks(tasks: Sequence[TaskOutline], work: Work) -> None:
    """Start each task as soon as those that feed it are done; a waiting one takes no worker from another."""
    waiting = {task.node: set(task.inputs) for task in tasks}
    futures: dict[str, PrefectFuture[Any]] = {}
    done: Queue[str] = Queue()
    while len(futures) < len(tasks):
        for task in tasks:
            if task.node not in futures and not waiting[task.node]:
                upstream = [_Over(futures[source].task_run_id) for source in task.inputs]
                futures[task.node] = prefect_task(task, work).submit(upstream)
                futures[task.node].add_done_callback(lambda _, node=task.node: done.put(node))
        finished = done.get()
        for inputs in waiting.values():
            inputs.discard(finished)
    for future in futures.values():
        future.wait()


def prefect_task(task: TaskOutline, work: Work) -> Task[..., Any]:
    """The task of a node; it does nothing but tell what became of it."""
    attempts = iter(range(1, task.retries + 2))

    def run_node(upstream: Sequence[object]) -> State[Any]:  # noqa: ARG001 - Prefect shows them
        return task_state(work.outcome(task.node, next(attempts)))

    return Task(
        run_node,
        name=task.title,
        task_run_name=_constant(task.title),
        tags=task.tags,
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
        # Whoever does the work waits between attempts.
        retries=task.retries,
        retry_condition_fn=lambda _task, _run, state: state.name == "Retrying",
    )


def _constant(name: str) -> Callable[[], str]:
    """A name that Prefect takes as it is: a text would be read as a template."""
    return lambda: name


def task_state(outcome: Outcome) -> State[Any]:
    """Prefect's state of a task with this outcome."""
    match outcome.kind:
        case "done":
            return Completed(message=outcome.message)
        case "reused":
            return Completed(name="Cached", message=outcome.message)
        case "fused":
            return Completed(name="Fused", message=outcome.message)
        case "retrying":
            return Failed(name="Retrying", message=outcome.message)
        case "failed":
            return Failed(message=outcome.message)
        case "skipped":
            return Cancelled(name="Skipped", message=outcome.message)
        case "cancelled":
            return Cancelled(message=outcome.message)
        case "interrupted":
            return Crashed(message=outcome.message)


def final_state(ending: Ending) -> State[Any]:
    """Prefect's state of a run that ended so."""
    states = {"completed": Completed, "failed": Failed, "cancelled": Cancelled, "interrupted": Crashed}
    return states[ending.status](message=ending.message)
