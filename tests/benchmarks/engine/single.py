"""Single operations on ten million rows and the reading of a gigabyte of CSV: the product beside pandas.

Both begin with files and end with a table of the result, so that reading and writing are part of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import polars as pl

from tests.benchmarks.figure import REPEATS, Figure

_ROWS = 10_000_000
_KEYS = 1_000_000
_CSV_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Single:
    """An operation in the language, and in pandas over a folder of tables."""

    text: str
    in_pandas: Callable[[Path], pd.DataFrame]


def _table(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "ten.parquet")


SINGLES = {
    "read 1 GB of CSV": Single(
        'result = read_csv("big.csv")',
        lambda folder: pd.read_csv(folder / "big.csv", engine="pyarrow", dtype_backend="pyarrow"),
    ),
    "filter 10M rows": Single(
        'ten = read_parquet("ten.parquet")\nresult = ten.filter((col("v") > 0.5) & (col("g") < 500))',
        lambda folder: (rows := _table(folder))[(rows["v"] > 0.5) & (rows["g"] < 500)],
    ),
    "group 10M rows": Single(
        'ten = read_parquet("ten.parquet")\n'
        'result = ten.group_by("g").agg(rows=len(), total=col("v").sum(), most=col("w").max())',
        lambda folder: (
            _table(folder)
            .groupby("g", as_index=False)
            .agg(rows=("v", "size"), total=("v", "sum"), most=("w", "max"))
        ),
    ),
    "join 1M with 1M rows": Single(
        'left = read_parquet("left.parquet")\nright = read_parquet("right.parquet")\n'
        'result = left.join(right, on="id")',
        lambda folder: pd.read_parquet(folder / "left.parquet").merge(
            pd.read_parquet(folder / "right.parquet"), on="id"
        ),
    ),
    "window over 10M rows": Single(
        'ten = read_parquet("ten.parquet")\nresult = ten.with_columns(share=col("v") / col("v").sum().over("g"))',
        lambda folder: (rows := _table(folder)).assign(
            share=rows["v"] / rows.groupby("g")["v"].transform("sum")
        ),
    ),
}


def write_tables(folder: Path, flights_csv: Path) -> None:
    """The tables of the operations, where they are not there yet."""
    if not (folder / "ten.parquet").exists():
        number = pl.int_range(_ROWS, eager=True)
        mixed = number.hash(1)
        ten = pl.DataFrame(
            {"id": number, "g": mixed % 1000, "v": (mixed % 9973) / 9973, "w": mixed % 100_003}
        )
        keys = pl.int_range(_KEYS, eager=True).alias("id")
        keys.shuffle(1).to_frame().with_columns(a=pl.col("id") * 2).write_parquet(folder / "left.parquet")
        keys.shuffle(2).to_frame().with_columns(b=pl.col("id") * 3).write_parquet(folder / "right.parquet")
        _write_csv(folder / "big.csv", flights_csv)
        ten.write_parquet(folder / "ten.parquet")


def _write_csv(target: Path, flights_csv: Path) -> None:
    """The flights as often as it takes."""
    header, _, lines = flights_csv.read_bytes().partition(b"\n")
    with target.open("wb") as file:
        file.write(header + b"\n")
        while file.tell() < _CSV_BYTES:
            file.write(lines)


def figures(data: Path) -> Iterator[Figure]:
    """Each operation in the product and in pandas, taking turns."""
    for name in SINGLES:
        yield from _operation(name, data)


def _operation(name: str, data: Path) -> Iterator[Figure]:
    # Here, because the processes of the rivals import this module, and must not have more in memory than they need.
    from tests.benchmarks.engine.product import ANEW, Product
    from tests.benchmarks.engine.rivals import Rival

    with tempfile.TemporaryDirectory(prefix="uzo-single-") as results, ExitStack() as open_:
        rival = open_.enter_context(Rival("pandas", name, data, Path(results)))
        product = open_.enter_context(Product(data))
        flow = product.session.open_text(SINGLES[name].text)
        product.run(flow, ANEW, [rival.pid])  # warm
        ours, theirs = [], []
        for _ in range(REPEATS):
            ours.append(product.run(flow, ANEW, [rival.pid]))
            product.wait_until_quiet([rival.pid])
            theirs.append(rival.run())
        rows = pl.scan_ipc(Path(results) / "0.arrow").select(pl.len()).collect().item()
        assert flow["result"].select(pl.len()).collect().item() == rows
    yield Figure(f"{name}: product", [run.cost.wall for run in ours])
    yield Figure(f"{name}: pandas", [cost.wall for cost in theirs])
    pairs = zip(ours, theirs, strict=True)
    yield Figure(f"{name}: pandas : product", [cost.wall / run.cost.wall for run, cost in pairs], "x")
    yield Figure(f"{name}: most memory, product", [ours[-1].cost.peak], "MB")
    yield Figure(f"{name}: most memory, pandas", [theirs[-1].peak], "MB")
