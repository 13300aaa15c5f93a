"""Files that are read together although they do not fit together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from uzo_jupyter.connectors.faults.kinds import damaged_file
from uzo_jupyter.operations import SourceError


def differing_schemas(
    files: Sequence[Path], schema_of: Callable[[Path], pl.Schema], name_of: Callable[[Path], str]
) -> SourceError | None:
    """The first file that cannot be read or whose columns are not those of the first file, or None.

    Parameters
    ----------
    files
        The files that are read together.
    schema_of
        Reads the schema of one.
    name_of
        What a file is called in a message.
    """
    if len(files) < 2:
        return None
    first: pl.Schema | None = None
    for file in files:
        try:
            schema = schema_of(file)
        except (pl.exceptions.PolarsError, OSError) as problem:
            return damaged_file(name_of(file), problem)
        first = first or schema
        difference = _difference(first, schema)
        if difference is not None:
            message = f"{name_of(file)!r} {difference}, unlike {name_of(files[0])!r}."
            hint = "Read them apart and put them together with union(how='diagonal_relaxed')."
            return SourceError(message, hint=hint, file=name_of(file), code="file-schema")
    return None


def _difference(first: pl.Schema, other: pl.Schema) -> str | None:
    missing = [column for column in first if column not in other]
    more = [column for column in other if column not in first]
    if missing or more:
        parts = [f"has no column {missing[0]!r}"] if missing else []
        return " and ".join([*parts, *([f"has a column {more[0]!r}"] if more else [])])
    for column, dtype in first.items():
        if other[column] != dtype:
            return f"has {other[column]} in {column!r}, not {dtype}"
    return None if list(first) == list(other) else "has its columns in another order"
