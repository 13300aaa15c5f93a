"""The portable widget: what it shows of a flow, and what a person does with it."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ipywidgets import Checkbox, FloatText, IntText, Text

from uzo_jupyter import display
from uzo_jupyter.display import MIME_TYPE, WIDGET_TYPE
from uzo_jupyter.editing import layout_of, without_layout
from uzo_jupyter.model import Edge, Node, Position
from uzo_jupyter.portable import PortableWidget
from uzo_jupyter.protocol import (
    Diagnostic,
    NodeFailed,
    NodeFinished,
    NodeStarted,
    PrefectLinked,
    RunEvent,
    RunFinished,
    RunStarted,
    utc_now,
)
from uzo_jupyter.session import Flow, Session

HACK = '<img src=x onerror="hacked()">'
TEXT = f"""
low = parameter(1)
x = frame("df").options(label='{HACK}')
y = x.filter(col("a") > low)
z = y.sort("a")
"""


@dataclass
class Stage:
    """A widget on a flow whose runs are played by the test."""

    session: Session
    flow: Flow
    widget: PortableWidget

    def feed(self, event: RunEvent) -> None:
        """Let an event of the run that is under way come."""
        view = self.flow.view
        assert view is not None
        self.flow._runs._event(view.run, event)

    def begin(self) -> None:
        """Start a run."""
        self.widget.toolbar.run.click()
        view = self.flow.view
        assert view is not None
        self.feed(RunStarted(sequence=1, time=utc_now(), run=view.run, nodes=("x", "y", "z")))

    def finish(self, node: str, rows: int) -> None:
        """Let a node be done."""
        self.feed(NodeFinished(sequence=2, time=utc_now(), node=node, rows=rows, seconds=0.1))

    def end(self, status: str = "completed") -> None:
        """Let the run be over."""
        event = {"sequence": 9, "time": utc_now(), "status": status, "seconds": 1.5}
        self.feed(RunFinished.model_validate(event))

    def node(self, identity: str) -> Any:
        """The element of a node."""
        return self.widget.canvas._nodes[identity]

    def label(self, identity: str) -> str:
        """What stands in a node."""
        return str(self.node(identity).data["label"])

    def click(self, identity: str) -> None:
        """Click a node, as ipycytoscape tells it."""
        canvas = self.widget.canvas._cytoscape
        content = {"widget": "node", "event": "click", "data": {"data": dict(self.node(identity).data)}}
        canvas._handle_interaction(canvas, content, [])

    def edit(self, workflow: Any) -> None:
        """Let the flow have another workflow."""
        reading = self.flow._writing.reading
        program = replace(reading.program, workflow=without_layout(workflow))
        self.flow._writing.reading = replace(reading, program=program, layout=layout_of(workflow))
        self.flow.set_parameters({})


def wait_for(condition: Callable[[], object]) -> None:
    """Wait for something that happens in the background."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A widget on a small workflow."""
    session = Session({"df": pl.DataFrame({"a": [3, 1, 2], HACK: [HACK, None, "$x$"]})}, tmp_path)
    flow = session.open_text(TEXT, "<b>demo</b>")
    flow.sample()
    monkeypatch.setattr(flow._runs._runner, "start", lambda *_: None)
    monkeypatch.setattr(flow._runs._runner, "cancel", lambda _: True)
    widget = PortableWidget(flow)
    yield Stage(session, flow, widget)
    widget.close()
    session.close()


def test_states_and_rows_reach_the_elements(stage: Stage) -> None:
    assert stage.label("y") == "y\nFilter rows\n◌ 2 rows"
    assert stage.node("y").classes == "transform is-sampled"
    stage.begin()
    stage.feed(NodeStarted(sequence=2, time=utc_now(), node="y"))
    wait_for(lambda: stage.label("y").endswith("◐ Running"))
    assert stage.node("y").classes == "transform is-running"
    stage.finish("y", 8255)
    wait_for(lambda: stage.label("y").endswith("✓ Done · 8,255 rows"))
    problem = Diagnostic(code="run", message="it broke", node="z")
    stage.feed(NodeFailed(sequence=3, time=utc_now(), node="z", diagnostic=problem))
    stage.end("failed")
    wait_for(lambda: "is-failed" in stage.node("z").classes)
    wait_for(lambda: "Failed at z: it broke" in stage.widget.toolbar.text.value)
    assert "it broke" in stage.widget.problems.value


def test_many_events_become_few_messages(stage: Stage) -> None:
    sent: list[object] = []
    stage.node("x").observe(lambda change: sent.append(change["new"]), "data")
    stage.begin()
    for number in range(200):
        stage.feed(NodeStarted(sequence=number + 2, time=utc_now(), node="x", attempt=number))
    wait_for(lambda: stage.label("x").endswith("Attempt 199"))
    assert len(sent) <= 5


