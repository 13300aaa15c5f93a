"""Flow runs as a server has them, found by the name of the run: closed, removed, or given what they lack."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterName,
)
from prefect.client.schemas.objects import (
    TERMINAL_STATES,
    Constant,
    FlowRunResult,
    Parameter,
    TaskRun,
    TaskRunResult,
)

from uzo_jupyter.protocol.recorder import RunOutline, TaskOutline
from uzo_jupyter.running.flow import Work, final_state, prefect_settings, prefect_task, task_state
from uzo_jupyter.running.ledger import Ending

_SETTLING_SECONDS = 5.0
"""A server may write down later what the process has told of its tasks before it was killed."""
_LOOK_SECONDS = 1.0
_PAGE = 200
"""Prefect gives no more at once."""


def close_flow_run(url: str, run: str, ending: Ending) -> bool:
    """Give a run whose process was killed its final state, and its tasks too; returns whether there is such a run."""
    with _client(url) as client:
        found = _named(client, run)
        for identity in found:
            client.set_flow_run_state(identity, final_state(ending), force=True)
        deadline = time.monotonic() + _SETTLING_SECONDS
        while found:
            _close_tasks(client, found, ending)
            if time.monotonic() > deadline:
                break
            time.sleep(_LOOK_SECONDS)
        return bool(found)


def _close_tasks(client: SyncPrefectClient, flow_runs: list[UUID], ending: Ending) -> None:
    for task in _tasks(client, flow_runs):
        if task.state is None or not task.state.is_final():
            client.set_task_run_state(task.id, final_state(ending), force=True)


def count_final_tasks(url: str, run: str) -> int | None:
    """How many tasks of a run have a final state on the server; None where it has no such run."""
    with _client(url) as client:
        if not _named(client, run):
            return None
        named = {"flow_runs": {"name": {"any_": [run]}}}
        final = {"task_runs": {"state": {"type": {"any_": [state.value for state in TERMINAL_STATES]}}}}
        return int(client.request("POST", "/task_runs/count", json={**named, **final}).json())


def add_lost_tasks(url: str, outline: RunOutline, work: Work) -> None:
    """Write down the tasks of a run that is over, and their ends, where the server has lost them.

    Parameters
    ----------
    url
        The server's API.
    outline
        The run and its tasks.
    work
        What became of them.
    """
    with _client(url) as client:
        for flow_run in _named(client, outline.run):
            there = _tasks(client, [flow_run])
            found: dict[str, UUID] = {}
            for task in outline.tasks:
                known = next((each for each in there if each.name == task.title), None)
                if known is not None:
                    there.remove(known)
                upstream = [found[source] for source in task.inputs]
                found[task.node] = known.id if known else _new_task(client, flow_run, task, work, upstream)
                if known is None or known.state is None or not known.state.is_final():
                    state = task_state(work.outcome(task.node, task.retries + 1))
                    client.set_task_run_state(found[task.node], state, force=True)


def _new_task(
    client: SyncPrefectClient, flow_run: UUID, task: TaskOutline, work: Work, upstream: Sequence[UUID]
) -> UUID:
    inputs: list[TaskRunResult | FlowRunResult | Parameter | Constant] = []
    inputs += [TaskRunResult(id=source) for source in upstream]
    key, made = f"again-{task.node}", prefect_task(task, work)
    return client.create_task_run(made, flow_run, key, name=task.title, task_inputs={"upstream": inputs}).id


def _tasks(client: SyncPrefectClient, flow_runs: list[UUID]) -> list[TaskRun]:
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=flow_runs))
    found: list[TaskRun] = []
    while page := client.read_task_runs(flow_run_filter=wanted, limit=_PAGE, offset=len(found)):
        found += page
    return found


def remove_flow_run(url: str, run: str) -> None:
    """Remove what a process that was killed has recorded of a run, so that it can be recorded as a whole."""
    with _client(url) as client:
        for identity in _named(client, run):
            client.delete_flow_run(identity)


@contextmanager
def _client(url: str) -> Generator[SyncPrefectClient]:
    with prefect_settings(url), get_client(sync_client=True) as client:
        yield client


def _named(client: SyncPrefectClient, run: str) -> list[UUID]:
    wanted = FlowRunFilter(name=FlowRunFilterName(any_=[run]))
    return [found.id for found in client.read_flow_runs(flow_run_filter=wanted)]
