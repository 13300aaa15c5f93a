"""What a run costs beside the same query by hand, and what Prefect adds to it."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import polars as pl
from polars.testing import assert_frame_equal

from tests.benchmarks.figure import REPEATS, Figure, seconds
from tests.benchmarks.flights import TEXT, by_hand
from tests.conftest import DATA
from uzo_jupyter import Flow, Session
from uzo_jupyter.model import write_document
from uzo_jupyter.protocol import NodeFinished, NodeStarted, RunEvent, RunScope
from uzo_jupyter.protocol.runner import NotebookFrame, StartRun
from uzo_jupyter.running.cache import ResultCache
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.prepare import RequestChecker, prepare_run
from uzo_jupyter.running.scheduler import Scheduler
from uzo_jupyter.running.server import PrefectServer

_NAMES = {"k": [1, 2, 3]}
_IN_A_ROW = 10


ANEW = RunScope(use_kept=False)
"""What is measured is computing, not finding what is there."""


def figures() -> Iterator[Figure]:
    """A run beside the query, runs beside the same work without Prefect, and how soon Prefect has them."""
    yield from _flights()
    with tempfile.TemporaryDirectory(prefix="uzo-bench-") as folder:
        session = Session({"f": pl.DataFrame(_NAMES)}, Path(folder))
        try:
            _run(session.open_text(_text(15)))
            api = _server()
            yield Figure("fresh kernel, server up: first node finished", [_fresh_kernel(Path(folder))])
            for nodes in (15, 50):
                yield from _price(session, nodes, Path(folder))
                yield from _in_a_row(session, nodes, api)
        finally:
            session.close()


def _flights() -> Iterator[Figure]:
    session = Session(directory=DATA)
    try:
        flow = session.open_text(TEXT)
        first = seconds(lambda: _run(flow))
        assert_frame_equal(flow["top"].collect(), by_hand(DATA), check_row_order=False)
        pairs = [(seconds(lambda: _run(flow)), seconds(lambda: by_hand(DATA))) for _ in range(REPEATS)]
    finally:
        session.close()
    runs, queries = zip(*pairs, strict=True)
    yield Figure("first run, while Prefect starts", [first])
    yield Figure("warm run of the flights pipeline", runs)
    yield Figure("the same query by hand", queries)
    yield Figure("run : query", [run / query for run, query in pairs], "x")


def _price(session: Session, nodes: int, folder: Path) -> Iterator[Figure]:
    """Warm runs, and the same work with nothing of Prefect and no other process."""
    flow = session.open_text(_text(nodes))
    _run(flow)
    checker = RequestChecker(session.registry)
    alone, recorded = [], []
    for _ in range(REPEATS):
        alone.append(seconds(lambda: _without_prefect(checker, flow, folder)))
        recorded.append(seconds(lambda: _run(flow)))
        time.sleep(2)
    yield Figure(f"{nodes} trivial nodes, without Prefect", alone)
    yield Figure(f"{nodes} trivial nodes, warm run in Prefect", recorded)
    yield Figure(
        f"{nodes} trivial nodes, more than without", [statistics.median(recorded) - statistics.median(alone)]
    )


def _in_a_row(session: Session, nodes: int, api: str) -> Iterator[Figure]:
    """Runs 1 s apart: until the first node begins, and from the end until Prefect has the run with all its tasks."""
    flow = session.open_text(_text(nodes))
    first: list[float] = []
    ended: dict[str, float] = {}
    for _ in range(_IN_A_ROW):
        begin = time.perf_counter()
        first.append(_until_started(flow))
        flow.wait(300)
        assert flow.view is not None
        ended[flow.view.run] = time.perf_counter()
        time.sleep(max(0.0, 1 - (time.perf_counter() - begin)))
    yield Figure(f"{nodes} nodes, 1 s apart: first node begins", first)
    yield Figure(f"{nodes} nodes, 1 s apart: 90th percentile", [sorted(first)[int(0.9 * _IN_A_ROW) - 1]])
    yield Figure(
        f"{nodes} nodes, all runs in Prefect after the last", [_until_recorded(api, list(ended), nodes)]
    )


def _until_started(flow: Flow) -> float:
    begun: list[float] = []

    def note(event: RunEvent) -> None:
        if isinstance(event, NodeStarted):
            begun.append(time.perf_counter())

    flow.listen_events(note)
    begin = time.perf_counter()
    flow.run(scope=ANEW)
    flow.wait(300)
    return begun[0] - begin


def _until_recorded(api: str, runs: list[str], nodes: int) -> float:
    begin = time.perf_counter()
    wanted = {"flow_runs": {"name": {"any_": runs}, "state": {"type": {"any_": ["COMPLETED"]}}}}
    done = {**wanted, "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    while (_count(api, "flow_runs", wanted), _count(api, "task_runs", done)) != (
        len(runs),
        nodes * len(runs),
    ):
        assert time.perf_counter() - begin < 300, "runs are missing in Prefect"
        time.sleep(0.5)
    return time.perf_counter() - begin


def _count(api: str, kind: str, query: object) -> int:
    answer = httpx.post(f"{api}/{kind}/count", json=query, timeout=30)
    return int(answer.json()) if answer.status_code == 200 else -1


def _fresh_kernel(folder: Path) -> float:
    """A session whose processes are not started yet, as a kernel that has just loaded the extension."""
    session = Session({"f": pl.DataFrame(_NAMES)}, folder)
    finished: list[float] = []
    try:
        flow = session.open_text(_text(15))
        flow.listen_events(
            lambda event: finished.append(time.perf_counter()) if isinstance(event, NodeFinished) else None
        )
        begin = time.perf_counter()
        _run(flow)
        return finished[0] - begin
    finally:
        session.close()


def _without_prefect(checker: RequestChecker, flow: Flow, folder: Path) -> None:
    pl.DataFrame(_NAMES).write_ipc(folder / "f.arrow")
    frame = NotebookFrame(path=str(folder / "f.arrow"), digest="of the benchmark")
    request = StartRun(
        run="alone",
        document=write_document(flow.workflow),
        directory=str(folder),
        frames={"f": frame},
        scratch=tempfile.mkdtemp(dir=folder),
        use_kept=False,
    )
    prepared = prepare_run(request, checker, ResultCache())
    execution = Execution(prepared.plan, prepared.stages, prepared.results, lambda _: None)
    Scheduler(prepared.plan, execution).run()
    assert execution.verdict()[0] == "completed"


def _text(nodes: int) -> str:
    """A chain in which every fifth node has a result of its own."""
    lines = ['n0 = frame("f")']
    for number in range(1, nodes):
        what = (
            f'group_by("k").agg(c{number}=len())' if number % 5 == 0 else f'with_columns(x=col("k")+{number})'
        )
        lines.append(f"n{number} = n{number - 1}.{what}")
    return "\n".join(lines)


def _server() -> str:
    """The address of the local server, once it answers."""
    while (url := PrefectServer().running()) is None:
        time.sleep(0.2)
    return url


def _run(flow: Flow) -> None:
    flow.run(scope=ANEW)
    flow.wait(300)
