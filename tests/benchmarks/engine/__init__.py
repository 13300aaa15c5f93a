"""Whole workflows: what the product adds to one query by hand, what others need, and what an edit saves."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figure import Figure


def figures() -> Iterator[Figure]:
    """Five workflows beside their rivals, runs after edits, single operations, and more data than memory."""
    # Here, because the processes of the rivals import this package too, and must not have more in memory than they
    # need.
    from tests.benchmarks.engine import compare, edits, larger, single
    from tests.benchmarks.engine.data import tables

    data = tables()
    yield from compare.figures(data)
    yield from edits.figures(data)
    single.write_tables(data, data / "flights.csv")
    yield from single.figures(data)
    yield from larger.figures()
