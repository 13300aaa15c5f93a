"""What happens around a run when other things fail: the server, the kernel, a listener."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import psutil
import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.errors import RunError, ServerError, UzoError
from uzo_jupyter.protocol import NodeFailed, NodeStarted, RunEvent, RunScope, RunUnrecorded
from uzo_jupyter.running import prefect_session
from uzo_jupyter.running.client import RunnerClient
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.failure import explain_failure
from uzo_jupyter.running.recorder_client import RecorderClient
from uzo_jupyter.running.server import PrefectServer
from uzo_jupyter.session import Session


def test_without_prefects_server_the_run_completes_and_tells_why_it_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "uvicorn.py").write_text("raise SystemExit('no server today')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))
    monkeypatch.setenv("UZO_DATA_DIR", str(tmp_path / "data"))
    notices: list[str | None] = []
    session = Session({"df": pl.DataFrame({"a": [1]})}, tmp_path)
    session.on_notice(notices.append)
    flow = session.open_text('x = frame("df")')
    told = threading.Event()
    flow.listen_events(lambda event: told.set() if isinstance(event, RunUnrecorded) else None)
    flow.run()
    flow.wait(60)
    assert flow["x"].collect().height == 1
    assert told.wait(60)
    assert flow.view is not None
    assert flow.view.phase == "completed"
    log = tmp_path / "data" / "logs" / "prefect-server.log"
    assert (flow.view.message or "").startswith("not recorded in Prefect: Prefect's server did not start")
    assert f"Its log: {log}" in (flow.view.message or "")
    assert "no server today" in log.read_text()
    assert any(f"Its log: {log}" in (notice or "") for notice in notices)
    session.close()


def test_a_server_of_the_users_own_that_does_not_answer_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    session = Session({"df": pl.DataFrame({"a": [1]})}, tmp_path)
    flow = session.open_text('x = frame("df")')
    flow.run(scope=RunScope(use_kept=False))
    flow.join(60)
    assert flow.view is not None
    assert flow.view.phase == "failed"
    assert "http://127.0.0.1:9/api (PREFECT_API_URL) does not answer" in (flow.view.message or "")
    assert flow.node_states()["x"].status == "skipped"
    session.close()


def test_a_person_who_waits_for_a_slow_server_is_told_where_its_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_session, "_SLOW_SECONDS", 0.2)
    monkeypatch.setattr(PrefectServer, "ensure", lambda _: time.sleep(1) or "http://127.0.0.1:9/api")
    told: list[str | None] = []
    session = prefect_session.PrefectSession(told.append)
    assert session.connected() == "http://127.0.0.1:9/api"
    text = next(text for text in told if text and "not answered" in text)
    assert text.startswith("Prefect's server has not answered for 0.2 s, still waiting; its log: ")
    assert text.endswith("prefect-server.log")


KERNEL = """
import sys
from pathlib import Path
import polars as pl
from uzo_jupyter.running import prefect_session
from uzo_jupyter.running.server import PrefectServer
from uzo_jupyter.session import Session
from uzo_jupyter.protocol import NodeStarted

session = Session({"n": pl.DataFrame({"k": range(100_000)})}, Path(sys.argv[1]))
flow = session.open_text('''a = frame("n")
b = a.join(a, how="cross").join(a, how="cross", suffix="_2")
b.write_csv("never.csv")''')
def tell(event):
    if isinstance(event, NodeStarted):
        print("started", flush=True)
