"""What is left to do after an edit, and where nothing has changed, beside the whole run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from tests.benchmarks.engine.product import ANEW, Product, Ran
from tests.benchmarks.engine.workflows import edited
from tests.benchmarks.figure import REPEATS, Figure
from uzo_jupyter.running.cache import ResultCache

_COPY_SECONDS = 300
_START_SECONDS = 4.0
_MILES = count(100)
_ROWS = count(3)
"""Every text is a new one: what an earlier one has left must not answer for it."""


def figures(data: Path) -> Iterator[Figure]:
    """Runs after an edit, each beside a run over nothing."""
    with Product(data) as product:
        yield from _edits(product, "csv")
        yield from _edits(product, "parquet")
        yield from _edits(product, "parquet", pinned=True)
        yield from _behind(product, "csv")
        yield from _behind(product, "parquet")
    yield from _nothing_changed(data)


def _edits(product: Product, file_format: str, *, pinned: bool = False) -> Iterator[Figure]:
    """A node before the aggregate is edited."""
    name = f"{file_format}, edit before the aggregate" + (", pinned" if pinned else "")

    def text() -> str:
        return edited(file_format, miles=next(_MILES), pinned=pinned)

    def unpinned() -> str:
        return edited(file_format, miles=next(_MILES))

    first = product.run(product.session.open_text(text()))
    yield Figure(f"{name}: first run", [first.until_end])
    if file_format == "csv":
        begin = time.perf_counter()
        _wait_for_copy()
        yield Figure(f"{name}: until the copy is there", [time.perf_counter() - begin])
    yield from _pairs(product, name, unpinned, text)


def _behind(product: Product, file_format: str) -> Iterator[Figure]:
    """A node behind the aggregate is edited."""

    def text() -> str:
        return edited(file_format, rows=next(_ROWS))

    return _pairs(product, f"{file_format}, edit behind the aggregate", text, text)


def _pairs(
    product: Product, name: str, whole: Callable[[], str], after: Callable[[], str]
) -> Iterator[Figure]:
    """Runs of texts that differ in what was edited, taking turns with runs that take nothing of what is kept."""
    pairs: list[tuple[Ran, Ran]] = []
    for _ in range(REPEATS):
        cold = product.run(product.session.open_text(whole()), ANEW)
        product.wait_until_quiet()
        pairs.append((cold, product.run(product.session.open_text(after()))))
        product.wait_until_quiet()
    yield Figure(f"{name}: whole run", [cold.until_end for cold, _ in pairs])
    yield Figure(f"{name}: run after it", [warm.until_end for _, warm in pairs])
    yield Figure(f"{name}: after : whole", [warm.until_end / cold.until_end for cold, warm in pairs], "x")
    with_counts = [warm.cost.wall / cold.cost.wall for cold, warm in pairs]
    yield Figure(f"{name}: after : whole, with counts", with_counts, "x")


def _nothing_changed(data: Path) -> Iterator[Figure]:
    told: list[float] = []
    runs: list[float] = []
    for _ in range(REPEATS):
        with Product(data) as product:
            flow = product.session.open_text(edited("parquet"))
            flow.warm_up()
            time.sleep(_START_SECONDS)
            ran = product.run(flow)
            assert flow.view is not None
            told.append(flow.view.seconds or 0.0)
            runs.append(ran.until_end)
    yield Figure("nothing changed, new session: run", runs)
    yield Figure("nothing changed, new session: of it in the runner", told)


def _wait_for_copy() -> None:
    begin = time.perf_counter()
    while not any(entry.what == "copy" for entry in ResultCache().entries()):
        assert time.perf_counter() - begin < _COPY_SECONDS, "no copy of the source was made"
        time.sleep(0.1)
