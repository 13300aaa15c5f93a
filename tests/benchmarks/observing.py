"""What it costs to watch the engine: the same stages watched and not, taking turns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import polars as pl

from tests.benchmarks.figure import REPEATS, Figure, seconds
from tests.running.observing.watching import run_text
from uzo_jupyter.operations import Place

ROWS = 12_000_000
WORKFLOWS = {
    "sums": """
a = read_parquet("t.parquet")
b = a.filter(col("n") % 10 != 3)
c = b.with_columns(x=col("v") * 1.5 + col("n"), y=(col("v") + 1).log())
d = c.with_columns(z=col("x") * col("y"))
e = d.group_by("k").agg(x=col("x").sum(), z=col("z").mean(), rows=len())
""",
    "join and sort": """
a = read_parquet("t.parquet")
b = a.filter(col("n") % 3 == 0)
c = read_parquet("k.parquet")
d = b.join(c, on="k")
e = d.with_columns(w=col("v") * col("weight"))
f = e.sort("w")
g = f.group_by("name").agg(w=col("w").sum())
""",
    "300 nodes": "\n".join(
        (
            's0 = read_parquet("t.parquet")',
            *(f's{n} = s{n - 1}.with_columns(v=col("v") + {n})' for n in range(1, 300)),
            'last = s299.group_by("k").agg(v=col("v").sum())',
        )
    ),
}


def figures() -> Iterator[Figure]:
    """How many times longer a stage takes when it is watched."""
    with tempfile.TemporaryDirectory(prefix="uzo-observing-") as home:
        folder = Path(home)
        _write(folder)
        place = Place(folder, {})
        for name, text in WORKFLOWS.items():
            _run(text, place, watched=True)
            pairs = [
                (_timed(text, place, watched=True), _timed(text, place, watched=False))
                for _ in range(REPEATS)
            ]
            yield Figure(f"{name}, not watched", [plain for _, plain in pairs])
            yield Figure(f"{name}, watched : not watched", [watched / plain for watched, plain in pairs], "x")


def _write(folder: Path) -> None:
    numbers = pl.LazyFrame({"n": range(ROWS)})
    numbers.select("n", k=pl.col("n") * 7919 % 1000, v=pl.col("n") % 997).sink_parquet(folder / "t.parquet")
    keys = pl.DataFrame({"k": range(1000)})
    keys.with_columns(weight=pl.col("k") / 10, name=pl.col("k") % 50).write_parquet(folder / "k.parquet")


def _timed(text: str, place: Place, *, watched: bool) -> float:
    return seconds(lambda: _run(text, place, watched=watched))


def _run(text: str, place: Place, *, watched: bool) -> None:
    why_not = None if watched else "for comparison"
    with patch("uzo_jupyter.running.observing.observer.why_unavailable", lambda _engine: why_not):
        run_text(text, place, place.directory / "scratch", counted=False)
