"""How soon every node of the flights pipeline has a preview."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figure import Figure, measured
from tests.benchmarks.flights import TEXT
from tests.conftest import DATA
from uzo_jupyter import Session


def figures() -> Iterator[Figure]:
    """The previews of a text that was opened, and those after one change."""
    session = Session(directory=DATA)
    try:
        yield measured("open the flights pipeline", lambda: session.open_text(TEXT))
        flow = session.open_text(TEXT)
        yield measured("previews of the flights pipeline", flow.sample)
        assert flow.top.preview().height == 10
        yield measured("open it and make its previews", lambda: session.open_text(TEXT).sample())
    finally:
        session.close()