def test_the_toolbar_tells_how_the_run_goes(stage: Stage) -> None:
    toolbar = stage.widget.toolbar
    assert (toolbar.run.disabled, toolbar.cancel.layout.display) == (False, "none")
    stage.begin()
    stage.finish("x", 3)
    wait_for(lambda: "1 of 3 nodes" in toolbar.text.value)
    assert (toolbar.run.disabled, toolbar.run.description, toolbar.cancel.layout.display) == (
        True,
        "Running",
        None,
    )
    assert toolbar.progress.value == pytest.approx(1 / 3)
    told = toolbar.text.value
    wait_for(lambda: toolbar.text.value != told)  # the clock goes on without an event
    stage.feed(PrefectLinked(sequence=3, time=utc_now(), flow_run="1", url="http://127.0.0.1:4200/runs/1"))
    stage.end()
    wait_for(lambda: "Completed in 1.50 s" in toolbar.text.value)
    assert (toolbar.run.disabled, toolbar.cancel.layout.display) == (False, "none")
    assert (toolbar.progress.value, toolbar.progress.bar_style) == (1.0, "success")
    assert 'href="http://127.0.0.1:4200/runs/1"' in toolbar.text.value


def test_only_addresses_of_the_web_become_links(stage: Stage) -> None:
    stage.begin()
    stage.feed(PrefectLinked(sequence=3, time=utc_now(), flow_run="1", url="javascript:hacked()"))
    stage.end()
    wait_for(lambda: "Completed" in stage.widget.toolbar.text.value)
    assert "href" not in stage.widget.toolbar.text.value


def test_cancel_ends_the_run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.begin()
    wait_for(lambda: stage.flow._runs._handed_over)
    monkeypatch.setattr(stage.flow._runs._runner, "cancel", lambda _: stage.end("cancelled") or True)
    stage.widget.toolbar.cancel.click()
    wait_for(lambda: "Cancelled after" in stage.widget.toolbar.text.value)
    assert stage.node("y").classes == "transform is-cancelled"


def test_a_wish_that_cannot_be_fulfilled_is_answered(stage: Stage) -> None:
    stage.flow.set_parameters({"low": "many"})
    stage.widget.toolbar.run.click()
    wait_for(lambda: "The workflow has errors." in stage.widget.problems.value)
    assert "must be of type int" in stage.widget.problems.value
    assert stage.flow.view is None


def test_a_click_shows_schema_problems_and_rows(stage: Stage) -> None:
    stage.click("y")
    panel = stage.widget.inspector.panel
    wait_for(lambda: "First 2 rows" in panel.value)
    assert "Schema: 2 columns" in panel.value
    assert "is-selected" in stage.node("y").classes
    assert stage.widget.inspector.list.label == "y · Filter rows"
    stage.widget.inspector.list.index = 3
    wait_for(lambda: "<strong>z</strong>" in panel.value)
    assert "is-selected" not in stage.node("y").classes
    stage.widget.inspector.list.index = 0
    wait_for(lambda: panel.value == "")


def test_rows_follow_the_parameters(stage: Stage) -> None:
    stage.click("y")
    wait_for(lambda: "First 2 rows" in stage.widget.inspector.panel.value)
    (control,) = stage.widget.controls.box.children
    control.value = 2
    wait_for(lambda: "First 1 row" in stage.widget.inspector.panel.value)
    assert stage.flow.parameters == {"low": 2}
    stage.flow.set_parameters({"low": 0})
    wait_for(lambda: control.value == 0)


def test_why_there_are_no_rows_is_told(tmp_path: Path) -> None:
    flow = Session({}, tmp_path).open_text('x = frame("nothing")\ny = x.head(1)', "empty")
    flow.sample()
    widget = PortableWidget(flow)
    widget.choose("y")
    wait_for(lambda: "y" in widget.inspector.notes)
    wait_for(lambda: widget.inspector.notes["y"] in widget.inspector.panel.value)
    assert "no data frame &#x27;nothing&#x27;" in widget.problems.value
    widget.close()


def test_parameters_have_the_control_of_their_type(tmp_path: Path) -> None:
    text = 'a = parameter(True)\nb = parameter(2)\nc = parameter(0.5)\nd = parameter("t", "a $x$ text")'
    flow = Session({}, tmp_path).open_text(text, "typed")
    widget = PortableWidget(flow)
    controls = widget.controls.box.children
    assert [type(control) for control in controls] == [Checkbox, IntText, FloatText, Text]
    assert [control.value for control in controls] == [True, 2, 0.5, "t"]
    for control, value in zip(controls, (False, 3, 1.5, HACK), strict=True):
        control.value = value
    assert flow.parameters == {"a": False, "b": 3, "c": 1.5, "d": HACK}
    widget.close()


def test_texts_of_the_user_are_text(stage: Stage) -> None:
    for node in ("x", "y"):
        stage.click(node)
        wait_for(lambda node=node: node in stage.widget.inspector.tables)
        wait_for(lambda: "First" in stage.widget.inspector.panel.value)
        html = stage.widget.toolbar.text.value + stage.widget.inspector.panel.value
        assert "<img" not in html
        assert "<b>" not in html
    assert "&lt;b&gt;demo" in stage.widget.toolbar.text.value
    assert "&lt;img" in stage.widget.inspector.panel.value
    # Tooltips of ipycytoscape would be HTML.
    assert stage.widget.canvas._cytoscape.tooltip_source not in stage.node("x").data


