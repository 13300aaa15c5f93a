"""Order, cycles and ancestors of random graphs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from uzo_jupyter.model import ancestors, cycle, predecessors, successors, topological_order
from uzo_jupyter.model.workflow import Edge, Node, Workflow

NAMES = list("abcdefgh")
GRAPHS = st.fixed_dictionaries({name: st.lists(st.sampled_from(NAMES), max_size=3) for name in NAMES})
DAGS = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(NAMES[:place] or [""]), max_size=3).map(lambda names: [n for n in names if n])
     for place, name in enumerate(NAMES)}
)  # fmt: skip


@given(DAGS)
def test_each_node_comes_after_those_that_feed_it(before: dict[str, list[str]]) -> None:
    order = topological_order(before)
    assert sorted(order) == NAMES
    assert all(order.index(source) < order.index(node) for node in NAMES for source in before[node])
    assert cycle(before) == ()


@given(GRAPHS)
def test_what_is_left_out_of_the_order_is_on_or_behind_a_cycle(before: dict[str, list[str]]) -> None:
    order = topological_order(before)
    for node in NAMES:
        behind_itself = any(upper in ancestors(before, before[upper]) for upper in ancestors(before, [node]))
        assert (node in order) != behind_itself


@given(GRAPHS)
def test_a_cycle_is_a_walk_along_edges_back_to_its_start(before: dict[str, list[str]]) -> None:
    walk = cycle(before)
    assert bool(walk) == (len(topological_order(before)) < len(NAMES))
    if walk:
        assert walk[0] == walk[-1]
        assert len(set(walk)) == len(walk) - 1
        assert all(source in before[target] for source, target in pairwise(walk))


@given(GRAPHS, st.lists(st.sampled_from(NAMES), max_size=3))
def test_ancestors_are_closed_and_nothing_more(before: dict[str, list[str]], targets: list[str]) -> None:
    needed = ancestors(before, targets)
    assert {*targets} <= needed
    assert all(source in needed for node in needed for source in before[node])
    after = successors({node: set(sources) for node, sources in before.items()})
    assert all(node in targets or {*after[node]} & needed for node in needed)


@given(DAGS)
def test_nodes_that_could_come_next_come_in_the_order_of_the_document(before: dict[str, list[str]]) -> None:
    sources = [node for node in before if not before[node]]
    assert [node for node in topological_order(before) if node in sources] == sources


def test_edges_of_missing_nodes_are_left_out() -> None:
    flow = Workflow(
        nodes=(Node("a", "transform"),), edges=(Edge("ghost", "a"), Edge("a", "ghost"), Edge("a", "a"))
    )
    assert predecessors(flow) == {"a": ("a",)}
