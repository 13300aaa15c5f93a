"""Pages of the rows that a run has made."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import (
    CompareFilter,
    NodeCounted,
    NodeFinished,
    RunEvent,
    RunFinished,
    RunStarted,
    SortBy,
    TableQuery,
    utc_now,
)
from uzo_jupyter.session import Flow, Session
from uzo_jupyter.session.results import MOST_QUERIES

ROWS = 2500
TEXT = """
a = frame("numbers")
b = a.join(a, on="n")
c = b.head(3)
d = a.filter(col("n") >= 0)
"""


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flow:
    """A flow whose run has completed, as far as events tell; all its nodes are lazy."""
    session = Session({"numbers": pl.DataFrame({"n": range(ROWS)})}, tmp_path)
    flow = session.open_text(TEXT)
    monkeypatch.setattr(flow._runs._runner, "start", lambda *_: None)
    flow.run()
    deadline = time.monotonic() + 10
    while not flow._runs._kept:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert flow.view is not None
    run = flow.view.run
    events: list[RunEvent] = [RunStarted(sequence=1, time=utc_now(), run=run, nodes=tuple(flow))]
    events += [NodeFinished(sequence=2, time=utc_now(), node=node) for node in flow]
    events += [RunFinished(sequence=3, time=utc_now(), status="completed", seconds=9)]
    for event in events:
        flow._runs._event(run, event)
    return flow


def counted(flow: Flow, node: str, rows: int) -> None:
    """Tell how many rows a node has."""
    assert flow.view is not None
    event = NodeCounted(sequence=3, time=utc_now(), node=node, rows=rows)
    flow._runs._event(flow.view.run, event)


def files(flow: Flow) -> list[str]:
    """The files that were written for paging."""
    return sorted(path.name for path in flow._runs.directory.glob("pages-*"))


def test_pages_of_a_lazy_node_hold_each_row_once_and_are_computed_once(ran: Flow) -> None:
    counted(ran, "b", ROWS)
    pages = [ran.preview("b", offset, 1000) for offset in (0, 2000, 1000)]
    assert [(page.rows.height, page.total, page.more) for page in pages] == [
        (1000, ROWS, False),
        (500, ROWS, False),
        (1000, ROWS, False),
    ]
    assert sorted(pl.concat(page.rows for page in pages)["n"].to_list()) == list(range(ROWS))
    assert files(ran) == ["pages-0.arrow"]


def test_first_rows_in_a_fixed_order_are_shown_without_computing_the_others(ran: Flow) -> None:
    counted(ran, "d", ROWS)
    assert ran.preview("d").rows["n"].to_list() == list(range(1000))
    assert files(ran) == []
    assert ran.preview("d", 1000).rows["n"].to_list() == list(range(1000, 2000))
    assert files(ran) == ["pages-0.arrow"]


def test_all_rows_on_one_page_need_no_file(ran: Flow) -> None:
    counted(ran, "c", 3)
    assert ran.preview("c").rows.height == 3
    assert files(ran) == []


def test_later_rows_of_a_source_are_read_where_they_are(ran: Flow) -> None:
    counted(ran, "a", ROWS)
    assert ran.preview("a", 2000).rows["n"].to_list() == list(range(2000, ROWS))
    assert files(ran) == []


def test_rows_that_nobody_counted_are_not_told_as_all(ran: Flow) -> None:
    page = ran.preview("b")
    assert (page.total, page.more) == (1000, True)
    page = ran.preview("c")
    assert (page.total, page.more) == (3, False)


def test_sorted_and_filtered_rows_of_a_result_are_computed_once(ran: Flow) -> None:
    counted(ran, "b", ROWS)
    query = TableQuery(
        sort=(SortBy(column="n", descending=True),),
        filters=(CompareFilter(column="n", op="<", value="2000"),),
    )
    pages = [ran.table("b").page(offset, 1000, query) for offset in (1000, 0)]
    assert [page.total for page in pages] == [2000, 2000]
    assert pages[0].rows["n"].to_list() == list(range(999, -1, -1))
    assert files(ran) == ["pages-0.arrow"]
    assert [path.name for path in ran._runs.directory.glob("query-*")] == ["query-0.arrow"]
    assert ran.table("b").rows(query).collect().height == 2000


def test_only_the_newest_sorted_tables_are_kept(ran: Flow) -> None:
    for value in range(MOST_QUERIES + 2):
        query = TableQuery(filters=(CompareFilter(column="n", op=">", value=str(value)),))
        assert ran.table("a").page(0, 10, query).total == ROWS - value - 1
    assert len(list(ran._runs.directory.glob("query-*"))) == MOST_QUERIES


def test_a_sort_that_fails_leaves_no_file(ran: Flow) -> None:
    query = TableQuery(sort=(SortBy(column="m"),))
    with pytest.raises(UzoError, match="There is no column 'm'"):
        ran.table("d").page(0, 10, query)
    assert list(ran._runs.directory.glob("query-*")) == []


def test_what_is_not_at_hand_is_told(ran: Flow) -> None:
    sort = TableQuery(sort=(SortBy(column="n", descending=True),))
    counted(ran, "b", ROWS)
    counted(ran, "d", ROWS)
    first_of_a_join, first, later = (ran.table(node) for node in ("b", "d", "d"))
    assert not first_of_a_join.is_ready(0, 1000)  # in no fixed order: all of them must be written first
    assert first.is_ready(0, 1000)
    assert not later.is_ready(1000, 1000)
    assert not later.is_ready(0, 1000, sort)
    later.page(1000, 1000)
    later.page(0, 1000, sort)
    assert later.is_ready(1000, 1000)
    assert later.is_ready(0, 1000, sort)
