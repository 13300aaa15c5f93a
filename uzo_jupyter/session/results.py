"""The rows that the last run of a flow made: as lazy frames, and as tables to look at."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Place, Source
from uzo_jupyter.protocol import TableQuery
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.session.kept import KeptFiles
from uzo_jupyter.session.pages import Page
from uzo_jupyter.session.queries import queried
from uzo_jupyter.session.runs import FlowRuns
from uzo_jupyter.session.tables import ALL

MOST_QUERIES = 4
"""Each sorted or filtered table is a file that may be as large as the result."""


class RunResults:
    """Reads what the last run left; safe to use from several threads."""

    def __init__(self, runs: FlowRuns) -> None:
        self.runs = runs
        self.paged = KeptFiles("pages")
        self.sorted = KeptFiles("query", MOST_QUERIES)

    def frame(self, node: str, checked: Checked, place: Place, valid: Set[str]) -> pl.LazyFrame:
        """The rows of a node over the results of the run; a node that writes shows what it wrote.

        ``valid`` are the nodes that have not changed since the run.
        """
        return Composer(checked.nodes, place, self.runs.results(valid)).frame(node)

    def table(self, node: str, checked: Checked, place: Place, valid: Set[str]) -> ResultTable:
        """The rows of a node, to look at."""
        return ResultTable(self, node, checked, self.frame(node, checked, place, valid))


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The rows of a node that the last run has made."""

    results: RunResults
    node: str
    checked: Checked
    frame: pl.LazyFrame
    sample = False

    def is_ready(self, offset: int, limit: int, query: TableQuery = ALL) -> bool:
        """Whether a page needs no file, or its file is there."""
        if not query.is_all:
            return self.results.sorted.find(self._key(query)) is not None
        key = self._paging_key()
        return key is None or not self._needs_file(offset, limit) or self.results.paged.find(key) is not None

    def page(self, offset: int, limit: int, query: TableQuery = ALL) -> Page:
        """A page of the rows.

        The first rows of a lazy node are found without computing the others, as far as its rows have a fixed order.
        Else, and for later rows, they are written to a file once: to compute them again for each page would be slow,
        and without a fixed order some rows would come twice and others never. So are sorted and filtered rows.
        """
        if not query.is_all:
            path = self._query_file(query)
            return self._page(pl.scan_ipc(path), _height(path), offset, limit)
        path = self._paged_file(write=self._needs_file(offset, limit))
        known = self._known_rows()
        if path is not None and known is None:
            known = _height(path)
        return self._page(self.frame if path is None else pl.scan_ipc(path), known, offset, limit)

    def rows(self, query: TableQuery = ALL) -> pl.LazyFrame:
        """All rows that the query asks for; a lazy node is computed once, whatever is asked of it then."""
        found = None if query.is_all else self.results.sorted.find(self._key(query))
        if found is not None:
            return pl.scan_ipc(found)
        path = self._paged_file(write=True)
        return queried(self.frame if path is None else pl.scan_ipc(path), query)

    def _page(self, rows: pl.LazyFrame, known: int | None, offset: int, limit: int) -> Page:
        shown = rows.slice(offset, limit).collect()
        total = known if known is not None else offset + shown.height
        more = known is None and 0 < limit == shown.height
        return Page(self.node, shown, offset, total, sample=False, more=more)

    def _query_file(self, query: TableQuery) -> Path:
        return self.results.sorted.get(
            self._key(query), self.results.runs.directory, lambda path: self.rows(query).sink_ipc(path)
        )

    def _key(self, query: TableQuery) -> tuple[str, str, TableQuery]:
        view = self.results.runs.view
        return (view.run if view is not None else "", self.node, query)

    def _known_rows(self) -> int | None:
        view = self.results.runs.view
        state = view.node(self.node) if view is not None else None
        return state.rows if state is not None else None

    def _needs_file(self, offset: int, limit: int) -> bool:
        known = self._known_rows()
        return offset > 0 or (known is not None and known > limit and not self._has_fixed_order())

    def _has_fixed_order(self) -> bool:
        """Whether the rows come in the same order each time they are computed over what the run left."""
        results = self.results.runs.results(frozenset(self.checked.order))
        todo, seen = [self.node], set[str]()
        while todo:
            bound = self.checked.nodes[todo.pop()]
            if bound.id in results or bound.id in seen:
                continue
            seen.add(bound.id)
            if not bound.operation.fixes_order:
                return False
            todo.extend(bound.inputs)
        return True

    def _paged_file(self, *, write: bool) -> Path | None:
        """The file of a lazy node's rows, or None where its pages need none."""
        key = self._paging_key()
        if key is None:
            return None
        if not write:
            return self.results.paged.find(key)
        return self.results.paged.get(
            key, self.results.runs.directory, lambda path: self.frame.sink_ipc(path)
        )

    def _paging_key(self) -> tuple[str, str] | None:
        """Names the file of a lazy node; None for one whose rows are in a file already."""
        view = self.results.runs.view
        if view is None or self.node in view.results:
            return None
        if isinstance(self.checked.nodes[self.node].operation, Source):
            return None
        return (view.run, self.node)


def _height(path: Path) -> int:
    return int(pl.scan_ipc(path).select(pl.len()).collect().item())
