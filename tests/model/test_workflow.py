"""Edits of a workflow, policies and open inputs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import POLICY_KEYS, Edge, Node, Policy, Workflow, handles

FLOW = Workflow("flow", nodes=(Node("a", "connector"), Node("b", "transform")), edges=(Edge("a", "b"),))


def test_every_edit_leaves_the_old_workflow_as_it_was() -> None:
    more = FLOW.add_node(Node("c", "transform")).add_edge(Edge("b", "c"))
    assert more.sources_of("c") == ("b",)
    assert [node.id for node in FLOW.nodes] == ["a", "b"]
    less = more.remove_node("b")
    assert (less.edges, "b" in less, "b" in more) == ((), False, True)
    assert more.replace_node(Node("a", "connector", label="A")).node("a").title == "A"


def test_a_missing_node_is_told_with_the_nodes_that_there_are() -> None:
    for edit in (FLOW.node, FLOW.remove_node, lambda name: FLOW.add_edge(Edge("a", name))):
        with pytest.raises(UzoError) as caught:
            edit("c")
        assert str(caught.value) == "No node 'c' in workflow 'flow'. Nodes: a, b."
    with pytest.raises(UzoError, match=r"There is a node 'a' already\."):
        FLOW.add_node(Node("a", "transform"))


def test_edges_into_a_node_keep_the_order_of_the_document() -> None:
    flow = FLOW.with_edges([Edge("b", "a"), Edge("a", "b", "right"), Edge("a", "b")])
    assert flow.edges_into("b") == (Edge("a", "b", "right"), Edge("a", "b"))
    assert flow.edges_into("nobody") == ()


@pytest.mark.parametrize(
    ("key", "inside", "outside"),
    [
        ("retryCount", [0, 100], [-1, 101, 1.5, True, "3", 10**9]),
        ("retryDelay", [0, 0.5, 86_400], [-1, 86_401, "1"]),
        ("retryBackoff", [1, 10], [0.5, 11]),
        ("timeout", [0.001, 30 * 86_400, None], [0, -1, 30 * 86_400 + 1, "60"]),
        ("continueOnError", [True, False], [0, "false", None]),
        ("retryOn", [[], "timeout", ["timeout", "reset"]], ["", [""], [1], None]),
        ("concurrencyGroup", ["warehouse", None], ["", 1]),
        ("concurrencyLimit", [1, 1000, None], [0, 1001, 1.5, "2"]),
        ("cache", [True, False, None], [1, "yes"]),
        ("pin", [True, False], [1, None]),
    ],
)
def test_policies_have_bounds(key: str, inside: list[object], outside: list[object]) -> None:
    assert key in POLICY_KEYS
    for value in inside:
        Policy.model_validate({key: value})
    for value in outside:
        with pytest.raises(ValidationError):
            Policy.model_validate({key: value})


def test_only_policies_that_need_it_ask_for_a_result_of_their_own() -> None:
    asking = [
        Policy(retry_count=1),
        Policy(timeout=1),
        Policy(continue_on_error=True),
        Policy(concurrency_group="warehouse"),
        Policy(concurrency_limit=1),
        Policy(cache=True),
        Policy(pin=True),
    ]
    assert all(policy.materialises for policy in asking)
    assert not any(policy.materialises for policy in (Policy(), Policy(retry_delay=5), Policy(cache=False)))


NAMES = st.lists(st.sampled_from(["left", "right", "in1", "in2"]), max_size=3, unique=True)
EDGES = st.lists(
    st.builds(Edge, st.sampled_from("ab"), st.just("n"), st.none() | st.sampled_from(["left", "in2", "odd"]))
)


@given(EDGES, NAMES)
def test_said_inputs_stay_and_open_ones_never_share(edges: list[Edge], names: list[str]) -> None:
    found = handles(edges, names)
    assert len(found) == len(edges)
    assert all(edge.target_handle in (None, handle) for edge, handle in zip(edges, found, strict=True))
    opened = [handle for edge, handle in zip(edges, found, strict=True) if edge.target_handle is None]
    assert len(set(opened)) == len(opened)
    assert not {*opened} & {edge.target_handle for edge in edges}


@given(EDGES, NAMES)
def test_open_edges_fill_the_inputs_that_are_free(edges: list[Edge], names: list[str]) -> None:
    found = set(handles(edges, names))
    free = [name for name in names if name not in {edge.target_handle for edge in edges}]
    opened = sum(edge.target_handle is None for edge in edges)
    assert len(found & {*free}) == min(opened, len(free))
