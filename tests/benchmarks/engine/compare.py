"""Whole runs with all counts beside the same work done otherwise, taking turns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import polars as pl
from polars import selectors as cs
from polars.testing import assert_frame_equal

from tests.benchmarks.engine.cost import Cost
from tests.benchmarks.engine.data import scale
from tests.benchmarks.engine.product import ANEW, Product, Ran
from tests.benchmarks.engine.rivals import KINDS, Rival
from tests.benchmarks.engine.workflows import RESULTS, TEXTS
from tests.benchmarks.figure import REPEATS, Figure
from uzo_jupyter import Flow

_SLOW_REPEATS = 3
"""What is many times slower is measured less often."""


def figures(data: Path) -> Iterator[Figure]:
    """Time, processor time and memory of each workflow, and how they stand to those of its rivals."""
    for workflow in TEXTS:
        yield from _workflow(workflow, data)


def _workflow(workflow: str, data: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="uzo-engine-") as home, ExitStack() as open_:
        kinds = KINDS if scale() <= 1 else ("lazy",)  # the others hold all tables in memory
        results = {kind: Path(home) / kind for kind in kinds}
        for folder in results.values():
            folder.mkdir()
        rivals = {kind: open_.enter_context(Rival(kind, workflow, data, results[kind])) for kind in kinds}
        product = open_.enter_context(Product(data))
        flow = product.session.open_text(TEXTS[workflow], workflow)
        others = [rival.pid for rival in rivals.values()]
        product.run(flow, ANEW, others)  # warm
        product.wait_until_quiet(others)
        for kind in kinds:
            _must_be_equal(flow, workflow, results[kind])
        runs: list[Ran] = []
        costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
        for turn in range(REPEATS):
            runs.append(product.run(flow, ANEW, others))
            product.wait_until_quiet(others)
            for kind, rival in rivals.items():
                if kind == "lazy" or turn < _SLOW_REPEATS:
                    costs[kind].append(rival.run())
    yield from _told(workflow, runs, costs)


def _must_be_equal(flow: Flow, workflow: str, results: Path) -> None:
    """The product's rows are those of the others, but for types of integers and of dates, and the last digits."""
    for number, node in enumerate(RESULTS[workflow]):
        others = pl.read_ipc(results / f"{number}.arrow")
        assert_frame_equal(_plain(flow[node].collect()), _plain(others), check_row_order=False)


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    strings = cs.string() | cs.by_dtype(pl.Categorical)
    return rows.select(sorted(rows.columns)).with_columns(
        cs.integer().cast(pl.Int64), cs.datetime().cast(pl.Date), strings.cast(pl.String)
    )


def _told(workflow: str, runs: Sequence[Ran], costs: Mapping[str, Sequence[Cost]]) -> Iterator[Figure]:
    lazy = costs["lazy"]
    walls = [run.cost.wall for run in runs]
    yield Figure(f"{workflow}: run with all counts", walls)
    yield Figure(f"{workflow}: run until its tables are there", [run.until_end for run in runs])
    yield Figure(f"{workflow}: the same query by hand", [cost.wall for cost in lazy])
    pairs = list(zip(runs, lazy, strict=True))
    yield Figure(f"{workflow}: run : query", [run.cost.wall / cost.wall for run, cost in pairs], "x")
    yield Figure(f"{workflow}: run - query", [run.cost.wall - cost.wall for run, cost in pairs])
    yield Figure(f"{workflow}: until tables : query", [run.until_end / cost.wall for run, cost in pairs], "x")
    yield Figure(f"{workflow}: processor, run", [run.cost.cpu for run in runs])
    yield Figure(f"{workflow}: processor, Prefect meanwhile", [run.recording for run in runs])
    yield Figure(f"{workflow}: processor, query", [cost.cpu for cost in lazy])
    yield Figure(f"{workflow}: processor, run : query", [r.cost.cpu / c.cpu for r, c in pairs], "x")
    yield Figure(f"{workflow}: most memory, run", [runs[-1].cost.peak], "MB")
    yield Figure(f"{workflow}: most memory, query", [lazy[-1].peak], "MB")
    yield Figure(f"{workflow}: most memory, run : query", [runs[-1].cost.peak / lazy[-1].peak], "x")
    yield Figure(f"{workflow}: nodes without a count", [len(run.uncounted) for run in runs], "")
    for kind, theirs in costs.items():
        if kind != "lazy":
            times = [cost.wall / run.cost.wall for run, cost in zip(runs, theirs, strict=False)]
            yield Figure(f"{workflow}: {kind}", [cost.wall for cost in theirs])
            yield Figure(f"{workflow}: {kind} : run", times, "x")
            yield Figure(f"{workflow}: most memory, {kind} : run", [_most(theirs) / runs[-1].cost.peak], "x")


def _most(costs: Sequence[Cost]) -> float:
    return max(cost.peak for cost in costs)