def positions(stage: Stage) -> dict[str, dict[str, float]]:
    """Where the elements are."""
    return {node: dict(element.position) for node, element in stage.widget.canvas._nodes.items()}


def test_nothing_moves_when_states_change_or_nodes_are_added(stage: Stage) -> None:
    before = positions(stage)
    stage.begin()
    for node in ("x", "y", "z"):
        stage.finish(node, 3)
    stage.end()
    wait_for(lambda: "Completed" in stage.widget.toolbar.text.value)
    assert positions(stage) == before
    # A new source would be laid out first, and would push the others away.
    workflow = stage.flow.workflow
    first = Node("first", "connector", {"operation": "read", "connectorType": "frame", "variable": "df"})
    join = Node("j", "transform", {"operation": "join"})
    workflow = replace(workflow, nodes=(first, *workflow.nodes, join))
    stage.edit(workflow.add_edge(Edge("first", "j", "left")).add_edge(Edge("z", "j", "right")))
    wait_for(lambda: "j" in stage.widget.canvas._nodes)
    after = positions(stage)
    assert {node: after[node] for node in before} == before
    places = [(place["x"], place["y"]) for place in after.values()]
    assert all(
        abs(x - u) >= 184 or abs(y - v) >= 64 for i, (x, y) in enumerate(places) for u, v in places[i + 1 :]
    )


def test_a_node_that_a_person_moved_stays_where_it_was_put(stage: Stage) -> None:
    canvas = stage.widget.canvas._cytoscape
    data = {"data": dict(stage.node("y").data), "position": {"x": 700.0, "y": 400.0}}
    canvas._handle_interaction(canvas, {"widget": "node", "event": "tapend", "data": data}, [])
    stage.begin()
    stage.end()
    wait_for(lambda: "Completed" in stage.widget.toolbar.text.value)
    assert positions(stage)["y"] == {"x": 700.0, "y": 400.0}
    moved = replace(stage.flow.workflow.node("y"), position=Position(0, 500))
    stage.edit(stage.flow.workflow.replace_node(moved))
    wait_for(lambda: positions(stage)["y"] == {"x": 92.0, "y": 532.0})


def test_a_node_that_is_gone_is_not_drawn(stage: Stage) -> None:
    stage.click("z")
    before = positions(stage)
    stage.edit(stage.flow.workflow.remove_node("y"))
    wait_for(lambda: "y" not in stage.widget.canvas._nodes)
    wait_for(lambda: positions(stage) == {node: before[node] for node in ("x", "z")})
    stage.edit(stage.flow.workflow.remove_node("z"))
    wait_for(lambda: stage.widget.inspector.panel.value == "")


def test_the_file_keeps_a_picture_that_only_the_widget_hides(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs: list[tuple[str, dict[str, Any]]] = []
    for name in ("display", "update_display"):
        record = functools.partial(lambda name, made, **_: outputs.append((name, made)), name)
        monkeypatch.setattr(display.ipython, name, record)
    stage.click("y")
    wait_for(lambda: "y" in stage.widget.inspector.tables)
    assert outputs == []
    stage.widget._ipython_display_()
    (_, picture), (_, widget) = outputs
    assert set(picture) == {MIME_TYPE, "text/html", "text/plain"}
    assert widget[WIDGET_TYPE]["model_id"] == stage.widget.model_id
    assert f'class="uzo-static uzo-static-{stage.widget.model_id}"' in picture["text/html"]
    assert f".uzo-static-{stage.widget.model_id} {{ display: none; }}" in stage.widget._style.value
    stage.begin()
    stage.end()
    wait_for(lambda: len(outputs) > 2)
    name, picture = outputs[2]
    assert name == "update_display"
    assert picture[MIME_TYPE]["run"]["phase"] == "completed"
    assert [table["node"] for table in picture[MIME_TYPE]["tables"]] == ["y"]


def test_a_closed_widget_listens_no_more(stage: Stage) -> None:
    stage.widget.close()
    stage.widget.close()
    assert stage.flow._listeners == []
    assert stage.widget.canvas._nodes == {}
    told = stage.widget.toolbar.text.value
    stage.flow.run()
    stage.end()
    time.sleep(0.3)
    assert stage.widget.toolbar.text.value == told


def test_two_hundred_nodes_are_drawn(tmp_path: Path) -> None:
    lines = ['n0 = frame("df")', *(f"n{i} = n{i // 3}.head({i})" for i in range(1, 200))]
    flow = Session({"df": pl.DataFrame({"a": [1]})}, tmp_path).open_text("\n".join(lines), "many")
    begin = time.perf_counter()
    widget = flow.portable()
    assert time.perf_counter() - begin < 10
    assert len(widget.canvas._nodes) == 200
    assert len(widget.canvas._edges) == 199
    widget.close()
