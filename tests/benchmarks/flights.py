"""The flights pipeline of the tour, and the same query in Polars by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl

TEXT = """\
min_delay = parameter(60, "minutes")
flights = read_parquet("flights.parquet")
airlines = read_parquet("airlines.parquet")
late = flights.filter(col("dep_delay") > min_delay)
named = late.join(airlines, on="carrier", how="left")
summary = named.group_by("name").agg(flights=len(), delay=col("dep_delay").mean())
top = summary.sort("delay", descending=True).head(10)
"""


def by_hand(data: Path) -> pl.DataFrame:
    """The same rows as those of ``top``."""
    late = pl.scan_parquet(data / "flights.parquet").filter(pl.col("dep_delay") > 60)
    named = late.join(pl.scan_parquet(data / "airlines.parquet"), on="carrier", how="left")
    summary = named.group_by("name").agg(flights=pl.len(), delay=pl.col("dep_delay").mean())
    return summary.sort("delay", descending=True).head(10).collect(engine="streaming")
