"""The shared Prefect server: found, started once, and clear about it when it cannot be."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest

from uzo_jupyter.errors import ServerError
from uzo_jupyter.running.server import PrefectServer, is_healthy


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("UZO_DATA_DIR", str(tmp_path))
    return tmp_path


def break_prefect(home: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a module in front of Prefect's in the processes that are started."""
    (home / "broken").mkdir()
    (home / "broken" / "uvicorn.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(home / "broken"))


def test_a_server_that_dies_is_told_at_once_with_the_place_of_its_log(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_prefect(home, monkeypatch, "raise SystemExit(7)")
    with pytest.raises(ServerError, match="ended with code 7") as caught:
        PrefectServer().ensure()
    assert str(home / "logs" / "prefect-server.log") in str(caught.value)


def test_a_server_that_hangs_is_given_up_after_the_time_limit(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_prefect(home, monkeypatch, "import time\ntime.sleep(60)")
    begin = time.monotonic()
    with pytest.raises(ServerError, match="did not answer in time"):
        PrefectServer().ensure(timeout=1.5)
    assert time.monotonic() - begin < 10
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(home) in (p.info["cmdline"] or [])]


def test_the_users_own_server_is_used_and_named_when_it_does_not_answer(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(ServerError, match=r"http://127.0.0.1:9/api \(PREFECT_API_URL\) does not answer"):
        PrefectServer().ensure()
    assert not (home / "prefect-server.json").exists()


def test_several_processes_that_need_a_server_get_the_same_one_and_it_stops_when_they_are_gone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UZO_PREFECT_IDLE_SECONDS", "2")
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(PrefectServer().ensure(60))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 3
    assert len(set(urls)) == 1
    assert urls[0].startswith("http://127.0.0.1:")
    pid = json.loads((home / "prefect-server.json").read_text())["pid"]
    key = home / "prefect.key"
    assert key.stat().st_mode & 0o077 == 0
    (home / "leases" / str(os.getpid())).unlink()
    psutil.Process(pid).wait(30)
    assert PrefectServer().running() is None


def test_a_server_that_is_slow_to_answer_is_waited_for_and_no_second_one_started(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "uzo_jupyter.running.server_process"
    slow = psutil.Popen([sys.executable, "-c", "import time; time.sleep(60)", module])
    try:
        state = {"url": "http://127.0.0.1:9/api", "pid": slow.pid}
        (home / "prefect-server.json").write_text(json.dumps(state))
        answers = iter([False, False, True])
        monkeypatch.setattr("uzo_jupyter.running.server.is_healthy", lambda _: next(answers))
        assert PrefectServer().ensure(20) == "http://127.0.0.1:9/api"
        monkeypatch.setattr("uzo_jupyter.running.server.is_healthy", lambda _: False)
        with pytest.raises(ServerError, match="one is there, but it did not answer in time"):
            PrefectServer().ensure(0.3)
    finally:
        slow.kill()
        slow.wait()


def test_a_lease_of_a_dead_process_does_not_keep_the_server(home: Path) -> None:
    from uzo_jupyter.running.server_process import is_alive

    (home / "leases").mkdir()
    dead = home / "leases" / "999999"
    dead.touch()
    assert not is_alive(dead)
    assert not dead.exists()
    living = home / "leases" / str(os.getpid())
    living.touch()
    assert is_alive(living)


def test_prefect_still_has_the_hooks_that_make_recording_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect import task_engine

    from uzo_jupyter.running.lean_tasks import LeanTasks

    for name in ("_concurrency", "emit_task_run_state_change_event"):
        # Put back when the test is over.
        monkeypatch.setattr(task_engine, name, getattr(task_engine, name))
    slots, emit = task_engine._concurrency, task_engine.emit_task_run_state_change_event
    LeanTasks().install()
    assert task_engine._concurrency is not slots
    assert task_engine.emit_task_run_state_change_event is not emit
    assert sys.modules["prefect.task_engine"] is task_engine


class Healthy(BaseHTTPRequestHandler):
    """Answers every question with 200."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_no_proxy_stands_before_a_server_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert is_healthy(f"http://127.0.0.1:{server.server_port}/api")
        server.shutdown()
