"""Nodes put in, configured, renamed, removed, copied: the text says what was meant."""

from __future__ import annotations

import pytest

from tests.editing.conftest import TEXT, Bench
from uzo_jupyter.editing import Draft, EditRefused
from uzo_jupyter.model import Workflow
from uzo_jupyter.protocol import (
    AddNode,
    Configure,
    Connect,
    Duplicate,
    Group,
    InputRef,
    Move,
    Note,
    Paste,
    PutGroup,
    PutNote,
    Remove,
    Rename,
    Spot,
    Tidy,
)

HEAD = {"operation": "head"}
UNIQUE = {"operation": "unique"}
WRITE = {"operation": "write", "connectorType": "csv", "path": "late.csv"}


def test_a_node_after_another_has_a_name_of_its_own(bench: Bench) -> None:
    draft = bench.edit(AddNode(node_type="transform", config=HEAD, after="late", at=Spot(x=5, y=6)))
    assert draft.created == ("head1",)
    assert draft.layout.positions == {"head1": Spot(x=5, y=6)}
    assert "head1 = late.head()" in bench.text


def test_a_node_put_into_an_edge_between_statements_is_one_more_statement(bench: Bench) -> None:
    into = InputRef(node="named", handle="left")
    bench.edit(AddNode(node_type="transform", config=UNIQUE, after="late", before=into))
    assert "unique1 = late.unique()" in bench.text
    assert "named = unique1.join(airlines" in bench.text


def test_a_node_put_into_a_chain_is_one_more_link(bench: Bench) -> None:
    into = InputRef(node="top", handle="input")
    bench.edit(AddNode(node_type="transform", config=UNIQUE, after="top.sort", before=into))
    assert 'top = named.sort("dep_delay").unique().head(10)' in bench.text


def test_a_node_that_writes_belongs_to_what_it_writes(bench: Bench) -> None:
    draft = bench.edit(AddNode(node_type="connector", config=WRITE, after="late"))
    assert draft.created == ("late.write_csv",)
    assert 'late.write_csv("late.csv")' in bench.text


def test_a_source_for_an_input_feeds_it(bench: Bench) -> None:
    bench.edit(Remove(inputs=(InputRef(node="named", handle="right"),)))
    read = {"operation": "read", "connectorType": "parquet", "path": "a.parquet"}
    bench.edit(AddNode(node_type="connector", config=read, before=InputRef(node="named", handle="right")))
    assert "named = late.join(parquet1" in bench.text


def test_an_unknown_operation_is_refused_and_edits_are_all_or_nothing(bench: Bench) -> None:
    before = bench.draft
    with pytest.raises(EditRefused, match="no operation 'teleport'"):
        bench.edit(
            Rename(node="late", name="tardy"),
            AddNode(node_type="transform", config={"operation": "teleport"}),
        )
    assert bench.draft == before


def test_settings_are_merged_and_unset_ones_go(bench: Bench) -> None:
    bench.edit(Configure(node="late", values={"expression": 'col("dep_delay") > 90', "retryCount": 2}))
    assert 'late = flights.filter(col("dep_delay") > 90).options(retries=2)' in bench.text
    bench.edit(Configure(node="late", unset=("retryCount",)))
    assert "retries" not in bench.text


def test_an_older_spelling_gives_way_to_the_new_value(bench: Bench) -> None:
    named = bench.draft.workflow.node("named")
    assert named.config["how"] == "left"
    bench.edit(Configure(node="named", unset=("how",), values={"joinType": "inner"}))
    bench.edit(Configure(node="named", values={"how": "right"}))
    assert "joinType" not in bench.draft.workflow.node("named").config


def test_the_tables_of_a_query_are_its_inputs(bench: Bench) -> None:
    bench.edit(AddNode(node_type="transform", config={"operation": "sql"}))
    bench.edit(Configure(node="sql1", values={"query": "select * from late join airlines using (carrier)"}))
    assert sorted(bench.draft.workflow.sources_of("sql1")) == ["airlines", "late"]


def test_a_name_follows_everywhere(bench: Bench) -> None:
    bench.edit(
        Move(positions={"top": Spot(x=1, y=2)}),
        PutGroup(group=Group(id="g", label="end", nodes=("top", "top.sort"))),
        Rename(node="top", name="best"),
    )
    assert bench.text == TEXT.replace("top = ", "best = ").replace("top.write", "best.write")
    assert bench.draft.layout.positions == {"best": Spot(x=1, y=2)}
    assert bench.draft.layout.groups[0].nodes == ("best", "best.sort")


