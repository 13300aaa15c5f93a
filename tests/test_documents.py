"""A document in a tab: a comm carries what a widget's carries for a cell, and opening reaches nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.test_widget import wait_for
from uzo_jupyter.documents import DocumentTabs
from uzo_jupyter.protocol import VIEW_MESSAGES, Written
from uzo_jupyter.session import Session

DOCUMENT = {
    "uzo": 1,
    "name": "late",
    "nodes": [
        {
            "id": "a",
            "position": {"x": 5, "y": 6},
            "data": {
                "nodeType": "connector",
                "config": {"operation": "read", "connectorType": "csv", "path": "a.csv"},
            },
        },
        {"id": "b", "data": {"nodeType": "transform", "config": {"operation": "head", "n": 1}}},
    ],
    "edges": [{"source": "a", "target": "b"}],
}


class Tab:
    """The browser's end of a comm."""

    def __init__(self, session: Session, text: str) -> None:
        self.comm_id = "tab-1"
        self.sent: list[Any] = []
        self.buffers: list[bytes] = []
        self.receive: Callable[[dict[str, Any]], None] = lambda _: None
        self.close: Callable[[object], None] = lambda _: None
        self.tabs = DocumentTabs(session)
        self.tabs.open(self, {"content": {"data": {"text": text, "layout": None}}})

    def send(self, data: dict[str, object], *, buffers: list[bytes] | None = None) -> None:
        self.sent.append(VIEW_MESSAGES.validate_python(data))
        self.buffers = buffers or []

    def on_msg(self, callback: Any) -> None:
        self.receive = callback

    def on_close(self, callback: Any) -> None:
        self.close = callback

    def command(self, **content: object) -> None:
        """Send a command as the browser does."""
        self.receive({"content": {"data": content}})

    def last(self, kind: str) -> Any:
        """The last message of a kind."""
        return [message for message in self.sent if message.kind == kind][-1]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session in a folder with a table."""
    pl.DataFrame({"n": [1, 2]}).write_csv(tmp_path / "a.csv")
    return Session({}, tmp_path)


def test_opening_shows_the_graph_and_looks_at_no_file(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(pl, "scan_csv", opened)
    tab = Tab(session, json.dumps(DOCUMENT))
    tab.command(kind="hello")
    first, *_ = tab.last("graph-changed").graph.nodes
    assert (first.id, first.x) == ("a", 5.0)
    state = tab.last("state")
    assert not state.reaches and not state.diagnostics
    tab.command(kind="get-preview", request=1, node="b")
    wait_for(lambda: any(message.kind == "preview-failed" for message in tab.sent))
    assert "Nothing was read yet" in tab.last("preview-failed").message


def test_previews_come_when_the_person_asks_for_them(session: Session) -> None:
    tab = Tab(session, json.dumps(DOCUMENT))
    tab.command(kind="reach")
    wait_for(lambda: tab.last("state").nodes["b"].status == "sampled")
    assert tab.last("state").reaches
    tab.command(kind="get-preview", request=1, node="b")
    wait_for(lambda: bool(tab.buffers))
    assert pl.read_ipc_stream(tab.buffers[0])["n"].to_list() == [1]


def test_an_edit_answers_with_the_new_document(session: Session) -> None:
    text = json.dumps(DOCUMENT)
    tab = Tab(session, text)
    move = {"kind": "move", "positions": {"b": {"x": 300, "y": 0}}}
    tab.command(kind="edit", edits=[move], base={"text": text})
    answer = tab.last("source")
    assert answer.base.text == text
    assert json.loads(answer.source.text)["nodes"][1]["position"] == {"x": 300.0, "y": 0.0}
    tab.command(kind="set-source", source={"text": answer.source.text.replace('"n": 1', '"n": 2')})
    assert tab.last("graph-changed").graph.nodes[1].config["n"] == 2


def test_a_document_that_is_none_says_so_and_an_empty_file_is_empty(session: Session) -> None:
    tab = Tab(session, '{"nodes": 3}')
    tab.command(kind="hello")
    (problem,) = tab.last("state").diagnostics
    assert "nodes must be a list" in problem.message
    tab.command(kind="set-source", source={"text": ""})
    assert tab.last("state").diagnostics == () and tab.last("graph-changed").graph.nodes == ()
    tab.command(kind="set-source", source={"text": '{"uzo": 99, "nodes": []}'})
    assert "newer uzo_jupyter" in tab.last("state").diagnostics[0].message


def test_a_document_becomes_a_cell_and_a_document_again(session: Session) -> None:
    tab = Tab(session, json.dumps(DOCUMENT))
    tab.command(kind="get-written", request=1, notation="cell")
    cell = tab.last("written")
    assert (cell.name, cell.written.text) == ("late", 'a = read_csv("a.csv")\nb = a.head(1)\n')
    assert cell.written.layout is not None and cell.written.layout.positions["a"].x == 5
    tab.command(kind="get-written", request=2, notation="document")
    again = session.open_written(Written(text=tab.last("written").written.text))
    assert again.workflow.nodes[0].id == "a" and again.layout.positions["a"].y == 6


def test_an_expression_completes_the_columns_of_its_inputs(session: Session) -> None:
    tab = Tab(session, json.dumps(DOCUMENT))
    tab.command(kind="reach")
    tab.command(kind="complete-expression", request=1, node="b", text="col('", offset=5)
    assert [(item.text, item.kind) for item in tab.last("completions").items] == [("n", "column")]


def test_a_closed_tab_follows_nothing(session: Session) -> None:
    tab = Tab(session, json.dumps(DOCUMENT))
    flow = tab.tabs._views["tab-1"].flow
    tab.close(None)
    tab.sent.clear()
    flow.reach()
    assert tab.sent == [] and tab.tabs._views == {}


def test_what_is_no_document_message_is_refused(session: Session) -> None:
    tab = Tab(session, "")
    tab.tabs.open(tab, {"content": {"data": {"surprise": 1}}})
    assert tab.last("rejected").message.startswith("The document did not arrive")
