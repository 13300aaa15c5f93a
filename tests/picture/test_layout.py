"""Every node gets a place of its own, edges go from left to right, and what a person chose stays."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from uzo_jupyter.model import Edge, Node, Position, Workflow
from uzo_jupyter.picture import layout
from uzo_jupyter.picture.layout import NODE_HEIGHT, NODE_WIDTH


@st.composite
def graphs(draw: st.DrawFn) -> Workflow:
    """Random graphs without cycles."""
    count = draw(st.integers(1, 15))
    nodes = tuple(Node(f"n{number}", "transform") for number in range(count))
    edges = [
        Edge(f"n{source}", f"n{target}")
        for target in range(1, count)
        for source in draw(st.lists(st.integers(0, target - 1), max_size=3, unique=True))
    ]
    return Workflow(nodes=nodes, edges=tuple(edges))


def overlap(one: Position, other: Position) -> bool:
    return abs(one.x - other.x) < NODE_WIDTH and abs(one.y - other.y) < NODE_HEIGHT


def assert_apart(places: dict[str, Position]) -> None:
    found = list(places.items())
    for index, (name, place) in enumerate(found):
        for other_name, other in found[index + 1 :]:
            assert not overlap(place, other), (name, other_name)


@given(graphs())
def test_no_two_nodes_overlap_and_edges_go_right(workflow: Workflow) -> None:
    places = layout(workflow)
    assert list(places) == [node.id for node in workflow.nodes]
    assert_apart(places)
    assert all(places[edge.source].x + NODE_WIDTH < places[edge.target].x for edge in workflow.edges)


@given(graphs())
def test_the_layout_is_the_same_every_time(workflow: Workflow) -> None:
    assert layout(workflow) == layout(replace(workflow))


@given(graphs(), st.data())
def test_chosen_positions_stay_and_the_others_make_room(workflow: Workflow, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(workflow.nodes))
    at = Position(data.draw(st.floats(-500, 1500)), data.draw(st.floats(-500, 1500)))
    places = layout(workflow.replace_node(replace(chosen, position=at)))
    assert places[chosen.id] == at
    assert_apart(places)


@settings(max_examples=50)
@given(graphs(), st.data())
def test_cycles_and_dangling_edges_are_drawn_too(workflow: Workflow, data: st.DataObject) -> None:
    names = st.sampled_from([node.id for node in workflow.nodes])
    more = data.draw(st.lists(st.builds(Edge, names, names | st.just("ghost")), min_size=1, max_size=4))
    places = layout(workflow.with_edges([*workflow.edges, *more]))
    assert len(places) == len(workflow.nodes)
    assert_apart(places)


def test_a_chain_is_straight() -> None:
    nodes = tuple(Node(name, "transform") for name in "abc")
    places = layout(Workflow(nodes=nodes, edges=(Edge("a", "b"), Edge("b", "c"))))
    assert {place.y for place in places.values()} == {0.0}


def test_five_hundred_nodes_are_placed_well_under_a_second() -> None:
    nodes = tuple(Node(f"n{number}", "transform") for number in range(500))
    edges = tuple(Edge(f"n{number // 3}", f"n{number}") for number in range(1, 500))
    begin = time.perf_counter()
    layout(Workflow(nodes=nodes, edges=edges))
    assert time.perf_counter() - begin < 1


def test_what_feeds_the_left_input_stands_above_what_feeds_the_right() -> None:
    nodes = tuple(Node(name, "transform") for name in ("right", "orders", "big", "join"))
    edges = (Edge("orders", "big"), Edge("big", "join", "left"), Edge("right", "join", "right"))
    places = layout(Workflow(nodes=nodes, edges=edges))
    assert places["big"].x == places["right"].x
    assert places["big"].y < places["right"].y


def test_a_branch_stands_right_before_what_it_feeds() -> None:
    nodes = tuple(
        Node(name, "transform") for name in ("a", "b", "c", "d", "planes", "built", "full", "shared")
    )
    edges = [Edge(*pair) for pair in (("a", "b"), ("b", "c"), ("c", "d"), ("planes", "built"))]
    edges += [Edge("d", "full", "left"), Edge("built", "full", "right"), Edge("a", "shared")]
    places = layout(Workflow(nodes=nodes, edges=tuple(edges)))
    assert places["built"].x == places["d"].x
    assert places["planes"].x == places["c"].x
    assert places["shared"].x == places["b"].x