flow.listen_events(tell)
flow.run()
flow.join()
"""


def test_when_the_kernel_dies_its_runner_ends_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    kernel = subprocess.Popen(
        [sys.executable, "-c", KERNEL, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert kernel.stdout is not None
    assert kernel.stdout.readline() == "started\n"
    (runner,) = [
        child
        for child in psutil.Process(kernel.pid).children()
        if "uzo_jupyter.running.runner" in child.cmdline()
    ]
    os.kill(kernel.pid, signal.SIGKILL)
    kernel.wait()
    psutil.wait_procs([runner], timeout=15)
    assert not runner.is_running() or runner.status() == psutil.STATUS_ZOMBIE
    assert list(tmp_path.glob(".*")) == []
    assert not (tmp_path / "never.csv").exists()


def test_half_files_are_removed_by_the_next_session_where_kernel_and_runner_died_together(
    tmp_path: Path,
) -> None:
    code = (
        "import sys, time; from pathlib import Path; import polars as pl; from uzo_jupyter.session import Session; "
        "session = Session({'df': pl.DataFrame({'k': range(20_000)})}, Path(sys.argv[1])); "
        'text = \'a = frame("df")\\nb = a.join(a, how="cross", suffix="_2")\\nb.write_csv("never.csv")\'; '
        "session.open_text(text).run(); time.sleep(600)"
    )
    kernel = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    deadline = time.monotonic() + 90
    while not any(file.stat().st_size for file in tmp_path.glob(".never.csv.*.uzo-part")):
        assert time.monotonic() < deadline, "nothing is written"
        time.sleep(0.05)
    # Stopped first, so that none of them sees another one end.
    children = psutil.Process(kernel.pid).children()
    runners = [child for child in children if "uzo_jupyter.running.runner" in child.cmdline()]
    family = [psutil.Process(kernel.pid), *runners]
    for process in family:
        process.suspend()
    for process in family:
        process.kill()
    kernel.wait()
    psutil.wait_procs(family, 30)
    assert list(tmp_path.glob(".never.csv.*.uzo-part")) != []
    Session({}, tmp_path).close()
    assert list(tmp_path.glob(".*.uzo-part")) == []


def test_a_listener_that_fails_does_not_end_the_run(
    notebook: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    flow = notebook.open('x = frame("numbers")\ny = x.head(3)')

    def fail(event: RunEvent) -> None:
        if isinstance(event, NodeStarted):
            raise ValueError("a view is gone")

    flow.listen_events(fail)
    flow.run()
    flow.wait(60)
    assert flow["y"].collect().height == 3
    assert "a view is gone" in caplog.text


def test_a_frame_that_cannot_be_computed_ends_the_run_with_the_reason(notebook: Notebook) -> None:
    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise RuntimeError("no luck today")

    notebook.variables["unlucky"] = pl.LazyFrame({"a": [1]}).map_batches(fail, schema={"a": pl.Int64})
    flow = notebook.open('x = frame("unlucky")')
    flow.run()
    flow.join(10)
    assert flow.view is not None
    assert flow.view.phase == "failed"
    assert "no luck today" in (flow.view.message or "")
    flow.run()
    flow.join(10)


def hold_frame(notebook: Notebook, name: str) -> tuple[threading.Event, threading.Event]:
    """A frame whose rows take until the second event; the first tells that somebody waits for them."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(frame: pl.DataFrame) -> pl.DataFrame:
        begun.set()
        go_on.wait(30)
        return frame

    notebook.variables[name] = pl.LazyFrame({"a": [1]}).map_batches(wait, schema={"a": pl.Int64})
    return begun, go_on


def test_a_cancel_does_not_wait_for_a_frame_that_is_being_computed(notebook: Notebook) -> None:
    begun, go_on = hold_frame(notebook, "slow")
    flow = notebook.open('x = frame("slow")')
    flow.run()
    assert begun.wait(10)
    assert flow.cancel()
    flow.join(2)
    go_on.set()
    assert flow.view is not None
    assert flow.view.phase == "cancelled"
    time.sleep(0.5)
    assert flow.view.phase == "cancelled"
    assert not flow.cancel()


def test_a_cancelled_run_stays_cancelled_when_later_ones_were_cancelled_too(notebook: Notebook) -> None:
    begun, go_on = hold_frame(notebook, "slow")
    flow = notebook.open('x = frame("slow")\nx.write_csv("ghost.csv")')
    for _ in range(2):
        begun.clear()
        flow.run()
        assert begun.wait(10)
        assert flow.cancel()
    go_on.set()
    time.sleep(1)
    assert not (notebook.directory / "ghost.csv").exists()
    # A run that is wanted is the only one that the runner gets.
    flow.run()
    flow.wait(60)
    assert (notebook.directory / "ghost.csv").read_text() == "a\n1\n"


class Panic(BaseException):
    """What a panic of Polars is to Python."""


