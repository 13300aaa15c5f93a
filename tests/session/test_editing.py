"""One workflow, two views: what is typed changes the graph, what is done in the graph changes the text."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.editing import EditRefused
from uzo_jupyter.protocol import (
    AddNode,
    Configure,
    Connect,
    Edit,
    Group,
    Layout,
    Move,
    Note,
    Paste,
    PutGroup,
    PutNote,
    Remove,
    Rename,
    Spot,
    Tidy,
    Written,
)
from uzo_jupyter.session import Edited, Flow, Session

TEXT = """\
# where the rows come from
a = frame("df")   # all of them

b = a.filter(col("n") > 2)
c = b.select("n",  "s")
"""


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session with a frame."""
    return Session({"df": pl.DataFrame({"n": [1, 2, 3, 4], "s": ["a", "b", "c", "d"]})}, tmp_path)


@pytest.fixture
def flow(session: Session) -> Flow:
    """A small workflow of a cell, with samples."""
    flow = session.open_text(TEXT, "demo", first_line=2)
    flow.sample()
    return flow


def edits_of(flow: Flow) -> list[Edited]:
    """What listeners are told from now on."""
    told: list[Edited] = []
    flow.listen_edits(told.append)
    return told


def test_an_edit_rewrites_its_statement_and_no_other_character(flow: Flow) -> None:
    told = edits_of(flow)
    flow.edit([Configure(node="b", values={"expression": 'col("n") > 3'})])
    assert flow.written.text == TEXT.replace("> 2", "> 3")
    assert told[0].base.text == TEXT
    assert told[0].written == flow.written
    flow.sample()
    assert flow.c.preview()["n"].to_list() == [4]


def test_an_edit_starts_from_what_the_person_sees(flow: Flow) -> None:
    typed = Written(text=f"{TEXT}d = c.head(1)\n")
    flow.edit([Rename(node="c", name="chosen")], base=typed)
    assert flow.written.text.endswith('chosen = b.select("n", "s")\nd = chosen.head(1)\n')


def test_text_that_cannot_be_read_keeps_the_last_graph_and_says_where(flow: Flow) -> None:
    flow.set_written(Written(text=TEXT.replace('"s")', '"s"')))
    assert flow.is_broken
    assert list(flow) == ["a", "b", "c"]
    (problem,) = flow.diagnostics
    assert problem.span is not None and problem.span.line == 6
    assert not flow.ok
    with pytest.raises(EditRefused, match="The text has an error in line 6: mend it first"):
        flow.edit([Remove(nodes=("c",))])
    flow.set_written(Written(text=TEXT))
    assert flow.ok and not flow.is_broken


def test_a_refused_edit_changes_nothing(flow: Flow) -> None:
    told = edits_of(flow)
    with pytest.raises(EditRefused):
        flow.edit([Rename(node="c", name="d"), Connect(source="d", target="a")])
    assert (flow.written.text, told) == (TEXT, [])


def test_what_an_upstream_edit_breaks_is_told_at_once(flow: Flow) -> None:
    flow.edit([Configure(node="b", values={"expression": 'col("gone") > 3'})])
    (problem,) = [each for each in flow.diagnostics if each.severity == "error"]
    assert (problem.node, problem.span is not None and problem.span.line) == ("b", 5)


def test_samples_of_nodes_that_did_not_change_stay(flow: Flow) -> None:
    before = flow.node_states()
    flow.edit([Configure(node="c", values={"columns": ["s"]})])
    states = flow.node_states()
    assert states["a"] == before["a"] and states["b"] == before["b"]
    assert states["c"].status == "idle"
    flow.sample()
    (column,) = flow.node_states()["c"].columns or ()
    assert column.name == "s"


def test_a_move_changes_the_layout_and_neither_text_nor_samples(flow: Flow) -> None:
    told: list[str] = []
    flow.listen(told.append)
    before = flow.node_states()
    flow.edit([Move(positions={"b": Spot(x=10, y=20)}), PutNote(note=Note(id="n", text="why", x=0, y=0))])
    assert told == ["moved"]
    assert flow.written.text == TEXT
    assert flow.written.layout is not None and flow.written.layout.positions == {"b": Spot(x=10, y=20)}
    assert flow.node_states() == before
    assert flow.document.node("b").position is not None


