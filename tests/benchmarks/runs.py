"""A warm run of the flights pipeline beside the same query by hand, taking turns."""

from __future__ import annotations

from collections.abc import Iterator

from polars.testing import assert_frame_equal

from tests.benchmarks.figure import REPEATS, Figure, seconds
from tests.benchmarks.flights import TEXT, by_hand
from tests.conftest import DATA
from uzo_jupyter import Flow, Session


def figures() -> Iterator[Figure]:
    """Both, and how many times longer the run takes."""
    session = Session(directory=DATA)
    try:
        flow = session.open_text(TEXT)
        first = seconds(lambda: _run(flow))
        assert_frame_equal(flow["top"].collect(), by_hand(DATA), check_row_order=False)
        pairs = [(seconds(lambda: _run(flow)), seconds(lambda: by_hand(DATA))) for _ in range(REPEATS)]
    finally:
        session.close()
    runs, queries = zip(*pairs, strict=True)
    yield Figure("first run, with Prefect's start", [first])
    yield Figure("warm run of the flights pipeline", runs)
    yield Figure("the same query by hand", queries)
    yield Figure("run : query", [run / query for run, query in pairs], "x")


def _run(flow: Flow) -> None:
    flow.run()
    flow.wait(300)
