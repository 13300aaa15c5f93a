"""The canonical text of workflows."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.language.conftest import Reader
from tests.language.workflows import REGISTRY
from uzo_jupyter.language import parse, print_workflow, spoken
from uzo_jupyter.model import Edge, Node, Workflow, read_document
from uzo_jupyter.operations import Operation

CANONICAL = [
    'a = read_csv("a.csv", separator=";", schema_overrides={"x": Int64})\n',
    'low = parameter(-1.5)\nname = parameter("it\'s", "who")\na = read_csv("a.csv")\nb = a.head(low)\n',
    'a = read_csv("a.csv")\nb = a.filter(col("x") > 3).sort("x", "y", descending=[True, False]).head(5)\n',
    'a = read_csv("a.csv")\na.write_csv("b.csv")\na.write_csv("c.csv")\n',
    'a = read_csv("a.csv")\na.head(3).write_csv("b.csv")\n',
    'a = read_csv("a.csv")\nb = a.join(a.head(1), on="x", how="left").union(a, a.tail(2), how="diagonal")\n',
    'a = read_csv("a.csv")\nb = a.group_by("x", maintain_order=True).agg(**{"two words": len()}, price="sum")\n',
    'a = read_csv("a.csv")\nb = a.select("x", y=col("z") + 1)\n',
    'a = read_csv("a.csv")\nb = a.head(3).options(retries=2, timeout=1.5, label="First rows")\n',
    'a = read_csv("a.csv")\nb = sql("select * from a")\nc = sql("select * from d", d=b)\n',
    'n_1 = read_csv("a.csv").options(id="n 1")\nb = n_1.head(3)\n',
    'a = node("genai", {"operation": "ask", "deep": {"n": [1, null]}})\n'.replace("null", "None"),
    'a = None.head(3)\nb = a.join(None, on="x")\n',
    'a = read_csv("a.csv").options(extra={"unheard": 1})\n',
    'a = sql("""select *\nfrom b, c\nwhere b.x = c.x and b.y > 3""", b=None, c=None)\n',
]
"""Texts that printing gives back as they are."""


@pytest.mark.parametrize("text", CANONICAL)
def test_a_canonical_text_is_printed_as_it_was(text: str, read: Reader) -> None:
    program = read(text)
    assert program.diagnostics == ()
    assert print_workflow(program.workflow, REGISTRY) == text


@pytest.mark.parametrize("operation", list(REGISTRY), ids=lambda operation: operation.__name__)
def test_every_example_is_printed_as_it_was(operation: type[Operation], read: Reader) -> None:
    names = [] if re.search(r"^orders =|frame", operation.example) else ["orders", "customers", "readings"]
    text = "".join(f'{name} = frame("{name}")\n' for name in names) + f"{operation.example}\n"
    program = read(text)
    printed = print_workflow(program.workflow, REGISTRY)
    longest = max(len(line) for line in text.splitlines())
    assert longest > 100 or printed == text
    assert read(printed).workflow == program.workflow
    assert print_workflow(read(printed).workflow, REGISTRY) == printed


def test_a_long_statement_has_one_argument_a_line(read: Reader) -> None:
    text = (
        'a = read_csv("a.csv")\n'
        'b = a.filter(col("some_column") > 3).group_by("carrier").agg(\n'
        "    number_of_flights=len(),\n"
        '    mean_delay=col("departure_delay_in_minutes").mean(),\n'
        ")\n"
    )
    assert print_workflow(read(text.replace("\n    ", "").replace(",\n)", ")")).workflow, REGISTRY) == text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_old_names_of_a_document_are_printed_as_todays_words() -> None:
    nodes = (
        Node("a", "connector", {"operation": "select", "connectorType": "csv", "path": "a.csv"}),
        Node("b", "transform", {"operation": "limit", "n": 3}),
        Node("c", "transform", {"operation": "join", "joinType": "left", "leftOn": ["x"], "rightOn": ["y"]}),
        Node("d", "transform", {"operation": "pivot", "columns": "x", "index": ["y"], "values": "z"}),
    )
    edges = (Edge("a", "b"), Edge("a", "c", "left"), Edge("b", "c", "right"), Edge("c", "d"))
    workflow = Workflow(nodes=nodes, edges=edges)
    assert print_workflow(workflow, REGISTRY) == (
        'a = read_csv("a.csv")\n'
        "b = a.head(3)\n"
        'c = a.join(b, how="left", left_on=["x"], right_on=["y"])\n'
        'd = c.pivot("x", index=["y"], values="z")\n'
    )
    assert workflow.node("b").config == {"operation": "limit", "n": 3}


def test_variables_of_a_document_are_printed_as_names() -> None:
    document = read_document(
        '{"nodes": [{"id": "n1", "data": {"nodeType": "connector", "config": {"operation": "read",'
        ' "connectorType": "csv", "path": "a", "outputVariable": "users"}}}, {"id": "n2", "data": {"nodeType":'
        ' "transform", "config": {"operation": "head", "inputVariable": "users"}}}]}'
    )
    assert document.workflow is not None
    assert print_workflow(document.workflow, REGISTRY) == 'n1 = read_csv("a")\nn2 = n1.head()\n'


def test_the_order_of_columns_survives_names_that_are_no_words(read: Reader) -> None:
    expressions = {"two words": "col('a')", "b": "col('b')", "3": "col('c')", "n": "len()"}
    nodes = (Node("a", "transform", {"operation": "with_columns", "expressions": expressions}),)
    text = print_workflow(Workflow(nodes=nodes), REGISTRY)
    assert text == (
        "a = None.with_columns(**{\"two words\": col('a')}, b=col('b'), **{\"3\": col('c')}, n=len())\n"
    )
    assert list(read(text).workflow.node("a").config["expressions"]) == list(expressions)  # type: ignore[arg-type]


def test_a_cycle_is_printed_and_read_back() -> None:
    nodes = tuple(Node(name, "transform", {"operation": "head"}) for name in ("a", "a.head", "b"))
    edges = (Edge("a", "a.head"), Edge("a.head", "a"), Edge("b", "b"))
    workflow = Workflow(nodes=nodes, edges=edges)
    text = print_workflow(workflow, REGISTRY)
    assert text == 'a = a_head.head()\na_head = a.head().options(id="a.head")\nb = b.head()\n'
    assert spoken(parse(text, REGISTRY).workflow, REGISTRY).same_as(spoken(workflow, REGISTRY))


def test_a_very_long_chain_is_cut_into_statements() -> None:
    names = ["a", *(f"z.head{number or ''}" for number in (0, *range(2, 400))), "z"]
    nodes = tuple(Node(name, "transform", {"operation": "head"}) for name in names)
    edges = tuple(Edge(*pair) for pair in pairwise(names))
    workflow = Workflow(nodes=nodes, edges=edges)
    again = parse(print_workflow(workflow, REGISTRY), REGISTRY).workflow
    assert spoken(again, REGISTRY).same_as(spoken(workflow, REGISTRY))


def test_names_are_given_in_the_order_of_the_statements() -> None:
    nodes = (Node(";", "transform", {}), Node(":", "transform", {}))
    text = print_workflow(Workflow(nodes=nodes, edges=(Edge(":", ";", "input"),)), REGISTRY)
    assert print_workflow(parse(text, REGISTRY).workflow, REGISTRY) == text


def test_a_link_that_feeds_an_input_that_does_not_exist_is_written(read: Reader) -> None:
    nodes = (
        Node("a", "connector", {"operation": "read", "connectorType": "csv", "path": "a.csv"}),
        Node("top.head", "transform", {"operation": "head"}),
        Node("top", "transform", {"operation": "tail"}),
    )
    flow = Workflow(nodes=nodes, edges=(Edge("a", "top.head", "input"), Edge("top.head", "top", "left")))
    text = print_workflow(flow, REGISTRY)
    assert spoken(read(text).workflow, REGISTRY).same_as(spoken(flow, REGISTRY))
