"""Code that starts processes: they end with the attempt that has started them, and hang nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.protocol import NodeFailed
from uzo_jupyter.session import Flow

STARTS = "[__import__('subprocess').run(['sleep', {!r}]), df][1]"


def opened(notebook: Notebook, code: str, options: str = "") -> Flow:
    """A trusted workflow whose node ``b`` has that code."""
    flow = notebook.open(f'a = frame("words")\nb = a.custom({code!r}){options}')
    flow.trust_for_session()
    return flow


def failure(notebook: Notebook, code: str, options: str = "") -> str:
    """How the node fails."""
    events = notebook.events(opened(notebook, code, options))
    (failed,) = [event for event in events if isinstance(event, NodeFailed)]
    return failed.diagnostic.line()


def sleeping(seconds: str) -> list[psutil.Process]:
    """The processes that sleep so long, which nobody but the test does."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.cmdline() == ["sleep", seconds]:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_a_fork_that_lives_longer_than_its_parent_does_not_hang_the_run(notebook: Notebook) -> None:
    code = "__import__('os')._exit(3) if __import__('os').fork() else __import__('time').sleep(300)"
    assert "Its process ended (exit code 3)" in failure(notebook, code)


def test_what_has_left_the_group_does_not_hang_the_run_either(notebook: Notebook) -> None:
    code = (
        "__import__('os')._exit(3) if __import__('os').fork() "
        "else [__import__('os').setsid(), __import__('time').sleep(8)]"
    )
    assert "Its process ended (exit code 3)" in failure(notebook, code)


def test_only_the_process_that_was_asked_gives_the_rows(notebook: Notebook) -> None:
    code = "df.head(1 if __import__('os').fork() else 2)"
    flow = opened(notebook, code)
    notebook.events(flow)
    assert flow["b"].collect().height == 1


def test_a_timeout_ends_what_the_code_has_started(notebook: Notebook) -> None:
    seconds = f"3{os.getpid()}"
    assert "longer than its timeout of 1 s" in failure(
        notebook, STARTS.format(seconds), ".options(timeout=1)"
    )
    notebook.wait_until(lambda: sleeping(seconds) == [])


def test_a_cancel_ends_what_the_code_has_started(notebook: Notebook) -> None:
    seconds = f"4{os.getpid()}"
    flow = opened(notebook, STARTS.format(seconds))
    flow.run()
    notebook.wait_until(lambda: sleeping(seconds) != [], 60)
    flow.cancel()
    flow.join(20)
    notebook.wait_until(lambda: sleeping(seconds) == [])


def test_a_cancel_ends_code_that_lets_no_other_thread_work(notebook: Notebook, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = (
        f"[__import__('pathlib').Path({str(told)!r}).write_text(str(__import__('os').getpid())), "
        "__import__('re').match('(a+)+$', 'a' * 60 + 'b')]"
    )
    flow = opened(notebook, code)
    flow.run()
    notebook.wait_until(lambda: told.exists() and told.read_text() != "", 60)
    process = psutil.Process(int(told.read_text()))
    flow.cancel()
    flow.join(20)
    notebook.wait_until(lambda: not _lives(process))


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_what_code_has_started_ends_with_the_kernel(
    notebook: Notebook, tmp_path: Path, ending: signal.Signals
) -> None:
    seconds = f"{5 + ending}{os.getpid()}"
    program = f"""
from pathlib import Path
import polars as pl
from uzo_jupyter.session import Session
session = Session({{"t": pl.DataFrame({{"a": [1]}})}}, Path({str(tmp_path)!r}))
flow = session.open_text({'a = frame("t")' + chr(10) + f"b = a.custom({STARTS.format(seconds)!r})"!r})
flow.trust_for_session()
flow.run()
flow.join(300)
"""
    with subprocess.Popen([sys.executable, "-c", program]) as kernel:
        try:
            notebook.wait_until(lambda: sleeping(seconds) != [], 60)
        finally:
            kernel.send_signal(ending)
    notebook.wait_until(lambda: sleeping(seconds) == [])


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
