"""Whatever happens while a run writes: the old output or the new one, never half of one, and the next run works."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Queue

import polars as pl
import psutil
import pytest

from tests.running.inprocess import Bench
from uzo_jupyter.errors import RunError
from uzo_jupyter.protocol import NodeStarted, RunEvent, RunFinished, RunStarted
from uzo_jupyter.session import Flow, Session

TEXT = """
a = read_csv("a.csv")
sums = a.group_by("k").agg(total=col("n").sum(), rows=len())
top = sums.sort("k")
top.write_csv("out.csv")
top.write_parquet("out.parquet")
"""
ROWS = 300_000
KILLS = 20


def write_input(folder: Path, factor: int) -> None:
    """Another input for each factor."""
    numbers = pl.select(n=pl.int_range(ROWS) * factor, k=pl.int_range(ROWS) % 1000)
    part = folder / "a.part"
    numbers.write_csv(part)
    part.replace(folder / "a.csv")


def expected(factor: int) -> pl.DataFrame:
    """What the outputs hold for an input."""
    numbers = pl.select(n=pl.int_range(ROWS) * factor, k=pl.int_range(ROWS) % 1000)
    return numbers.group_by("k").agg(total=pl.col("n").sum(), rows=pl.len()).sort("k")


def outputs_hold(folder: Path, factors: list[int]) -> None:
    """Each output is there completely, for one of the inputs, and nothing else lies beside it."""
    csv = pl.read_csv(folder / "out.csv", schema_overrides={"rows": pl.UInt32})
    parquet = pl.read_parquet(folder / "out.parquet")
    assert any(csv.equals(expected(factor)) for factor in factors)
    assert any(parquet.equals(expected(factor)) for factor in factors)


def nothing_is_left(folder: Path) -> None:
    """No file that was not finished."""
    assert list(folder.glob(".*uzo-part")) == []


class Killer:
    """Kills the runner a while after a run, or its first node, has begun.

    Whatever the machine is busy with, the run is under way then: a delay from the start of the run would mostly hit a
    process that still loads its libraries.
    """

    def __init__(self, flow: Flow) -> None:
        self._events: Queue[RunEvent] = Queue()
        flow.listen_events(self._events.put)
        self._flow = flow
        self.interrupted = 0
        self.completed = 0

    def run(self, after: type[RunStarted | NodeStarted], delay: float) -> None:
        """Run the workflow, and kill its process."""
        self._flow.run()
        while not isinstance(self._events.get(timeout=120), after):
            pass
        time.sleep(delay)
        for process in psutil.Process().children():
            if "uzo_jupyter.running.runner" in process.cmdline():
                process.send_signal(signal.SIGKILL)
        while not isinstance(end := self._events.get(timeout=120), RunFinished):
            pass
        self._flow.join(60)
        assert end.status in ("completed", "interrupted")
        if end.status == "completed":
            self.completed += 1
        else:
            self.interrupted += 1


def test_a_runner_that_is_killed_at_any_moment_leaves_old_or_new_outputs_and_the_next_run_works(
    tmp_path: Path,
) -> None:
    chance = random.Random(7)
    session = Session({}, tmp_path)
    try:
        write_input(tmp_path, 1)
        flow = session.open_text(TEXT)
        flow.run()
        flow.wait(120)
        killer = Killer(flow)
        # How long a run takes differs from machine to machine: the delay is found that hits it before and at its end.
        longest = 0.05
        for number in range(2, KILLS + 2):
            write_input(tmp_path, number)
            completed = killer.completed
            killer.run(chance.choice((RunStarted, NodeStarted)), chance.random() * longest)
            longest = max(0.01, longest * (0.8 if killer.completed > completed else 1.4))
            outputs_hold(tmp_path, list(range(1, number + 1)))
            nothing_is_left(tmp_path)
        # All had begun; that many were hit in the middle, and not after their end, is what makes this a test.
        assert killer.interrupted >= KILLS // 4
        flow.run()
        flow.wait(120)
        outputs_hold(tmp_path, [KILLS + 1])
    finally:
        session.close()


def test_a_cancel_in_the_middle_of_a_write_leaves_the_old_output(tmp_path: Path) -> None:
    pl.DataFrame({"n": [1]}).write_csv(tmp_path / "big.csv")
    before = (tmp_path / "big.csv").read_bytes()
    session = Session({"df": pl.DataFrame({"k": range(20_000)})}, tmp_path)
    try:
        flow = session.open_text(
            'a = frame("df")\nb = a.join(a, how="cross", suffix="_2")\nb.write_csv("big.csv")'
        )
        flow.run()
        deadline = time.monotonic() + 60
        while not any(file.stat().st_size > 10**6 for file in tmp_path.glob(".*uzo-part")):
            assert time.monotonic() < deadline, "nothing is written"
            time.sleep(0.02)
        begin = time.monotonic()
        flow.cancel()
        flow.join(30)
        assert time.monotonic() - begin < 2
        assert flow.view is not None
        assert flow.view.phase == "cancelled"
        assert (tmp_path / "big.csv").read_bytes() == before
        nothing_is_left(tmp_path)
    finally:
        session.close()


class Failing:
    """Lets the call of that number fail, as a disk does, and those before and after it be."""

    def __init__(self, call: Callable[..., object], number: int) -> None:
        self._call = call
        self._left = number

    def __call__(self, *args: object, **options: object) -> object:
        self._left -= 1
        if self._left == 0:
            raise OSError(5, "Input/output error")
        return self._call(*args, **options)


@pytest.mark.parametrize("call", ["fsync", "replace", "rename", "link"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_call_of_the_file_system_that_fails_leaves_old_or_new_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    bench = Bench(tmp_path)
    write_input(tmp_path, 1)
    bench.run(TEXT)
    write_input(tmp_path, 2)
    with monkeypatch.context() as patch:
        owner = Path if call in ("replace", "rename") else os
        failing = Failing(getattr(owner, call), number)
        # A function, so that it becomes a method of the path.
        patch.setattr(owner, call, lambda *args, **options: failing(*args, **options))
        with suppress(RunError):
            bench.run(TEXT)
    outputs_hold(tmp_path, [1, 2])
    nothing_is_left(tmp_path)
    assert bench.run(TEXT).rows("top").equals(expected(2))
    outputs_hold(tmp_path, [2])
    assert all(bench.cache.take(entry, tmp_path, "link") for entry in bench.cache.entries())


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root may mount a small disk")
def test_a_full_disk_fails_the_run_and_leaves_the_old_output(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk here: {mounted.stderr.decode().strip()}")
    try:
        (disk / "out.csv").write_text("n\n1\n")
        session = Session({"df": pl.DataFrame({"k": range(2_000_000)})}, disk)
        try:
            flow = session.open_text('a = frame("df")\na.write_csv("out.csv")')
            flow.run()
            flow.join(60)
            assert flow.view is not None
            assert flow.view.phase == "failed"
            assert "'out.csv' cannot be written" in (flow.view.message or "")
            assert "No space left" in (flow.view.message or "")
            assert (disk / "out.csv").read_text() == "n\n1\n"
            nothing_is_left(disk)
        finally:
            session.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)
