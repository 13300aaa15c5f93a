"""All sides bind open inputs in the same way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.conftest import REGISTRY
from tests.language.workflows import workflows
from uzo_jupyter.checking import Checker
from uzo_jupyter.language import spoken
from uzo_jupyter.model import Edge, Node, Workflow
from uzo_jupyter.picture import graph_view

KINDS = [
    {"operation": "head"},
    {"operation": "join", "on": ["x"]},
    {"operation": "union"},
    {"operation": "sql", "query": "select * from a join b using (x)"},
]
HANDLES = st.none() | st.sampled_from(["input", "left", "right", "in1", "in2", "in3", "a", "b"])


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.sampled_from("abc"), HANDLES), max_size=3, unique=True))
def test_the_check_binds_what_picture_and_text_show(
    config: dict[str, object], ends: list[tuple[str, str | None]]
) -> None:
    sources = tuple(
        Node(name, "connector", {"operation": "read", "connectorType": "frame", "variable": "x"})
        for name in "abc"
    )
    flow = Workflow(
        nodes=(*sources, Node("n", "transform", config)),  # type: ignore[arg-type]
        edges=tuple(Edge(source, "n", handle) for source, handle in ends),
    )
    shown = sorted((edge.target_handle, edge.source) for edge in graph_view(flow, REGISTRY, {}).edges)
    assert shown == sorted(spoken(flow, REGISTRY).nodes["n"].inputs)
    bound = Checker(REGISTRY).check(flow, None).nodes.get("n")
    if bound is not None:
        assert sorted(bound.feeds.items()) == shown


@settings(deadline=None, max_examples=100)
@given(workflows())
def test_any_workflow_can_be_checked_and_drawn(workflow: Workflow) -> None:
    checked = Checker(REGISTRY).check(workflow, None)
    assert all(d.message and (d.node is None or isinstance(d.node, str)) for d in checked.diagnostics)
    graph = graph_view(workflow, REGISTRY, checked.parameters)
    drawn = {node.id: node for node in graph.nodes}
    assert all(
        edge.source in drawn and edge.target_handle in drawn[edge.target].inputs for edge in graph.edges
    )
    assert len({edge.id for edge in graph.edges}) == len(graph.edges)
