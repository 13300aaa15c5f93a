"""A table of 20 million rows: how long pages, sorting, filtering and facts take, and what stays in memory."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import psutil

from tests.benchmarks.figure import Figure, seconds
from uzo_jupyter import Flow, Session
from uzo_jupyter.protocol import CompareFilter, SortBy, TableQuery, TextFilter
from uzo_jupyter.session.statistics import column_facts
from uzo_jupyter.session.tables import ALL

ROWS = 20_000_000
PAGE = 1000
TEXT = 'big = read_parquet("big.parquet")\nresult = big.with_columns(y=col("x") * 2).options(retries=1)'
LARGEST_FIRST = TableQuery(sort=(SortBy(column="k", descending=True),))
SOME_TEXT = TableQuery(filters=(TextFilter(column="s", op="contains", text="99"),))
ONE_ROW = TableQuery(filters=(CompareFilter(column="n", op="=", value=str(ROWS - 1)),))


def figures() -> Iterator[Figure]:
    """What a person does with the result of a run, in the order of a visit."""
    with tempfile.TemporaryDirectory(prefix="uzo-bench-") as folder:
        _write(Path(folder) / "big.parquet")
        session = Session(directory=Path(folder))
        try:
            flow = session.open_text(TEXT)
            flow.run()
            flow.wait(600)
            assert flow.preview("result", ROWS - PAGE).rows.height == PAGE
            yield from _visit(flow)
        finally:
            session.close()


def _visit(flow: Flow) -> Iterator[Figure]:
    table = flow.table("result")
    before = _megabytes()
    places = [random.Random(1).randrange(0, ROWS - PAGE) for _ in range(200)]
    yield Figure("a page of 20M rows (200 places)", [_page(flow, place) for place in places])
    yield Figure("memory after 200 pages: more than before", [_megabytes() - before], "MB")
    for name, query in (("sort", LARGEST_FIRST), ("filter by text", SOME_TEXT), ("filter by value", ONE_ROW)):
        with _Peak() as peak:
            yield Figure(f"{name}, 20M rows", [seconds(lambda query=query: table.page(0, PAGE, query))])
        yield Figure(f"{name}: most memory meanwhile", [peak.most], "MB")
    yield Figure("a page of the sorted rows", [_page(flow, place, LARGEST_FIRST) for place in places[:50]])
    for column in ("n", "x", "s"):
        work = lambda column=column: column_facts(table.rows(), column)  # noqa: E731
        yield Figure(f"facts of {column!r}, 20M rows", [seconds(work)])
    time.sleep(1)
    yield Figure("memory at the end: more than before", [_megabytes() - before], "MB")


def _page(flow: Flow, offset: int, query: TableQuery = ALL) -> float:
    return seconds(lambda: flow.table("result").page(offset, PAGE, query).arrow())


def _write(path: Path) -> None:
    n = pl.int_range(pl.lit(0), pl.lit(ROWS)).alias("n")
    rows = pl.select(n).lazy()
    rows.with_columns(
        k=pl.col("n") * 2_654_435_761 % 1_000_003,
        x=(pl.col("n") * 7919 % 99_991) / 7,
        s=pl.concat_str(pl.lit("name-"), (pl.col("n") * 31 % 5000).cast(pl.String)),
    ).sink_parquet(path)


def _megabytes() -> float:
    return psutil.Process().memory_info().rss / 1e6


class _Peak:
    """The most memory that the process has while something is done, above what it had."""

    most = 0.0

    def __enter__(self) -> _Peak:
        self._begin = _megabytes()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, _megabytes() - self._begin)

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()
