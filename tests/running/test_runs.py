"""What a run promises, with the real runner process and a real Prefect server."""

from __future__ import annotations

import os
import signal
import threading
import time

import httpx
import polars as pl
import psutil
import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.errors import RunError, SampleWarning
from uzo_jupyter.protocol import (
    NodeFailed,
    NodeFinished,
    NodeProgress,
    NodeRetrying,
    NodeSkipped,
    NodeStarted,
    PrefectLinked,
    RunFinished,
    RunStarted,
)
from uzo_jupyter.running.server import PrefectServer

PIPELINE = """
low = parameter(10)
source = frame("numbers")
some = source.filter(col("n") >= low)
named = some.join(frame("words"), on="k")
summary = named.group_by("word").agg(total=col("n").sum(), rows=len())
top = summary.sort("word")
"""
ENDLESS = """
a = frame("numbers")
b = a.join(a, how="cross").join(a, how="cross", suffix="_2").join(a, how="cross", suffix="_3")
c = b.group_by("k").agg(total=(col("n") * col("n_2")).sum())
"""


def expected(low: int) -> pl.DataFrame:
    """The result of the pipeline by hand."""
    numbers = pl.DataFrame({"n": range(1000), "k": [i % 3 for i in range(1000)]})
    words = pl.DataFrame({"k": [0, 1, 2], "word": ["zero", "one", "two"]})
    joined = numbers.filter(pl.col("n") >= low).join(words, on="k")
    return joined.group_by("word").agg(total=pl.col("n").sum(), rows=pl.len()).sort("word")


