"""The rows that the last run of a flow made: as lazy frames, and as pages to look at."""

from __future__ import annotations

import threading
from collections.abc import Set
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Place, Source
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.session.pages import Page
from uzo_jupyter.session.runs import FlowRuns


class RunResults:
    """Reads what the last run left; safe to use from several threads."""

    def __init__(self, runs: FlowRuns) -> None:
        self._runs = runs
        self._lock = threading.Lock()
        self._paged: dict[tuple[str, str], Path] = {}

    def frame(self, node: str, checked: Checked, place: Place, valid: Set[str]) -> pl.LazyFrame:
        """The rows of a node over the results of the run; a node that writes shows what it wrote.

        ``valid`` are the nodes that have not changed since the run.
        """
        return Composer(checked.nodes, place, self._runs.results(valid)).frame(node)

    def page(
        self, node: str, checked: Checked, place: Place, valid: Set[str], offset: int, limit: int
    ) -> Page:
        """A page of a node's rows.

        The first rows of a lazy node are found without computing the others, as far as its rows have a fixed order.
        Else, and for later rows, they are written to a file once: to compute them again for each page would be slow,
        and without a fixed order some rows would come twice and others never.
        """
        view = self._runs.view
        known = view.nodes[node].rows if view is not None and node in view.nodes else None
        needs_file = offset > 0 or (
            known is not None and known > limit and not self._has_fixed_order(node, checked)
        )
        path = self._paged_file(node, checked, place, valid, write=needs_file)
        rows = pl.scan_ipc(path) if path is not None else self.frame(node, checked, place, valid)
        if path is not None and known is None:
            known = int(rows.select(pl.len()).collect().item())
        shown = rows.slice(offset, limit).collect()
        total = known if known is not None else offset + shown.height
        more = known is None and 0 < limit == shown.height
        return Page(node, shown, offset, total, sample=False, more=more)

    def _has_fixed_order(self, node: str, checked: Checked) -> bool:
        """Whether a node's rows come in the same order each time they are computed over what the run left."""
        results = self._runs.results(frozenset(checked.order))
        todo, seen = [node], set[str]()
        while todo:
            bound = checked.nodes[todo.pop()]
            if bound.id in results or bound.id in seen:
                continue
            seen.add(bound.id)
            if not bound.operation.fixes_order:
                return False
            todo.extend(bound.inputs)
        return True

    def _paged_file(
        self, node: str, checked: Checked, place: Place, valid: Set[str], *, write: bool
    ) -> Path | None:
        """The file of a lazy node's rows, or None where its pages need none."""
        view = self._runs.view
        if view is None or node in view.results or isinstance(checked.nodes[node].operation, Source):
            return None
        with self._lock:
            key = (view.run, node)
            if key not in self._paged and write:
                path = self._runs.directory / f"pages-{len(self._paged)}.arrow"
                self.frame(node, checked, place, valid).sink_ipc(path)
                self._paged[key] = path
            return self._paged.get(key)