@pytest.mark.parametrize("end", [SystemExit, Panic, KeyboardInterrupt])
def test_a_frame_that_ends_its_thread_is_told_as_the_reason(
    notebook: Notebook, end: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_it(*_: object) -> None:
        raise end("it stops here")

    flow = notebook.open('x = frame("words")')
    monkeypatch.setattr("uzo_jupyter.session.runs.written_frames", raise_it)
    flow.run()
    flow.join(10)
    assert flow.view is not None
    assert flow.view.phase == "failed"
    assert f"{end.__name__}: it stops here" in (flow.view.message or "")


@pytest.mark.parametrize("kind", ["parquet", "ipc"])
def test_a_damaged_file_among_others_fails_the_run_and_is_named(
    notebook: Notebook, tmp_path: Path, kind: str
) -> None:
    for name in ("a1", "a2"):
        getattr(pl.DataFrame({"a": range(1000)}), f"write_{kind}")(tmp_path / f"{name}.x")
    whole = bytearray((tmp_path / "a2.x").read_bytes())
    whole[-60:-12] = b"\xff" * 48
    (tmp_path / "a2.x").write_bytes(bytes(whole))
    flow = Session({}, tmp_path).open_text(f'a = read_{kind}("a?.x")\na.write_csv("never.csv")')
    failed = next(event for event in notebook.events(flow) if isinstance(event, NodeFailed))
    assert flow.view is not None
    assert flow.view.phase == "failed"
    assert (failed.node, failed.diagnostic.file) == ("a", "a2.x")
    assert "damaged" in failed.diagnostic.message
    assert not (tmp_path / "never.csv").exists()


def test_a_failure_that_cannot_be_explained_is_still_one(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = notebook.open('a = frame("words")\nb = a.cast({"word": Int64})')
    plan = flow.plan()
    composer = Composer(flow.checked.nodes, flow.place, {})
    monkeypatch.setattr(composer, "frame", lambda _: 1 / 0)
    told = explain_failure(plan, plan.stages[0], composer, flow.place, ValueError("the first error"))
    assert (told.node, told.message) == ("b", "The first error")


def test_the_search_for_a_reason_ends_in_time_where_a_node_alone_has_far_more_rows(
    notebook: Notebook,
) -> None:
    notebook.variables["same"] = pl.DataFrame({"g": [0] * 50_000, "t": ["x"] * 50_000})
    flow = notebook.open(
        'a = frame("same")\nb = a.join(a, on="g", suffix="_2")\nc = b.head(5)\nd = c.cast({"t": Int64})'
    )
    plan = flow.plan()
    composer = Composer(flow.checked.nodes, flow.place, {})
    told = explain_failure(plan, plan.stages[0], composer, flow.place, ValueError("no number"), seconds=0.3)
    assert (told.node, told.message) == ("d", "No number")
    assert told.hint == "Which of a, b, c, d failed was not found in 0.3 s: run to each of them to see."


def test_half_a_report_and_a_failing_view_do_not_keep_the_end_of_the_runner_from_being_seen(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: str | None) -> None:
        raise ValueError("a view is gone")

    recorder = RecorderClient(fail)
    recorder._report(b'{"kind":"recorder-notice","message":"no server"}\n')
    RunnerClient()._report(b'{"kind":"runner-ev')
    assert "a view is gone" in caplog.text
    assert "not complete" in caplog.text


def test_nothing_is_told_of_a_start_that_no_run_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PrefectServer, "ensure", lambda _: "http://127.0.0.1:9/api")
    notices: list[str | None] = []
    session = prefect_session.PrefectSession(notices.append)
    assert session.connected() == "http://127.0.0.1:9/api"
    assert set(notices) == {None}


def test_a_disk_that_is_full_is_told_as_the_reason_why_prefect_did_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ensure(_: PrefectServer) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PrefectServer, "ensure", ensure)
    notices: list[str | None] = []
    session = prefect_session.PrefectSession(notices.append)
    with pytest.raises(ServerError, match="No space left on device"):
        session.connected()
    assert "No space left on device" in (notices[-1] or "")


def test_a_parameter_may_name_the_frame(notebook: Notebook) -> None:
    flow = notebook.open('which = parameter("words")\na = frame(which)\nb = a.head(2)')
    flow.run()
    flow.wait(60)
    assert flow["b"].collect().columns == ["k", "word"]


def test_a_branch_that_the_run_went_on_without_has_no_rows(notebook: Notebook) -> None:
    text = """
a = frame("words")
b = a.cast({"word": Int64}).options(continue_on_error=True)
c = b.head(1)
d = a.head(1)
"""
    flow = notebook.open(text)
    notebook.events(flow)
    assert flow.view is not None
    assert flow.view.phase == "completed"
    assert flow.wait_for_counts(0.5) is False
    assert {node: state.rows for node, state in flow.node_states().items() if node != "a"} == {
        "b": None,
        "c": None,
        "d": 1,
    }
    with pytest.raises(UzoError, match="There is no preview yet"):
        flow.preview("c")
    with pytest.raises(RunError, match=r"'b' has no rows. In the run it failed: Conversion from String"):
        flow["b"]


def test_a_session_that_is_closed_ends_its_runs(tmp_path: Path) -> None:
    session = Session({"n": pl.DataFrame({"k": range(100_000)})}, tmp_path)
    flow = session.open_text(
        'a = frame("n")\nb = a.join(a, how="cross").join(a, how="cross", suffix="_2").sort("k")'
    )
    flow.run()
    time.sleep(1)
    session.close()
    flow.join(5)
    assert flow.view is not None
    assert (flow.view.phase, flow.view.message) == ("interrupted", "the session was closed")