def test_a_run_gives_what_the_query_by_hand_gives(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    events = notebook.events(flow)
    assert isinstance(next(event for event in events if not isinstance(event, PrefectLinked)), RunStarted)
    finished = [event for event in events if isinstance(event, RunFinished)]
    assert [event.status for event in finished] == ["completed"]
    assert flow["top"].collect().equals(expected(10))
    assert flow["some"].collect().height == 990


def test_events_are_numbered_and_each_node_finishes_once(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    events = notebook.events(flow)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    done = [event.node for event in events if isinstance(event, NodeFinished)]
    assert sorted(done) == sorted(node.id for node in flow.workflow.nodes)


def test_a_parameter_changes_the_result(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    flow.set_parameters({"low": 500})
    notebook.events(flow)
    assert flow["top"].collect().equals(expected(500))


def test_fused_nodes_say_where_they_went_and_get_exact_rows_later(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    notebook.events(flow)
    notebook.wait_until(lambda: flow.node_states()["some"].rows == 990)
    states = flow.node_states()
    assert states["some"].fused_into == "summary"
    assert states["summary"].rows == 3
    assert states["summary"].seconds is not None


def test_fused_nodes_have_rows_and_times_of_their_own(notebook: Notebook) -> None:
    flow = notebook.open(PIPELINE)
    events = notebook.events(flow)
    told = {event.node: event for event in events if isinstance(event, NodeProgress)}
    done = {event.node: event for event in events if isinstance(event, NodeFinished)}
    fused = [node for node, event in done.items() if event.fused_into is not None]
    assert set(fused) <= set(told)
    # The filter is done while its input is read, and not by anything of its own.
    assert done["some"].executed_rows is not None
    assert done["some"].executed_rows <= 990
    assert done["source"].seconds is not None
    notebook.wait_until(lambda: flow.node_states()["some"].rows == 990)
    assert flow.node_states()["some"].executed_rows == done["some"].executed_rows


def test_prefect_has_a_task_run_for_every_node_with_name_tags_and_dependencies(notebook: Notebook) -> None:
    flow = notebook.open(
        PIPELINE.replace(
            'agg(total=col("n").sum(), rows=len())',
            'agg(total=col("n").sum(), rows=len()).options(label="Sums {a}")',
        )
    )
    links: list[PrefectLinked] = []
    flow.listen_events(lambda event: links.append(event) if isinstance(event, PrefectLinked) else None)
    notebook.events(flow)
    notebook.wait_until(lambda: bool(links), 60)
    link = links[0]
    assert link.url is not None
    assert link.flow_run in link.url
    api = PrefectServer().running()
    assert api is not None

    def tasks() -> list[dict[str, object]]:
        query = {"flow_runs": {"id": {"any_": [link.flow_run]}}}
        return httpx.post(f"{api}/task_runs/filter", json=query, timeout=10).json()

    notebook.wait_until(
        lambda: (
            len(tasks()) == len(flow.workflow.nodes) and all(t["state_type"] == "COMPLETED" for t in tasks())
        )
    )
    by_tag = {next(t for t in task["tags"] if t.startswith("node:")): task for task in tasks()}  # type: ignore[attr-defined, union-attr]
    summary = by_tag["node:summary"]
    assert summary["name"] == "Sums {a}"
    assert {"type:transform", "operation:aggregate"} <= set(summary["tags"])  # type: ignore[arg-type]
    assert (by_tag["node:named"]["state_name"], summary["state_name"]) == ("Fused", "Completed")
    upstream = {item["id"] for items in summary["task_inputs"].values() for item in items}  # type: ignore[attr-defined]
    assert upstream == {by_tag["node:named"]["id"]}


def test_cancel_ends_a_running_query_within_two_seconds_and_the_next_run_works(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    started = threading.Event()
    flow.listen_events(
        lambda event: started.set() if isinstance(event, NodeStarted) and event.node == "c" else None
    )
    flow.run()
    assert started.wait(60)
    time.sleep(0.3)
    begin = time.monotonic()
    assert flow.cancel()
    flow.join(2)
    assert time.monotonic() - begin < 2
    assert flow.view is not None
    assert flow.view.phase == "cancelled"
    assert flow.node_states()["c"].status == "cancelled"
    with pytest.warns(SampleWarning, match=r"'b' are a sample: the last run did not make them \(cancelled\)"):
        assert flow.b.preview().height == 10
    again = notebook.open(PIPELINE)
    notebook.events(again)
    assert again["top"].collect().equals(expected(10))


def test_a_cancel_before_the_runner_has_begun_is_kept(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    flow.run()
    assert flow.cancel()
    with pytest.raises(RunError, match=r"^The run was cancelled$"):
        flow.wait(10)
    assert flow.view is not None
    assert flow.view.phase == "cancelled"


@pytest.mark.timeout(60)
def test_an_interrupt_of_whoever_waits_for_rows_does_not_end_the_run(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    flow.run()
    main = threading.main_thread().ident or 0
    threading.Timer(1, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        flow["c"]
    assert flow.view is not None
    assert not flow.view.is_over
    assert flow.cancel()
    flow.join(10)


def test_a_killed_runner_is_reported_as_interrupted_and_the_next_run_works(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    started = threading.Event()
    flow.listen_events(lambda event: started.set() if isinstance(event, NodeStarted) else None)
    flow.run()
    assert started.wait(60)
    for child in psutil.Process().children():
        if "uzo_jupyter.running.runner" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
    flow.join(10)
    assert flow.view is not None
    assert flow.view.phase == "interrupted"
    assert "SIGKILL" in (flow.view.message or "")
    with pytest.raises(RunError, match="interrupted"):
        flow.wait()
    again = notebook.open(PIPELINE)
    notebook.events(again)
    assert again["top"].collect().equals(expected(10))


def test_a_failing_node_is_tried_again_with_growing_delays(notebook: Notebook) -> None:
    blocker = notebook.directory / "blocked"
    blocker.write_text("a file where a folder is needed")
    text = 'a = frame("words")\na.write_csv("blocked/x.csv").options(retries=3, retry_delay=0.2, backoff=2)'
    flow = notebook.open(text)
    events = []

    def unblock(event: object) -> None:
        events.append(event)
        if isinstance(event, NodeRetrying) and event.attempt == 2:
            blocker.unlink()

    flow.listen_events(unblock)
    flow.run()
    flow.wait(60)
    retries = [event for event in events if isinstance(event, NodeRetrying)]
    assert 0.2 <= retries[0].delay <= 0.26
    assert 0.4 <= retries[1].delay <= 0.52
    assert pl.read_csv(notebook.directory / "blocked" / "x.csv").height == 3


def test_a_failed_node_with_continue_on_error_spares_the_other_branch(notebook: Notebook) -> None:
    (notebook.directory / "wall").write_text("")
    text = """
a = frame("words")
a.write_csv("wall/x.csv").options(continue_on_error=True)
a.write_csv("fine.csv")
"""
    events = notebook.events(notebook.open(text))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].status == "completed"
    assert "a.write_csv" in (events[-1].message or "")
    assert (notebook.directory / "fine.csv").exists()


def test_after_a_failure_the_rest_is_skipped_with_the_reason(notebook: Notebook) -> None:
    text = """
a = frame("words")
b = a.with_columns(x=col("word").cast(Int64))
c = b.group_by("k").agg(s=col("x").sum())
d = c.sort("k")
"""
    events = notebook.events(notebook.open(text))
    failed = next(event for event in events if isinstance(event, NodeFailed))
    assert failed.node == "b"
    assert "word" in failed.diagnostic.message
    assert failed.diagnostic.hint == "Row 1 of 'a' is the first that fails: word is 'zero'."
    skipped = {event.node: event.reason for event in events if isinstance(event, NodeSkipped)}
    assert "b" in skipped["d"]
    assert isinstance(events[-1], RunFinished)
    assert events[-1].status == "failed"


def test_a_ragged_csv_names_node_file_and_line(notebook: Notebook) -> None:
    lines = ["a,b"] + [f"{i},{i}" for i in range(5000)]
    lines[3000] = "1,2,3"
    (notebook.directory / "ragged.csv").write_text("\n".join(lines))
    text = 'r = read_csv("ragged.csv")\ns = r.filter(col("a") > 1)\nt = s.group_by("a").agg(total=col("b").sum())'
    failed = next(e for e in notebook.events(notebook.open(text)) if isinstance(e, NodeFailed))
    assert failed.node == "r"
    assert failed.diagnostic.file == "ragged.csv"
    assert failed.diagnostic.row == 3001


def test_an_output_is_complete_or_absent(notebook: Notebook) -> None:
    target = notebook.directory / "kept.csv"
    target.write_text("old")
    text = 'a = frame("words")\nb = a.with_columns(x=col("word").cast(Int64))\nb.write_csv("kept.csv")'
    notebook.events(notebook.open(text))
    assert target.read_text() == "old"
    assert [path.name for path in notebook.directory.iterdir() if "uzo-part" in path.name] == []


def test_a_second_run_is_refused_while_one_is_under_way(notebook: Notebook) -> None:
    flow = notebook.open(ENDLESS)
    flow.run()
    with pytest.raises(RunError, match="under way"):
        flow.run()
    flow.cancel()
    flow.join(10)


def test_a_second_flow_runs_while_the_first_is_busy(notebook: Notebook) -> None:
    first = notebook.open(ENDLESS, "first")
    first.run()
    second = notebook.open(PIPELINE, "second")
    second.run()
    second.wait(60)
    assert second["top"].collect().equals(expected(10))
    first.cancel()
    first.join(10)
