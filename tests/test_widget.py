"""What goes over the widget's wire: commands up, messages down, nothing else in synced traits."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from uzo_jupyter.protocol import VIEW_MESSAGES, NodeStarted, RunStarted, utc_now
from uzo_jupyter.session import Session
from uzo_jupyter.widget import WorkflowWidget

TEXT = 'low = parameter(1)\nx = frame("df")\ny = x.filter(col("a") > low)\ny.write_csv("out.csv")'


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


class Wire:
    """A widget whose messages are kept instead of sent."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session = Session(
            {"df": pl.DataFrame({"a": [1, 2, 2**60 + 1], "s": ["x", None, "<b>"]})}, folder
        )
        self.flow = self.session.open_text(TEXT, "demo")
        self.sent: list[tuple[Any, list[bytes]]] = []
        self.kept: list[Any] = []
        self.widget = WorkflowWidget(self.flow, self.session.registry, "cell-1", on_static=self.kept.append)
        monkeypatch.setattr(self.widget, "send", lambda content, buffers=None: self._send(content, buffers))

    def _send(self, content: object, buffers: list[bytes] | None) -> None:
        # Every message must be one that the browser's types know.
        self.sent.append((VIEW_MESSAGES.validate_python(content), buffers or []))

    def command(self, **content: object) -> None:
        """Send a command as the browser does."""
        self.widget._received(self.widget, content, [])

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait for something that happens in the background."""
        wait_for(condition)

    def kinds(self) -> list[str]:
        """The kinds of the messages that were sent."""
        return [message.kind for message, _ in self.sent]


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """A widget on a small workflow."""
    return Wire(tmp_path, monkeypatch)


def test_a_view_that_says_hello_gets_the_whole_state(wire: Wire) -> None:
    wire.flow.sample()
    wire.sent.clear()
    wire.command(kind="hello")
    ((message, _),) = wire.sent
    assert message.kind == "state"
    assert {node: state.status for node, state in message.nodes.items()} == dict.fromkeys(
        ["x", "y", "y.write_csv"], "sampled"
    )
    assert [column.name for column in message.nodes["y"].columns] == ["a", "s"]


def test_a_preview_comes_with_its_request_and_exact_rows(wire: Wire) -> None:
    wire.flow.sample()
    wire.command(kind="get-preview", request=7, node="y", offset=1, limit=10)
    wire.wait_for(lambda: "preview" in wire.kinds())
    message, (buffer,) = wire.sent[-1]
    assert (message.request, message.node, message.offset, message.rows, message.total) == (7, "y", 1, 1, 2)
    assert pl.read_ipc_stream(buffer)["a"].to_list() == [2**60 + 1]


def test_a_preview_that_cannot_be_made_says_why(wire: Wire) -> None:
    wire.command(kind="get-preview", request=1, node="nobody")
    wire.wait_for(lambda: "preview-failed" in wire.kinds())
    assert "No node 'nobody'" in wire.sent[-1][0].message


@pytest.mark.parametrize(
    "content",
    [
        {"kind": "explode"},
        {},
        {"kind": "get-preview"},
        {"kind": "get-preview", "request": 1, "node": "x", "limit": 10**9},
        {"kind": "get-preview", "request": 1, "node": "x", "offset": -1},
        {"kind": "hello", "extra": 1},
    ],
)
def test_a_command_that_is_none_is_rejected_and_nothing_happens(
    wire: Wire, content: dict[str, object]
) -> None:
    wire.command(**content)
    assert wire.kinds() == ["rejected"]


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ({"kind": "get-preview", "request": 5, "node": "x", "limit": 10**9}, 5),
        ({"kind": "edit", "request": 6, "edits": [{"kind": "rename", "node": "nobody", "name": "z"}]}, 6),
        ({"kind": "get-written", "request": 7, "notation": "poem"}, 7),
        ({"kind": "explode", "request": "8"}, None),
        ({"kind": "run", "request": 9}, 9),
    ],
)
def test_a_refusal_names_the_command_that_waits_for_it(
    wire: Wire, content: dict[str, object], number: int | None
) -> None:
    wire.command(**content)
    assert [(message.kind, message.request) for message, _ in wire.sent] == [("rejected", number)]


def test_the_answer_to_an_edit_names_it_and_one_of_python_none(wire: Wire) -> None:
    remove = {"kind": "remove", "nodes": ["y.write_csv"]}
    wire.command(kind="edit", request=6, edits=[remove])
    wire.command(kind="undo", request=7)
    wire.command(kind="redo")
    wire.flow.undo()
    told = [message.request for message, _ in wire.sent if message.kind == "source"]
    assert told == [6, 7, None, None]


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), pl.exceptions.PanicException("by zero")])
def test_a_fault_of_ours_is_told_to_whoever_waits(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(wire.flow, "edit", fail)
    wire.command(kind="edit", edits=[{"kind": "tidy"}], request=7)
    (message, _), *others = wire.sent
    assert (message.kind, message.request, others) == ("rejected", 7, [])
    assert "by zero" in message.message


def test_a_run_that_cannot_start_is_rejected_with_the_reason(wire: Wire) -> None:
    wire.flow.set_parameters({"low": "many"})
    wire.sent.clear()
    wire.command(kind="run")
    message = wire.sent[-1][0]
    assert "must be of type int" in message.message
    assert message.faulty


def test_many_events_become_few_messages(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.flow.sample()
    monkeypatch.setattr(wire.flow._runs._runner, "start", lambda *_: None)
    wire.flow.run()
    view = wire.flow.view
    assert view is not None
    wire.wait_for(lambda: wire.flow._runs._kept != [])
    wire.sent.clear()
    feed = wire.flow._runs._event
    feed(view.run, RunStarted(sequence=1, time=utc_now(), run=view.run, nodes=("x", "y", "y.write_csv")))
    for number in range(200):
        feed(view.run, NodeStarted(sequence=number, time=utc_now(), node="x", attempt=number))
    time.sleep(0.5)
    assert 1 <= len(wire.sent) <= 4
    assert set(wire.kinds()) == {"patch"}
    assert wire.sent[-1][0].nodes["x"].attempt == 199


def test_synced_traits_hold_ids_graph_and_layout_and_no_data(wire: Wire) -> None:
    wire.flow.sample()
    state = {key: value for key, value in wire.widget.get_state().items() if not key.startswith("_")}
    assert set(state) == {"graph", "cell_id", "layout", "tabbable", "tooltip"}
    assert "<b>" not in str(state)
    assert {node["id"] for node in state["graph"]["nodes"]} == {"x", "y", "y.write_csv"}


def test_the_notebook_keeps_only_tables_that_were_shown(wire: Wire) -> None:
    wire.flow.sample()
    assert wire.widget.flow_view.static_view().tables == ()
    wire.command(kind="get-preview", request=1, node="x")
    wire.wait_for(lambda: bool(wire.kept))
    (table,) = wire.kept[-1].tables
    assert table.node == "x"
    assert table.rows == (("1", "x"), ("2", None), (str(2**60 + 1), "<b>"))


def test_new_parameter_values_are_checked_and_previewed(wire: Wire) -> None:
    wire.flow.sample()
    wire.command(kind="set-parameters", values={"low": 2})
    wire.wait_for(lambda: wire.flow.node_states()["y"].rows == 1)
    assert wire.widget.graph["parameters"][0]["value"] == 2