def test_edits_can_be_taken_back_and_done_again(flow: Flow) -> None:
    flow.edit([Remove(nodes=("b",))])
    assert 'c = a.select("n", "s")' in flow.written.text
    flow.undo()
    assert flow.written.text == TEXT and flow.can_redo and not flow.can_undo
    flow.redo()
    assert "b" not in flow
    flow.redo()
    assert "b" not in flow


def test_a_default_that_is_written_anew_is_the_value(session: Session) -> None:
    flow = session.open_text('low = parameter(2)\na = frame("df")\nb = a.filter(col("n") > low)', "p")
    flow.set_parameters({"low": 3})
    flow.set_written(Written(text=flow.written.text.replace("(2)", "(1)")))
    assert flow.parameters == {"low": 1}
    flow.set_written(Written(text='a = frame("df")'))
    assert flow.ok and flow.parameters == {}


def test_a_document_keeps_its_layout_and_what_nobody_knows(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.uzo.json"
    path.write_text(
        '{"nodes": [{"id": "a", "position": {"x": 1, "y": 2}, "data": {"nodeType": "transform",'
        ' "config": {"operation": "head", "n": 3, "hue": 7}}}], "edges": [], "notes": "odd", "owner": "me"}'
    )
    flow = session.open_document(path, reaches=False)
    assert flow.layout == Layout(positions={"a": Spot(x=1, y=2)})
    flow.edit([Move(positions={"a": Spot(x=5, y=6)}), Configure(node="a", values={"n": 4})])
    text = flow.written.text
    for part in ('"x": 5.0', '"n": 4', '"hue": 7', '"owner": "me"', '"notes": "odd"'):
        assert part in text
    flow.edit([PutNote(note=Note(id="n", text="why", x=0, y=0))])
    assert flow.layout.notes[0].text == "why"


def test_what_was_typed_is_there_also_when_the_edit_after_it_is_refused(flow: Flow) -> None:
    changes: list[str] = []
    flow.listen(changes.append)
    typed = Written(text=f"{TEXT}d = c.head(1)\n", layout=Layout())
    with pytest.raises(EditRefused, match="feeds"):
        flow.edit([Connect(source="d", target="b", handle="input", replace=True)], typed)
    assert "d" in flow.checked.schemas and changes == ["checked"]
    with pytest.raises(EditRefused, match="The text has an error"):
        flow.edit([Remove(nodes=("d",))], Written(text=f"{TEXT}d = (", layout=Layout()))
    assert flow.is_broken and changes == ["checked", "checked"]


def test_an_undo_outside_of_the_cell_takes_back_what_was_typed_last(flow: Flow) -> None:
    flow.edit([Remove(nodes=("c",))])
    shorter = flow.written.text
    flow.set_written(Written(text=f"{shorter}e = b.head(1)\n", layout=Layout()))
    flow.undo()
    assert flow.written.text == shorter
    flow.undo()
    assert flow.written.text == TEXT


def test_a_renamed_node_is_told_as_made(flow: Flow) -> None:
    told = edits_of(flow)
    flow.edit([Rename(node="b", name="big")])
    assert told[0].created == ("big",)
    assert flow.written.text == TEXT.replace("b = a", "big = a").replace(
        'b.select("n",  "s")', 'big.select("n", "s")'
    )


GOOD = '{"uzo": 1, "nodes": [{"id": "a", "data": {"nodeType": "connector", "config": {}}}], "edges": []}'


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace('"uzo": 1', '"uzo": 99'),
        GOOD.replace('"edges": []', '"edges": [}'),
        GOOD.replace('"id": "a"', '"id": 7'),
        GOOD.replace('"id": "a"', '"id": "a", "position": {"x": "left", "y": 0}'),
        GOOD.replace(
            '"edges"', '"parameters": [{"name": "p", "default": 1}, {"name": "p", "default": 2}], "edges"'
        ),
        '{"nbformat": 4}',
    ],
)
@pytest.mark.parametrize(
    "edit",
    [Tidy(), AddNode(node_type="transform", config={"operation": "head"}), Paste(text="b = a.head(1)")],
)
def test_a_document_that_cannot_be_read_is_never_written(text: str, edit: Edit, session: Session) -> None:
    flow = session.open_written(Written(text=text))
    told = edits_of(flow)
    assert flow.is_broken
    with pytest.raises(EditRefused, match="The text has an error"):
        flow.edit([edit])
    assert (flow.written.text, told) == (text, [])
    flow.set_written(Written(text=GOOD))
    flow.edit([Remove(nodes=("a",))])
    flow.set_written(Written(text=text))
    with pytest.raises(EditRefused):
        flow.edit([edit])
    assert flow.written.text == text


