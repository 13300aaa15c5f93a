"""Nodes with a timeout: each attempt can be ended without ending the run."""

from __future__ import annotations

import sys

import psutil
import pytest

from tests.running.conftest import Notebook
from tests.running.test_runs import ENDLESS
from uzo_jupyter.model import write_document
from uzo_jupyter.planning import Stage
from uzo_jupyter.protocol import (
    NodeFailed,
    NodeFinished,
    NodeRetrying,
    NodeReused,
    NodeSkipped,
    RunFinished,
    RunScope,
)
from uzo_jupyter.protocol.runner import StartRun
from uzo_jupyter.running.cache import ResultCache
from uzo_jupyter.running.prepare import RequestChecker, prepare_run
from uzo_jupyter.running.stages import StageFailure
from uzo_jupyter.running.timed import TimedStages


def with_options(options: str) -> str:
    """The endless workflow with options on its last node, and a branch that has nothing to do with it."""
    return (
        ENDLESS.replace(".sum())", f".sum()).options({options})") + 'other = a.head(3)\nlast = c.sort("k")\n'
    )


def test_a_node_that_is_in_time_gives_its_rows(notebook: Notebook) -> None:
    flow = notebook.open(
        'a = frame("numbers")\nb = a.filter(col("n") < 10).options(timeout=60)\nc = b.tail(3)'
    )
    events = notebook.events(flow)
    finished = {event.node: event.rows for event in events if isinstance(event, NodeFinished)}
    assert finished["b"] == 10
    assert flow["c"].collect()["n"].to_list() == [7, 8, 9]


def test_what_another_process_wrote_in_time_is_not_written_again(notebook: Notebook) -> None:
    flow = notebook.open('a = frame("numbers")\na.write_csv("in-time.csv").options(timeout=60)')
    notebook.events(flow)
    again = notebook.events_of(flow, RunScope())
    assert "in-time.csv is what it would write" in [
        event.reason for event in again if isinstance(event, NodeReused)
    ]


def test_a_timeout_is_one_failed_attempt_of_its_node(notebook: Notebook) -> None:
    flow = notebook.open(with_options("timeout=0.4, retries=1, retry_delay=0.1, continue_on_error=True"))
    events = notebook.events(flow)
    assert [event.attempt for event in events if isinstance(event, NodeRetrying)] == [1]
    (failed,) = [event for event in events if isinstance(event, NodeFailed)]
    assert (failed.node, failed.diagnostic.message) == ("c", "It took longer than its timeout of 0.4 s.")
    skipped = {event.node: event.reason for event in events if isinstance(event, NodeSkipped)}
    assert skipped.keys() == {"b.join", "b.join2", "b", "last"}
    assert skipped["b"] == "it is part of the same query as c, which failed"
    assert isinstance(events[-1], RunFinished)
    assert events[-1].status == "completed"
    assert flow["other"].collect().height == 3


def test_a_node_that_fails_before_its_timeout_says_why(notebook: Notebook) -> None:
    text = 'a = frame("words")\nb = a.cast({"word": Int64}).options(timeout=60)'
    failed = next(e for e in notebook.events(notebook.open(text)) if isinstance(e, NodeFailed))
    assert failed.node == "b"
    assert "Conversion from String to Int64 failed in column 'word'" in failed.diagnostic.message
    assert "With strict=False" in (failed.diagnostic.hint or "")


def timed(notebook: Notebook, text: str) -> tuple[TimedStages, Stage]:
    """The last stage of a workflow, and what runs it."""
    flow = notebook.open(text)
    scratch = notebook.directory / "scratch"
    scratch.mkdir(exist_ok=True)
    request = StartRun(
        run="r",
        document=write_document(flow.workflow),
        directory=str(notebook.directory),
        scratch=str(scratch),
    )
    prepared = prepare_run(request, RequestChecker(notebook.session.registry), ResultCache())
    return TimedStages(prepared.stages, request, {}, notebook.directory / "log"), prepared.plan.stages[-1]


def test_a_process_that_cannot_work_is_a_failure_of_its_node(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notebook.directory / "t.csv").write_text("a\n1\n")
    stages, stage = timed(notebook, 'a = read_csv("t.csv").head(1).options(timeout=30)')
    for program, told in {
        "/bin/false": r"Its process ended \(exit code 1\)",
        "/no/such/file": "No process could be started for it: .*No such file",
    }.items():
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(StageFailure, match=told) as caught:
            stages.run(stage)
        assert caught.value.diagnostic.node == "a"


def test_a_source_that_goes_away_before_its_turn_is_told_as_such(notebook: Notebook) -> None:
    (notebook.directory / "gone.csv").write_text("a\n1\n")
    stages, stage = timed(notebook, 'a = read_csv("gone.csv").head(1).options(timeout=30)')
    (notebook.directory / "gone.csv").unlink()
    with pytest.raises(StageFailure, match=r"There is no file 'gone\.csv'"):
        stages.run(stage)


def test_a_cancel_ends_the_process_of_an_attempt_too(notebook: Notebook) -> None:
    flow = notebook.open(with_options("timeout=300"))
    flow.run()
    command = "uzo_jupyter.running.stage_process"
    seen: list[psutil.Process] = []

    def attempts() -> list[psutil.Process]:
        # Those of this test's runner: others may run on the machine.
        own = psutil.Process().children(recursive=True)
        return [p for p in (*own, *seen) if p.is_running() and command in _command_line(p)]

    notebook.wait_until(lambda: attempts() != [])
    seen += attempts()  # once their parent is gone they are nobody's children
    flow.cancel()
    flow.join(2)
    notebook.wait_until(lambda: attempts() == [])


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
