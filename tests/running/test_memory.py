"""A run with a budget of memory: Polars writes what does not fit to the disk, and the rows are the same."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import psutil
import pytest

from uzo_jupyter.errors import RunError
from uzo_jupyter.protocol import NodeStarted, RunEvent
from uzo_jupyter.running.memory import spill_folder
from uzo_jupyter.session import Session


def test_a_run_with_a_budget_has_a_process_with_that_budget_and_the_same_rows(tmp_path: Path) -> None:
    rows = pl.select(n=pl.int_range(300_000).shuffle(seed=1), k=pl.int_range(300_000) % 7)
    rows.write_parquet(tmp_path / "a.parquet")
    session = Session({}, tmp_path)
    budgets: set[str | None] = set()

    def look(event: RunEvent) -> None:
        if isinstance(event, NodeStarted):
            children = psutil.Process().children()
            budgets.update(child.environ().get("POLARS_OOC_MEMORY_BUDGET_MB") for child in children)

    try:
        flow = session.open_text('a = read_parquet("a.parquet")\nb = a.sort("n")')
        flow.listen_events(look)
        flow.run(memory=20_000_000)
        flow.wait(120)
        assert "20" in budgets
        assert flow["b"].collect().equals(rows.sort("n"))
    finally:
        session.close()


def test_what_a_dead_process_has_spilled_is_removed() -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    folder = spill_folder()
    (folder / str(dead.pid)).mkdir()
    (folder / str(os.getpid())).mkdir(exist_ok=True)
    spill_folder()
    assert {left.name for left in folder.iterdir()} == {str(os.getpid())}
    (folder / str(os.getpid())).rmdir()


@pytest.mark.parametrize("days", [0, 100])
def test_what_processes_of_other_machines_and_containers_use_is_left_alone_until_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    monkeypatch.setenv("UZO_CACHE_DIR", str(tmp_path))
    folders = [tmp_path / "runs" / "3999999@elsewhere", tmp_path / "spill" / "elsewhere" / "3999999"]
    for folder in folders:
        folder.mkdir(parents=True)
        os.utime(folder, (time.time() - days * 86_400,) * 2)
    spill_folder()
    Session({}, tmp_path).close()
    assert [folder.exists() for folder in folders] == [days == 0, days == 0]


def test_results_of_a_session_that_died_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UZO_CACHE_DIR", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / "runs" / f"{dead.pid}@{platform.node()}"
    left.mkdir(parents=True)
    Session({}, tmp_path).close()
    assert not left.exists()


def test_an_engine_that_is_not_installed_is_refused_before_anything_runs(tmp_path: Path) -> None:
    session = Session({"df": pl.DataFrame({"a": [1]})}, tmp_path)
    try:
        flow = session.open_text('x = frame("df")')
        with pytest.raises(RunError, match="needs the package cudf-polars, which is not installed"):
            flow.run("gpu")
        assert flow.view is None
    finally:
        session.close()