def test_a_name_that_is_no_identifier_becomes_the_label(bench: Bench) -> None:
    bench.edit(Rename(node="late", name="Late <b>flights</b> ✈"))
    assert 'options(label="Late <b>flights</b> ✈")' in bench.text
    assert "late = " in bench.text
    bench.edit(Rename(node="late", name="late"))
    assert bench.text == TEXT


@pytest.mark.parametrize("name", ["flights", " "])
def test_a_taken_or_empty_name_is_refused(bench: Bench, name: str) -> None:
    with pytest.raises(EditRefused):
        bench.edit(Rename(node="late", name=name))


def test_a_removed_link_leaves_the_chain_connected(bench: Bench) -> None:
    bench.edit(Remove(nodes=("late", "top.sort")))
    assert "named = flights.join(airlines" in bench.text
    assert "top = named.head(10)" in bench.text


def test_a_removed_source_leaves_open_inputs(bench: Bench) -> None:
    bench.edit(Remove(nodes=("flights", "late")))
    assert {edge.target_handle for edge in bench.draft.workflow.edges_into("named")} == {"right"}


def test_a_copy_is_fed_by_the_same_and_has_another_name(bench: Bench) -> None:
    draft = bench.edit(Duplicate(nodes=("late", "named")))
    assert draft.created == ("late2", "named2")
    assert 'late2 = flights.filter(col("dep_delay") > 60)' in bench.text
    assert 'named2 = late2.join(airlines, on="carrier", how="left")' in bench.text


def test_statements_can_be_pasted(bench: Bench) -> None:
    draft = bench.edit(Paste(text="%%uzo other\nmore = read_csv('m.csv')\nlate = more.head(3)\n"))
    assert draft.created == ("more", "late2")
    assert "late2 = more.head(3)" in bench.text


def test_a_document_can_be_pasted_where_the_mouse_is(bench: Bench) -> None:
    text = (
        '{"uzo": 1, "nodes": [{"id": "x", "position": {"x": 100, "y": 50}, "data": {"nodeType": "transform",'
        ' "config": {"operation": "head", "n": 3}}}], "edges": [{"source": "late", "target": "x"}]}'
    )
    draft = bench.edit(Paste(text=text, at=Spot(x=7, y=8)))
    assert draft.layout.positions == {"x": Spot(x=7, y=8)}
    assert "x = late.head(3)" in bench.text


@pytest.mark.parametrize("text", ["", "hello world", "{", '{"nodes": []}', "import os", "x = 1"])
def test_what_holds_no_node_cannot_be_pasted(bench: Bench, text: str) -> None:
    with pytest.raises(EditRefused):
        bench.edit(Paste(text=text))


def test_tidy_releases_what_was_placed_and_keeps_the_rest(bench: Bench) -> None:
    spots = {"late": Spot(x=1, y=1), "top": Spot(x=2, y=2)}
    assert set(bench.edit(Move(positions=spots), Tidy(nodes=("late",))).layout.positions) == {"top"}
    assert bench.edit(Tidy()).layout.positions == {}


def test_notes_and_groups_come_change_and_go(bench: Bench) -> None:
    note = Note(id="n", text="why", x=0, y=0)
    bench.edit(PutNote(note=note), PutNote(note=note.model_copy(update={"text": "because"})))
    assert [each.text for each in bench.draft.layout.notes] == ["because"]
    bench.edit(PutGroup(group=Group(id="g", label="in", nodes=("flights", "airlines"))))
    bench.edit(PutGroup(group=Group(id="h", label="all", nodes=("flights",))))
    assert {group.id: group.nodes for group in bench.draft.layout.groups} == {
        "g": ("airlines",),
        "h": ("flights",),
    }
    bench.edit(Remove(nodes=("flights",), notes=("n",), groups=("g",)))
    assert bench.draft.layout.notes == () and bench.draft.layout.groups == ()


def test_odd_ids_are_only_names(registry) -> None:
    text = (
        '{"nodes": [{"id": "__proto__", "data": {"nodeType": "transform", "config": {"operation": "head"}}}]}'
    )
    bench = Bench(registry, Draft(Workflow()))
    bench.edit(
        Paste(text=text), Duplicate(nodes=("__proto__",)), Move(positions={"__proto__": Spot(x=1, y=1)})
    )
    bench.edit(Rename(node="__proto__", name="x"), Connect(source="x", target="__proto__2"))
    assert bench.draft.workflow.sources_of("__proto__2") == ("x",)
