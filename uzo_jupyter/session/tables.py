"""The tables that a person looks at: rows of a result, of a sample, or of a query over all data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import TableQuery
from uzo_jupyter.session.pages import Page
from uzo_jupyter.session.queries import queried

ALL = TableQuery()
"""All rows, as they are."""


class Table(Protocol):
    """The rows of a node, as far as they are known now."""

    @property
    def sample(self) -> bool:
        """Whether these are rows of a sample of the sources."""
        ...

    def is_ready(self, offset: int, limit: int, query: TableQuery = ALL) -> bool:
        """Whether a page needs only to be read, or its first rows found, and not all rows to be computed."""
        ...

    def page(self, offset: int, limit: int, query: TableQuery = ALL) -> Page:
        """Some of the rows that the query asks for."""
        ...

    def rows(self, query: TableQuery = ALL) -> pl.LazyFrame:
        """The rows that the query asks for; it may take as long as to compute them."""
        ...


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The rows of a sample, which are in memory.

    Examples
    --------
    >>> table = SampleTable("late", pl.DataFrame({"a": [1, 2, 3]}), complete=False)
    >>> page = table.page(1, 1)
    >>> page.rows["a"].to_list(), page.total, page.note
    ([2], 3, 'computed from the first rows of each source')
    """

    node: str
    frame: pl.DataFrame
    complete: bool

    @property
    def sample(self) -> bool:
        """Whether there are others."""
        return not self.complete

    def is_ready(self, offset: int, limit: int, query: TableQuery = ALL) -> bool:
        """They are few."""
        return True

    def page(self, offset: int, limit: int, query: TableQuery = ALL) -> Page:
        """Some of the rows."""
        rows = self.frame if query.is_all else self.rows(query).collect()
        note = None if self.complete else "computed from the first rows of each source"
        return Page(self.node, rows.slice(offset, limit), offset, rows.height, self.sample, note)

    def rows(self, query: TableQuery = ALL) -> pl.LazyFrame:
        """All of the rows."""
        return queried(self.frame.lazy(), query)


@dataclass(frozen=True, slots=True)
class WholeTable:
    """The rows that all data give, computed when they are looked at: only the first are shown.

    Examples
    --------
    >>> page = WholeTable("late", pl.LazyFrame({"a": [1, 2, 3]})).page(0, 2)
    >>> page.rows["a"].to_list(), page.total, page.more
    ([1, 2], 2, True)
    """

    node: str
    frame: pl.LazyFrame
    sample = False

    def is_ready(self, offset: int, limit: int, query: TableQuery = ALL) -> bool:
        """The first rows may need all data."""
        return False

    def page(self, offset: int, limit: int, query: TableQuery = ALL) -> Page:
        """The first rows.

        Raises
        ------
        UzoError
            When others are asked for.
        """
        if offset:
            raise UzoError("Only the first rows were computed.", hint="Run the workflow.")
        rows = self.rows(query).head(limit + 1).collect()
        shown = rows.head(limit)
        note = "computed from all data, without a run"
        return Page(
            self.node, shown, 0, shown.height, sample=False, note=note, more=rows.height > shown.height
        )

    def rows(self, query: TableQuery = ALL) -> pl.LazyFrame:
        """All of the rows."""
        return queried(self.frame, query)
