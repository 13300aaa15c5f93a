"""What a view is answered about tables: pages, facts and files, in the background."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.session.tables import TYPES
from uzo_jupyter.protocol import (
    CompareFilter,
    FactsMessage,
    FileReady,
    Forget,
    GetFacts,
    GetFilePart,
    GetPreview,
    MakeFile,
    Message,
    PreviewFailed,
    PreviewMessage,
    SortBy,
    TableQuery,
)
from uzo_jupyter.session import Flow, Page, Session, TableAnswers, answers, files

M = TypeVar("M", bound=Message)
BIG_FIRST = TableQuery(sort=(SortBy(column="n", descending=True),))


class Desk:
    """A flow, and what its view is answered."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.shown: list[Page] = []
        self.sent: list[tuple[Message, list[bytes]]] = []
        self.answers = TableAnswers(flow, self._post, self.shown.append)

    def _post(self, message: Message, buffers: list[bytes] | None = None) -> None:
        self.sent.append((message, buffers or []))

    def ask(self, command: GetPreview | GetFacts | MakeFile | GetFilePart) -> tuple[Message, list[bytes]]:
        """Ask and wait for the answer."""
        before = len(self.sent)
        self.answers.ask(command)
        wait_for(lambda: len(self.sent) > before)
        return self.sent[-1]

    def fetch(self, command: MakeFile) -> bytes:
        """A file, part by part."""
        ready = the(FileReady, self.ask(command)[0])
        data = b""
        while len(data) < ready.size:
            _, (part,) = self.ask(GetFilePart(request=1, file=ready.file, offset=len(data)))
            data += part
        return data


def the(kind: type[M], message: Message) -> M:
    """The message, which is of that kind."""
    assert isinstance(message, kind), message
    return message


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A flow with samples; ``few`` has all of its rows in them, ``many`` not."""
    frames = {"types": TYPES, "numbers": pl.DataFrame({"n": range(50_000)})}
    session = Session(frames, tmp_path)
    flow = session.open_text('few = frame("types")\nmany = frame("numbers")\nodd = many.join(many, on="n")')
    flow.sample()
    yield Desk(flow)
    session.close()


def test_a_sorted_page_is_one_of_the_sample_and_is_not_kept(desk: Desk) -> None:
    message, (buffer,) = desk.ask(GetPreview(request=1, node="many", query=BIG_FIRST, limit=2))
    page = the(PreviewMessage, message)
    assert (page.sample, page.total) == (True, 1000)
    assert pl.read_ipc_stream(buffer)["n"].to_list() == [999, 998]
    assert desk.shown == []


def test_a_filter_that_is_none_is_told(desk: Desk) -> None:
    query = TableQuery(filters=(CompareFilter(column="n", op=">", value="many"),))
    message, _ = desk.ask(GetPreview(request=3, node="many", query=query))
    failed = the(PreviewFailed, message)
    assert (failed.request, failed.message) == (3, "'many' is no Int64. Write a whole number.")


def test_facts_come_with_exact_extremes(desk: Desk) -> None:
    message, (buffer,) = desk.ask(GetFacts(request=1, node="few", column="int64"))
    facts = the(FactsMessage, message)
    assert (facts.dtype, facts.facts.nulls, facts.sample) == ("Int64", 1, False)
    assert pl.read_ipc_stream(buffer)["int64"].to_list() == [-(2**63), 2**53 + 1]
    assert the(FactsMessage, desk.ask(GetFacts(request=1, node="many", column="n"))[0]).sample


def test_a_file_is_fetched_in_parts_and_deleted_then(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PART_BYTES", 700)
    data = desk.fetch(MakeFile(request=1, node="few", format="parquet"))
    assert_frame_equal(pl.read_parquet(io.BytesIO(data)), TYPES)
    assert list(desk.flow.folder.glob("file-*")) == []
    message, _ = desk.ask(GetFilePart(request=2, file="gone", offset=0))
    assert "not there any more" in the(PreviewFailed, message).message


def test_a_file_is_named_by_its_node(desk: Desk) -> None:
    ready = the(FileReady, desk.ask(MakeFile(request=1, node="many", format="csv"))[0])
    assert ready.name == "many.csv"
    desk.answers.close()
    assert list(desk.flow.folder.glob("file-*")) == []


def test_a_file_that_is_too_large_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.write_table.__defaults__ is not None
    monkeypatch.setattr(files.write_table, "__defaults__", (1000,))
    message, _ = desk.ask(MakeFile(request=1, node="many", format="csv"))
    assert "The file would be larger than 0 MB. Filter the rows" in the(PreviewFailed, message).message


@pytest.mark.parametrize(
    "error", [pl.exceptions.PanicException("index out of bounds"), ZeroDivisionError("index out of bounds")]
)
def test_whatever_goes_wrong_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def panic(*_: object) -> None:
        raise error

    monkeypatch.setattr(answers, "column_facts", panic)
    failed = the(PreviewFailed, desk.ask(GetFacts(request=4, node="few", column="int64"))[0])
    assert (failed.request, failed.message) == (4, "index out of bounds")


def test_what_nobody_waits_for_is_left_out(desk: Desk) -> None:
    go_on = threading.Event()
    desk.flow.later(go_on.wait, slow=True)
    for request in range(1, 6):
        desk.answers.ask(GetPreview(request=request, node="many", query=BIG_FIRST))
    desk.answers.forget(Forget(requests=(1, 2, 3, 4, 99)))
    # What is quick does not wait for what is slow.
    desk.ask(GetPreview(request=7, node="few"))
    go_on.set()
    wait_for(lambda: len(desk.sent) == 2)
    assert [the(PreviewMessage, message).request for message, _ in desk.sent] == [7, 5]
    assert len(desk.shown) == 1


def test_rows_that_need_all_data_are_computed_when_they_are_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, (buffer,) = desk.ask(GetPreview(request=1, node="odd", limit=10, whole=True))
    page = the(PreviewMessage, message)
    assert (page.rows, page.total, page.more, page.sample) == (10, 10, True, False)
    assert page.note == "computed from all data, without a run"
    assert pl.read_ipc_stream(buffer).columns == ["n"]
    message, _ = desk.ask(GetPreview(request=1, node="odd", offset=10, limit=10, whole=True))
    assert "Only the first rows" in the(PreviewFailed, message).message
