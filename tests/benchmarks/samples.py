"""How soon every node of the flights pipeline has a preview."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from tests.benchmarks.figure import Figure, measured
from tests.benchmarks.flights import TEXT
from tests.benchmarks.graphs import pipeline
from tests.conftest import DATA
from uzo_jupyter import Session
from uzo_jupyter.protocol import Configure


def figures() -> Iterator[Figure]:
    """The previews of a text that was opened, and those after one change."""
    session = Session(directory=DATA)
    try:
        yield measured("open the flights pipeline", lambda: session.open_text(TEXT))
        flow = session.open_text(TEXT)
        yield measured("previews of the flights pipeline", flow.sample)
        assert flow.top.preview().height == 10
        yield measured("open it and make its previews", lambda: session.open_text(TEXT).sample())
        yield _edited(session)
    finally:
        session.close()


def _edited(session: Session) -> Figure:
    """An edit of a node near the start of fifteen, until the samples of all nodes behind it are there."""
    flow = session.open_text(pipeline(15))
    flow.sample()
    values = count(10)

    def edit() -> None:
        expression = f'col("dep_delay") > {next(values)}'
        flow.edit([Configure(node="n5", values={"expression": expression})])
        flow.sample()

    return measured("15 nodes: an edit until its samples are there", edit)