def test_a_document_with_a_mark_at_its_start_is_read(session: Session) -> None:
    flow = session.open_written(Written(text=f"\ufeff{GOOD}"))
    assert (flow.is_broken, [node.id for node in flow.workflow.nodes]) == (False, ["a"])


def test_a_workflow_is_not_taken_elsewhere_with_a_part_missing(session: Session) -> None:
    session.open_text('a = frame("df")\nb = a.head(2)\n').require_savable()
    with pytest.raises(EditRefused, match="error in line 2: mend it first"):
        session.open_text('a = frame("df")\nb = a.head(n=x)\n').require_savable()


def test_what_nobody_understands_of_notes_and_groups_stays(session: Session) -> None:
    notes = [
        {"id": "n", "text": "why", "x": 0, "y": 0, "author": "Ann"},
        {"id": "m", "text": 7},
        {"id": "n", "text": "a second of that id", "x": 9, "y": 9},
        {"id": "o", "text": "gone", "x": 0, "y": 0, "author": "Bob"},
    ]
    groups = [{"id": "g", "label": "G", "nodes": ["a"], "color": "red"}, "odd"]
    beside = {"notes": notes, "groups": groups}
    flow = session.open_written(Written(text=json.dumps({**json.loads(GOOD), **beside})))
    assert [note.id for note in flow.layout.notes] == ["n", "o"]
    assert [group.id for group in flow.layout.groups] == ["g"]
    moved = Note(id="n", text="because", x=5, y=6)
    flow.edit(
        [
            PutNote(note=moved),
            PutNote(note=Note(id="p", text="new", x=0, y=0)),
            PutGroup(group=Group(id="g", label="H", nodes=("a",))),
            Remove(notes=("o",)),
        ]
    )
    written = json.loads(flow.written.text)
    assert written["notes"][0] == {**moved.to_wire(), "author": "Ann"}
    assert written["notes"][1]["id"] == "p"
    assert written["notes"][2:] == notes[1:3]
    assert written["groups"] == [{"id": "g", "label": "H", "nodes": ["a"], "color": "red"}, "odd"]
    flow.edit([Remove(notes=("n", "p"), groups=("g",))])
    left = json.loads(flow.written.text)
    assert (left["notes"], left["groups"]) == (notes[1:3], ["odd"])


def test_no_edit_writes_a_password_down(session: Session) -> None:
    text = 'a = read_csv("https://ann:hunter2@example.org/a.csv")\nb = read_csv("b.csv")\n'
    flow = session.open_text(text)
    with pytest.raises(EditRefused, match="A password stands in an address"):
        flow.edit([Configure(node="b", values={"path": "https://bob:hunter2@example.org/b.csv"})])
    assert flow.written.text == text
    with pytest.raises(EditRefused, match="A password stands in an address"):
        flow.edit([Configure(node="a", values={"path": "https://ann:brandnew@example.org/a.csv"})])
    flow.edit([Rename(node="a", name="aa")])  # what a person has typed is not the edit's
    assert flow.written.text == text.replace("a = ", "aa = ", 1)
    with pytest.raises(EditRefused, match="A password"):
        flow.require_savable()
