"""Connections: which input an edge goes to, and which edges are refused, with the reason."""

from __future__ import annotations

import pytest

from tests.editing.conftest import Bench
from uzo_jupyter.editing import EditRefused
from uzo_jupyter.protocol import AddNode, Connect, InputRef, Remove

UNION = {"operation": "union"}
SQL = {"operation": "sql", "query": "select * from late"}


def feeds(bench: Bench, node: str) -> dict[str | None, str]:
    """What feeds each input of a node."""
    return {edge.target_handle: edge.source for edge in bench.draft.workflow.edges_into(node)}


def test_an_edge_goes_to_the_first_free_input(bench: Bench) -> None:
    bench.edit(
        Remove(inputs=(InputRef(node="named", handle="right"),)), Connect(source="airlines", target="named")
    )
    assert feeds(bench, "named") == {"left": "late", "right": "airlines"}


def test_an_input_takes_one_edge_unless_it_is_to_be_replaced(bench: Bench) -> None:
    second = Connect(source="flights", target="named", handle="left")
    with pytest.raises(EditRefused, match="The input 'left' of 'named' is fed by 'late'"):
        bench.edit(second)
    bench.edit(second.model_copy(update={"replace": True}))
    assert feeds(bench, "named")["left"] == "flights"
    assert list(feeds(bench, "named")) == ["left", "right"]


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("top", "flights", "'flights' is a source: it has no input"),
        ("top", "late", "All inputs of 'late' are connected"),
        ("top.write_parquet", "named", "'top.write_parquet' writes its rows and has no output"),
        ("late", "late", "cannot feed itself|All inputs"),
        ("nobody", "late", "There is no node 'nobody' any more"),
    ],
)
def test_an_edge_that_cannot_be_is_refused_with_a_reason(
    bench: Bench, source: str, target: str, reason: str
) -> None:
    before = bench.draft
    with pytest.raises(EditRefused, match=reason):
        bench.edit(Connect(source=source, target=target))
    assert bench.draft == before


def test_a_circle_is_refused(bench: Bench) -> None:
    with pytest.raises(EditRefused, match="'named' feeds 'top' already"):
        bench.edit(Connect(source="top", target="named", handle="left", replace=True))


def test_an_unknown_input_is_refused_with_the_inputs_that_there_are(bench: Bench) -> None:
    with pytest.raises(EditRefused, match=r"no input 'middle'.*left, right"):
        bench.edit(Connect(source="flights", target="named", handle="middle"))


def test_a_union_takes_ever_more_inputs(bench: Bench) -> None:
    bench.edit(AddNode(node_type="transform", config=UNION, after="flights"))
    for source in ("late", "named", "top"):
        bench.edit(Connect(source=source, target="union1"))
    assert feeds(bench, "union1") == {"in1": "flights", "in2": "late", "in3": "named", "in4": "top"}


def test_sql_is_connected_by_its_query(bench: Bench) -> None:
    bench.edit(AddNode(node_type="transform", config=SQL))
    with pytest.raises(EditRefused, match="the tables that its query names"):
        bench.edit(Connect(source="flights", target="sql1"))
