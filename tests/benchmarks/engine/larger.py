"""Four times as much data as the budget of memory, in a process group that may have 2 GB: sort, join and group.

``python -m tests.benchmarks.engine.larger FOLDER`` does the work; the figures start it, under a limit where the system
lets us set one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import psutil
from polars.testing import assert_frame_equal

from tests.benchmarks.figure import Figure

BUDGET = 500_000_000
_LIMIT = 2_000_000_000
_PARTS = 10
_PART_ROWS = 2_700_000
"""With its text a row takes 76 bytes: all parts are 2.05 GB."""
_KEYS = 1_000_000
_CGROUPS = Path("/sys/fs/cgroup/memory")
_LOOK_SECONDS = 0.1

_TEXT = """\
big = read_parquet("big-*.parquet")
labels = read_parquet("labels.parquet")
joined = big.join(labels, on="key")
ordered = joined.sort("value")
ordered.write_parquet("ordered.parquet")
groups = joined.group_by("label").agg(rows=len(), total=col("value").sum())
groups.write_parquet("groups.parquet")
"""


def figures() -> Iterator[Figure]:
    """How long it takes, and the most memory of all its processes together."""
    with tempfile.TemporaryDirectory(prefix="uzo-larger-") as home:
        folder = Path(home)
        subprocess.run([sys.executable, "-m", __name__, "write", home], check=True)
        size = sum(pl.scan_parquet(part).collect().estimated_size() for part in folder.glob("big-*.parquet"))
        with _limited() as group:
            begin = time.perf_counter()
            command = [sys.executable, "-m", __name__, "run", home, *([str(group)] if group else [])]
            process = psutil.Popen(command)
            most = _watch(process)
            took = time.perf_counter() - begin
        assert process.returncode == 0, "the run failed"
        _must_be_right(folder)
    yield Figure("larger than memory: data", [size / 1e6], "MB")
    yield Figure("larger than memory: budget", [BUDGET / 1e6], "MB")
    yield Figure("larger than memory: limit that was set", [_LIMIT / 1e6 if group else 0], "MB")
    yield Figure("larger than memory: most of all processes", [most / 1e6], "MB")
    yield Figure("larger than memory: sort, join, group", [took])


def write(folder: Path) -> None:
    """The tables, part by part."""
    for part in range(_PARTS):
        number = pl.int_range(part * _PART_ROWS, (part + 1) * _PART_ROWS, eager=True)
        mixed = number.hash(3)
        text = "a text of some forty characters, number " + number.cast(pl.String).str.zfill(12)
        rows = pl.DataFrame(
            {"id": number, "key": mixed % _KEYS, "value": (mixed % 1_000_003) / 7, "text": text}
        )
        rows.write_parquet(folder / f"big-{part}.parquet")
    keys = pl.int_range(_KEYS, eager=True).cast(pl.UInt64).alias("key")
    keys.to_frame().with_columns(label=pl.col("key") % 100).write_parquet(folder / "labels.parquet")


def run(folder: Path, group: Path | None) -> None:
    """Run the workflow with the budget, this process and all that it starts being in the group."""
    if group is not None:
        (group / "cgroup.procs").write_text(str(os.getpid()))
    from uzo_jupyter import Session

    session = Session(directory=folder)
    try:
        flow = session.open_text(_TEXT)
        flow.run(memory=BUDGET)
        flow.wait(1800)
    finally:
        session.close()


@contextmanager
def _limited() -> Iterator[Path | None]:
    """A control group with the limit; None where none can be made."""
    group = _CGROUPS / f"uzo-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(_LIMIT))
    except OSError:
        yield None
        return
    try:
        yield group
    finally:
        # Prefect's server may stay for others: let it go on outside.
        for process in (group / "cgroup.procs").read_text().split():
            (_CGROUPS / "cgroup.procs").write_text(process)
        group.rmdir()


def _watch(process: psutil.Popen) -> int:
    """The most bytes that a process and its children had together until it ended."""
    most = 0
    while process.poll() is None:
        family = [process, *process.children(recursive=True)]
        most = max(most, sum(_memory(each) for each in family))
        time.sleep(_LOOK_SECONDS)
    return most


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def _must_be_right(folder: Path) -> None:
    """What was written is what a process without a limit computes."""
    big = pl.scan_parquet(folder / "big-*.parquet").join(pl.scan_parquet(folder / "labels.parquet"), on="key")
    groups = big.group_by("label").agg(rows=pl.len(), total=pl.col("value").sum()).sort("label")
    assert_frame_equal(
        pl.read_parquet(folder / "groups.parquet").sort("label"), groups.collect(engine="streaming")
    )
    ordered = pl.scan_parquet(folder / "ordered.parquet")
    told = ordered.select(
        pl.len(),
        pl.col("value").diff().min(),
        pl.col("id").sum(),
        (pl.col("id") * pl.col("label")).sum().alias("mix"),
    )
    wanted = big.select(pl.len(), pl.col("id").sum(), (pl.col("id") * pl.col("label")).sum().alias("mix"))
    found = told.collect(engine="streaming")
    assert found["value"].item() >= 0, "the rows are not in order"
    assert_frame_equal(found.drop("value"), wanted.collect(engine="streaming"))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        run(Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
