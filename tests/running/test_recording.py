"""Every run is in Prefect to its end, whatever happens to it, and none waits for that."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import polars as pl
import psutil
import pytest

from tests.running.conftest import Notebook
from tests.running.test_runs import ENDLESS, PIPELINE
from uzo_jupyter.protocol import (
    Diagnostic,
    NodeFailed,
    NodeFinished,
    NodeRetrying,
    NodeSkipped,
    NodeStarted,
    PrefectLinked,
    RunEvent,
    RunFinished,
    RunStatus,
    utc_now,
)
from uzo_jupyter.running.ledger import Ledger
from uzo_jupyter.running.server import PrefectServer
from uzo_jupyter.session import Flow, Session

FINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def run_of(flow: Flow) -> str:
    """The id of a flow's last run."""
    assert flow.view is not None
    return flow.view.run


def api() -> str:
    """The local server, once it answers."""
    deadline = time.monotonic() + 120
    while (url := PrefectServer().running()) is None:
        assert time.monotonic() < deadline, "there is no server"
        time.sleep(0.2)
    return url


def recorded(run: str, kind: str) -> list[dict[str, str]]:
    """What Prefect has of a run: its ``flow_runs`` or ``task_runs``."""
    query = {"flow_runs": {"name": {"any_": [run]}}}
    answer = httpx.post(f"{api()}/{kind}/filter", json=query, timeout=20)
    return answer.json() if answer.status_code == 200 else []


def states(run: str, nodes: int) -> tuple[str, dict[str, str]]:
    """The final state of a run in Prefect, and those of its tasks by node: type and name."""

    def is_complete() -> bool:
        flows, tasks = recorded(run, "flow_runs"), recorded(run, "task_runs")
        done = [task for task in tasks if task["state_type"] in FINAL]
        return len(flows) == 1 and flows[0]["state_type"] in FINAL and len(done) == nodes

    deadline = time.monotonic() + 90
    while not is_complete():
        assert time.monotonic() < deadline, (recorded(run, "flow_runs"), recorded(run, "task_runs"))
        # Each question is work for the server, which has enough of it.
        time.sleep(0.5)
    (flow,) = recorded(run, "flow_runs")
    by_node = {
        next(tag for tag in task["tags"] if tag.startswith("node:"))[5:]: task["state_name"]
        for task in recorded(run, "task_runs")
    }
    return flow["state_type"], by_node


def started(flow: Flow, node: str) -> threading.Event:
    """Is set when the node has started."""
    begun = threading.Event()
    flow.listen_events(
        lambda event: begun.set() if isinstance(event, NodeStarted) and event.node == node else None
    )
    return begun


def test_a_completed_run_is_recorded_with_all_its_tasks(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    notebook.events(flow)
    state, tasks = states(run_of(flow), len(flow.workflow.nodes))
    assert state == "COMPLETED"
    assert {node: name for node, name in tasks.items() if name != "Fused"} == {
        "summary": "Completed",
        "top": "Completed",
    }


def test_a_run_is_over_while_prefect_does_not_answer_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notebook: Notebook
) -> None:
    monkeypatch.setenv("UZO_DATA_DIR", str(tmp_path / "data"))
    session = Session({"df": pl.DataFrame({"a": [1]})}, tmp_path)
    flow = session.open_text('x = frame("df")\ny = x.head(1)')
    flow.run()
    flow.wait(120)
    assert PrefectServer().running() is None
    assert flow.view is not None
    assert flow.view.prefect_url is None
    assert states(run_of(flow), 2)[0] == "COMPLETED"
    assert flow.view.prefect_url is not None
    session.close()


def test_what_failed_and_what_was_skipped_is_recorded_so(notebook: Notebook) -> None:
    text = """
a = frame("words")
b = a.cast({"word": Int64}).options(continue_on_error=True, retries=1, retry_delay=0)
c = b.head(1)
d = a.head(1)
"""
    flow = notebook.open(text)
    notebook.events(flow)
    state, tasks = states(run_of(flow), 4)
    assert (state, tasks) == (
        "COMPLETED",
        {"a": "Fused", "b": "Failed", "c": "Skipped", "d": "Completed"},
    )
    (failed,) = [task for task in recorded(run_of(flow), "task_runs") if task["state_name"] == "Failed"]
    assert failed["run_count"] == 2


