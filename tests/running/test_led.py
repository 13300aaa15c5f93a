"""A server of the user's own leads: nodes begin when its tasks do."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from tests.running.conftest import Notebook
from tests.running.test_recording import ENDLESS, api, kill_children, run_of, started, states
from uzo_jupyter.protocol import NodeRetrying, PrefectLinked, RunEvent
from uzo_jupyter.session import Session


@pytest.fixture
def led(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session whose runs are led by a server that somebody else has started."""
    # Keeps the server alive, which is the local one of the other tests.
    notebook.session.warm_up()
    monkeypatch.setenv("PREFECT_API_URL", api())
    session = Session(notebook.variables, notebook.directory)
    yield session
    session.close()


def test_a_run_that_prefect_leads_gives_the_same_and_is_there_once(led: Session) -> None:
    flow = led.open_text(
        'a = frame("words")\nb = a.head(2)\nc = b.group_by("k").agg(n=len())\nd = c.sort("k")'
    )
    events: list[RunEvent] = []
    flow.listen_events(events.append)
    flow.run()
    flow.wait(90)
    assert (
        flow["d"]
        .collect()
        .equals(pl.DataFrame({"k": [0, 1], "n": [1, 1]}, schema={"k": int, "n": pl.UInt32}))
    )
    assert any(isinstance(event, PrefectLinked) for event in events)
    assert states(run_of(flow), len(flow.workflow.nodes))[0] == "COMPLETED"


def test_attempts_branches_and_failures_are_what_they_are_without_it(led: Session) -> None:
    text = """
a = frame("words")
b = a.cast({"word": Int64}).options(continue_on_error=True, retries=1, retry_delay=0.1)
c = b.head(1)
d = a.head(1)
"""
    flow = led.open_text(text)
    events: list[RunEvent] = []
    flow.listen_events(events.append)
    flow.run()
    flow.wait(90)
    assert len([event for event in events if isinstance(event, NodeRetrying)]) == 1
    state, tasks = states(run_of(flow), 4)
    assert (state, tasks) == ("COMPLETED", {"a": "Fused", "b": "Failed", "c": "Skipped", "d": "Completed"})


def test_a_run_whose_runner_is_killed_is_closed_there(led: Session) -> None:
    flow = led.open_text(ENDLESS)
    begun = started(flow, "c")
    flow.run()
    assert begun.wait(90)
    kill_children("uzo_jupyter.running.runner")
    flow.join(10)
    assert states(run_of(flow), len(flow.workflow.nodes))[0] == "CRASHED"
