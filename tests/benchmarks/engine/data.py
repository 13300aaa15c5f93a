"""The tables of the theme: TPC-H at a scale, and the flights so many times over; made once and kept for later."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import platformdirs
import polars as pl
from polars import selectors as cs

from tests.conftest import DATA

TABLES = ("region", "nation", "supplier", "customer", "orders", "lineitem")
_FLIGHTS = 20
"""So many copies of the flights at scale 1: 6.7 million rows, 600 MB of CSV."""


def scale() -> float:
    """``UZO_BENCH_SCALE``; 1 is a gigabyte of TPC-H."""
    return float(os.environ.get("UZO_BENCH_SCALE", "1"))


def tables() -> Path:
    """The folder of the tables at the scale that is asked for, outside the repository."""
    folder = Path(platformdirs.user_cache_dir("uzo-benchmarks")) / f"scale-{scale():g}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        # It is there completely or not at all.
        part = Path(tempfile.mkdtemp(dir=folder.parent))
        _write_tpch(part)
        _write_flights(part)
        part.rename(folder)
    return folder


def _write_tpch(folder: Path) -> None:
    """Tables of TPC-H with money as Float64: pandas has no decimals of its own, and would look slower than it is."""
    raw = folder / "raw"
    command = Path(sys.executable).with_name("tpchgen-cli")
    wanted = ["--tables", ",".join(TABLES), "--output-dir", str(raw), "--quiet"]
    subprocess.run([command, "parquet", "-s", f"{scale():g}", *wanted], check=True)
    for table in TABLES:
        rows = pl.scan_parquet(raw / f"{table}.parquet")
        rows.with_columns(cs.decimal().cast(pl.Float64)).sink_parquet(folder / f"{table}.parquet")
    shutil.rmtree(raw)


def _write_flights(folder: Path) -> None:
    shutil.copy(DATA / "airlines.parquet", folder)
    shutil.copy(DATA / "airlines.csv", folder)
    times = max(1, round(_FLIGHTS * scale()))
    rows = pl.concat([pl.scan_parquet(DATA / "flights.parquet")] * times)
    rows.sink_parquet(folder / "flights.parquet")
    rows.sink_csv(folder / "flights.csv")
