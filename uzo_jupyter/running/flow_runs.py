"""Flow runs that another process has left behind: found by the name of the run, closed or removed."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterName,
)

from uzo_jupyter.running.flow import final_state, prefect_settings
from uzo_jupyter.running.ledger import Ending
from uzo_jupyter.running.server import ask_server

_SETTLING_SECONDS = 5.0
"""A server may write down later what the process has told of its tasks before it was killed."""
_LOOK_SECONDS = 1.0
_OVER = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]


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
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=flow_runs))
    for task in client.read_task_runs(flow_run_filter=wanted):
        if task.state is None or not task.state.is_final():
            client.set_task_run_state(task.id, final_state(ending), force=True)


def lacks_tasks(url: str, run: str, number: int) -> bool:
    """Whether a recorded run has fewer tasks that are over than it should; not of one that somebody has removed.

    Raises
    ------
    OSError
        When the server does not answer.
    """
    named = {"flow_runs": {"name": {"any_": [run]}}}
    over = {"task_runs": {"state": {"type": {"any_": _OVER}}}}
    if ask_server(url, "task_runs/count", {**named, **over}) >= number:
        return False
    return bool(ask_server(url, "flow_runs/count", named))


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
