"""The same work done otherwise, in a warm process of its own: ``python -m tests.benchmarks.engine.rivals``.

The process takes a line for each time that the work is to be done, and answers with what it has cost.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl

from tests.benchmarks.engine.by_hand import QUERIES, call
from tests.benchmarks.engine.cost import Cost, most_memory

KINDS = ("lazy", "eager", "pandas", "tasks")


class Rival:
    """A process that does one workflow in one way, again and again."""

    def __init__(self, kind: str, workflow: str, data: Path, results: Path) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.engine.rivals", kind, workflow, data, results]
        environment = {
            **os.environ,
            "PREFECT_HOME": str(results),
            "PREFECT_LOGGING_LEVEL": "ERROR",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        }
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.pid = self._process.pid
        self.run()  # warm

    def run(self) -> Cost:
        """Do it once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return Cost(**json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Rival:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def lazy(workflow: str, data: Path, results: Path) -> None:
    """One lazy query with the same engine and sink as those of the product."""
    frames = QUERIES[workflow](lambda table: pl.scan_parquet(data / f"{table}.parquet"), call)
    sinks = [frame.sink_ipc(results / f"{number}.arrow", lazy=True) for number, frame in enumerate(frames)]
    pl.collect_all(sinks, engine="streaming")


def eager(workflow: str, data: Path, results: Path) -> None:
    """One frame after the other, all held until the end as a notebook holds them."""
    frames = QUERIES[workflow](lambda table: pl.read_parquet(data / f"{table}.parquet"), _holding())
    for number, frame in enumerate(frames):
        frame.write_ipc(results / f"{number}.arrow")


def pandas(workflow: str, data: Path, results: Path) -> None:
    """pandas as a person writes it."""
    from tests.benchmarks.engine.in_pandas import PANDAS
    from tests.benchmarks.engine.single import SINGLES

    frames = [SINGLES[workflow].in_pandas(data)] if workflow in SINGLES else PANDAS[workflow](data)
    for number, frame in enumerate(frames):
        frame.reset_index(drop=True).to_feather(results / f"{number}.arrow", compression="uncompressed")


def tasks(workflow: str, data: Path, results: Path) -> None:
    """A Prefect flow with a task for each step, as its tutorials show it; frames go from task to task."""
    from prefect import flow, task

    @flow
    def pipeline() -> list[pl.DataFrame]:
        read = task(pl.read_parquet)
        return QUERIES[workflow](
            lambda table: read(data / f"{table}.parquet"), lambda step, *inputs: task(step)(*inputs)
        )

    for number, frame in enumerate(pipeline()):
        frame.write_ipc(results / f"{number}.arrow")


def _holding() -> Callable[..., Any]:
    held: list[Any] = []

    def do(step: Callable[..., Any], *inputs: Any) -> Any:
        held.append(step(*inputs))
        return held[-1]

    return do


def main(kind: str, workflow: str, data: Path, results: Path) -> None:
    """Work until the pipe is closed."""
    work = {"lazy": lazy, "eager": eager, "pandas": pandas, "tasks": tasks}[kind]
    for _ in sys.stdin:
        begin, busy = time.perf_counter(), time.process_time()
        work(workflow, data, results)
        cost = Cost(time.perf_counter() - begin, time.process_time() - busy, most_memory())
        print(json.dumps(asdict(cost)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
