"""What happens around a run when other things fail: the server, the kernel, a listener."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import psutil
import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.protocol import NodeStarted, RunEvent
from uzo_jupyter.running import prefect_session
from uzo_jupyter.running.server import PrefectServer
from uzo_jupyter.session import Session


def test_without_prefects_server_the_run_fails_with_the_reason_and_the_place_of_the_log(
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
    begin = time.monotonic()
    flow.run()
    flow.join(40)
    assert time.monotonic() - begin < 30
    assert flow.view is not None
    assert flow.view.phase == "failed"
    log = tmp_path / "data" / "logs" / "prefect-server.log"
    assert f"Its log: {log}" in (flow.view.message or "")
    assert "no server today" in log.read_text()
    assert flow.node_states()["x"].status == "skipped"
    session.close()


def test_a_person_who_waits_for_a_slow_server_is_told_where_its_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_session, "_SLOW_SECONDS", 0.2)
    monkeypatch.setattr(PrefectServer, "ensure", lambda _: time.sleep(1) or "http://127.0.0.1:9/api")
    told: list[str] = []
    session = prefect_session.PrefectSession(lambda _: None)
    session._connect_soon()
    assert session._connected(told.append) == "http://127.0.0.1:9/api"
    (text,) = told
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
