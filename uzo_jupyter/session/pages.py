"""Rows to show: a page of a node's table, as a frame and as Arrow bytes for the browser."""

from __future__ import annotations

import io
from dataclasses import dataclass

import polars as pl

from uzo_jupyter.protocol import Column


@dataclass(frozen=True, slots=True)
class Page:
    """Rows ``offset`` to ``offset + rows.height`` of the ``total`` rows that can be paged through.

    ``more`` tells that other rows may follow those: nobody has counted them.
    """

    node: str
    rows: pl.DataFrame
    offset: int
    total: int
    sample: bool
    note: str | None = None
    more: bool = False

    def columns(self) -> tuple[Column, ...]:
        """Names and types of the columns."""
        return columns_of(self.rows.schema)

    def arrow(self) -> bytes:
        """The rows as an Arrow IPC stream of types that every reader knows."""
        return arrow_of(self.rows)


def arrow_of(rows: pl.DataFrame) -> bytes:
    """Rows as an Arrow IPC stream of types that every reader knows."""
    buffer = io.BytesIO()
    rows.write_ipc_stream(buffer, compat_level=pl.CompatLevel.oldest())
    return buffer.getvalue()


def columns_of(schema: pl.Schema) -> tuple[Column, ...]:
    """A schema as the browser is told about it.

    Examples
    --------
    >>> columns_of(pl.Schema({"a": pl.Int64}))
    (Column(name='a', dtype='Int64'),)
    """
    return tuple(Column(name=name, dtype=str(dtype)) for name, dtype in schema.items())