def test_a_run_that_is_cancelled_at_once_is_recorded(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    flow.run()
    assert flow.cancel()
    flow.join(10)
    state, tasks = states(run_of(flow), len(flow.workflow.nodes))
    assert (state, set(tasks.values())) == ("CANCELLED", {"Cancelled"})


def test_a_run_that_is_cancelled_while_prefect_follows_it_is_recorded(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    linked = threading.Event()
    flow.listen_events(lambda event: linked.set() if isinstance(event, PrefectLinked) else None)
    flow.run()
    assert linked.wait(120)
    notebook.wait_until(
        lambda: any(t["state_type"] == "RUNNING" for t in recorded(run_of(flow), "task_runs")), 60
    )
    flow.cancel()
    flow.join(10)
    state, tasks = states(run_of(flow), len(flow.workflow.nodes))
    assert (state, tasks["c"]) == ("CANCELLED", "Cancelled")


def test_a_run_whose_runner_is_killed_is_recorded(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    begun = started(flow, "c")
    flow.run()
    assert begun.wait(120)
    kill_children("uzo_jupyter.running.runner")
    flow.join(10)
    state, tasks = states(run_of(flow), len(flow.workflow.nodes))
    assert (state, tasks["c"]) == ("CRASHED", "Crashed")


def test_what_a_recorder_that_is_killed_had_not_recorded_the_next_one_does(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    linked = threading.Event()
    flow.listen_events(lambda event: linked.set() if isinstance(event, PrefectLinked) else None)
    flow.run()
    assert linked.wait(120)
    kill_children("uzo_jupyter.running.recorder")
    flow.cancel()
    flow.join(10)
    state, tasks = states(run_of(flow), len(flow.workflow.nodes))
    assert (state, tasks["c"]) == ("CANCELLED", "Cancelled")


def spoil_batches() -> None:
    """Tell the server of a task of a flow run that does not exist: it drops what it would write down with that."""
    task, flow_run = f"prefect.task-run.{uuid.uuid4()}", f"prefect.flow-run.{uuid.uuid4()}"
    event = {
        "id": str(uuid.uuid4()),
        "occurred": utc_now().isoformat(),
        "event": "prefect.task-run.Running",
        "resource": {"prefect.resource.id": task, "prefect.orchestration": "client"},
        "related": [{"prefect.resource.id": flow_run, "prefect.resource.role": "flow-run"}],
        "payload": {
            "validated_state": {"type": "RUNNING", "name": "Running"},
            "task_run": {"name": "x", "task_key": "x", "dynamic_key": "0"},
        },
    }
    assert httpx.post(f"{api()}/events", json=[event], timeout=20).status_code == 204


@contextmanager
def spoiling() -> Generator[None]:
    """Let the server drop all tasks that it hears of, and for as long as it goes on trying to write them down."""
    over = threading.Event()

    def spoil() -> None:
        while not over.wait(0.2):
            spoil_batches()

    spoil_batches()
    thread = threading.Thread(target=spoil)
    thread.start()
    try:
        yield
        time.sleep(8)  # it gives up after six attempts, one a second
    finally:
        over.set()
        thread.join()


def test_tasks_that_the_server_has_lost_are_told_to_it_again(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    with spoiling():
        notebook.events(flow)
        notebook.wait_until(
            lambda: any(each["state_type"] in FINAL for each in recorded(run_of(flow), "flow_runs")), 60
        )
    state, tasks = states(run_of(flow), len(flow.workflow.nodes))
    assert state == "COMPLETED"
    assert {node: name for node, name in tasks.items() if name != "Fused"} == {
        "summary": "Completed",
        "top": "Completed",
    }
    # Otherwise nothing was lost here.
    assert any(task["dynamic_key"].startswith("again-") for task in recorded(run_of(flow), "task_runs"))


def test_a_session_that_is_closed_right_after_a_run_leaves_it_in_prefect(
    notebook: Notebook, tmp_path: Path
) -> None:
    session = Session({"df": pl.DataFrame({"a": [1]})}, tmp_path)
    flow = session.open_text('x = frame("df")\ny = x.head(1)')
    flow.run()
    flow.wait(120)
    session.close()
    assert states(run_of(flow), 2)[0] == "COMPLETED"


def kill_children(module: str) -> None:
    """Kill the processes of a module that this one has started."""
    for child in psutil.Process().children():
        if module in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)


# --- the ledger --------------------------------------------------------------------------------------------


def ledger_of(*events: Callable[..., RunEvent]) -> Ledger:
    """A ledger of the nodes a, b and c that has these events."""
    ledger = Ledger(["a", "b", "c"])
    for event in events:
        ledger.add(event(sequence=1, time=utc_now()))
    return ledger


def over(status: RunStatus) -> Callable[..., RunEvent]:
    """The end of a run."""
    return lambda **at: RunFinished(**at, status=status, seconds=1, message="the end")


def test_attempts_have_their_own_outcomes() -> None:
    fault = Diagnostic(code="run", message="no", node="a")
    ledger = ledger_of(
        lambda **at: NodeRetrying(**at, node="a", attempt=1, delay=1, message="not yet"),
        lambda **at: NodeFailed(**at, node="a", diagnostic=fault),
    )
    assert (ledger.outcome("a", 1).kind, ledger.outcome("a", 2).kind) == ("retrying", "failed")


def test_a_fused_node_is_done_when_its_query_begins_and_skipped_when_that_failed_before_anybody_asked() -> (
    None
):
    begun: Callable[..., RunEvent] = lambda **at: NodeStarted(**at, node="a", fused_into="b")  # noqa: E731
    skipped: Callable[..., RunEvent] = lambda **at: NodeSkipped(**at, node="a", reason="b failed")  # noqa: E731
    assert ledger_of(begun).outcome("a", 1).kind == "fused"
    assert ledger_of(begun, skipped).outcome("a", 1).kind == "skipped"


@pytest.mark.parametrize(
    ("status", "kind"),
    [("cancelled", "cancelled"), ("interrupted", "interrupted"), ("failed", "skipped")],
)
def test_what_is_open_at_the_end_ends_with_the_run(status: RunStatus, kind: str) -> None:
    done: Callable[..., RunEvent] = lambda **at: NodeFinished(**at, node="a", rows=1)  # noqa: E731
    ledger = ledger_of(done, over(status))
    assert (ledger.outcome("a", 1).message, ledger.outcome("b", 1).kind) == ("1 row", kind)
    assert ledger.ending().message == "the end"


def test_who_waits_is_told_when_the_run_ends() -> None:
    ledger = ledger_of()
    told: list[str] = []
    waiting = threading.Thread(target=lambda: told.append(ledger.outcome("a", 1).kind))
    waiting.start()
    ledger.add(over("cancelled")(sequence=1, time=utc_now()))
    waiting.join(10)
    assert told == ["cancelled"]
