# ruff: noqa: E501 - one case a line
"""Documents are read strictly and written without loss."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from tests.model.documents import WORKFLOWS
from uzo_jupyter.model import Edge, Position, Workflow, read_document, write_document

NODE = '{"id": "a", "data": {"nodeType": "transform"}}'


def refusal(document: str | bytes) -> str:
    """The one line that is said about a document that is refused."""
    result = read_document(document)
    assert result.workflow is None
    (diagnostic,) = result.diagnostics
    return diagnostic.line()


@settings(deadline=None, max_examples=200)
@given(WORKFLOWS)
def test_reading_what_was_written_gives_the_same_workflow(workflow: Workflow) -> None:
    document = read_document(write_document(workflow))
    assert document.workflow == workflow
    assert document.diagnostics == ()


@settings(deadline=None, max_examples=100)
@given(WORKFLOWS)
def test_writing_is_stable_and_utf8(workflow: Workflow) -> None:
    text = write_document(workflow)
    again = read_document(text.encode())
    assert again.workflow is not None
    assert write_document(again.workflow) == text


def test_unknown_keys_survive_at_every_level() -> None:
    document = {
        "uzo": 1,
        "name": "x",
        "viewport": {"zoom": 2},
        "parameters": [{"name": "low", "default": 1, "unit": "min"}],
        "nodes": [
            {
                "id": "a",
                "width": 10,
                "data": {
                    "nodeType": "transform",
                    "colour": "red",
                    "config": {"operation": "x", "deep": [{"y": 1}]},
                },
            },
            {"id": "b", "data": {"nodeType": "transform"}},
        ],
        "edges": [{"source": "a", "target": "b", "animated": True}],
    }
    workflow = read_document(json.dumps(document)).workflow
    assert workflow is not None
    written = json.loads(write_document(workflow))
    assert written["viewport"] == {"zoom": 2}
    assert written["parameters"][0]["unit"] == "min"
    assert written["nodes"][0]["width"] == 10
    assert written["nodes"][0]["data"]["colour"] == "red"
    assert written["nodes"][0]["data"]["config"] == {"operation": "x", "deep": [{"y": 1}]}
    assert written["edges"][0]["animated"] is True


def test_a_bare_diagram_is_enough() -> None:
    workflow = read_document('{"nodes": [{"id": "a", "data": {"nodeType": "connector"}}]}').workflow
    assert workflow is not None
    assert (workflow.name, workflow.edges, workflow.node("a").position) == ("workflow", (), None)


def test_positions_far_out_are_moved_in() -> None:
    text = (
        '{"nodes": [{"id": "a", "position": {"x": 1e308, "y": -1e308}, "data": {"nodeType": "transform"}}]}'
    )
    workflow = read_document(text).workflow
    assert workflow is not None
    assert workflow.node("a").position == Position(1_000_000.0, -1_000_000.0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{'nodes': []}", "This is not JSON: Expecting property name enclosed in double quotes at line 1, column 2. JSON needs double quotes."),
        ('{"a": 1, "a": 2}', "The key 'a' stands twice in one object."),
        ('{"a": NaN}', "NaN is not a JSON number."),
        ('{"a": -Infinity}', "-Infinity is not a JSON number."),
        ('{"a": 1e999}', "The number 1e999 is too large."),
        (f'{{"a": {"9" * 5000}}}', f"The number {'9' * 27}... is too large."),
        ('{"a": 18446744073709551616}', "The number 18446744073709551616 is too large."),
        ('{"a": "\\ud800"}', "The text holds half a character (\\ud800)."),
        (b'{"a": "\xff"}', "The document is not UTF-8 text (byte 7). Save it as UTF-8."),
        ("[" * 61, "The document is nested deeper than 60 levels."),
        ("[" * 100_000, "The document is nested deeper than 60 levels."),
        (b" " * 20_000_001, "The document is larger than 20 MB."),
        (" " * 20_000_001, "The document is larger than 20 MB."),
        ("", "This is not JSON: Expecting value at line 1, column 1."),
    ],
)  # fmt: skip
def test_what_is_no_plain_json_is_refused(text: str | bytes, line: str) -> None:
    assert refusal(text) == f"error: {line}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[]", "The document must be an object, not a list."),
        ("{}", "nodes must be a list, not null."),
        ('{"nbformat": 4, "cells": []}', "This is a notebook, not a workflow. In it, %uzo save FILE writes a workflow as a document."),
        ('{"nodes": [5]}', "nodes[0] must be an object, not 5."),
        ('{"nodes": [{"id": ""}]}', "nodes[0].id must be text that is not empty, not ''."),
        ('{"nodes": [{"id": "a"}]}', "nodes[0].data must be an object, not null."),
        ('{"nodes": [{"id": "a", "data": {"nodeType": "x"}}]}', "nodes[0].data.nodeType must be one of connector, transform, control, genai, agentic, not 'x'."),
        ('{"nodes": [{"id": "a", "data": {"nodeType": []}}]}', "nodes[0].data.nodeType must be one of connector, transform, control, genai, agentic, not a list."),
        ('{"nodes": [{"id": "a", "data": {"nodeType": "transform", "label": 5}}]}', "nodes[0].data.label must be text, not 5."),
        ('{"nodes": [{"id": "a", "position": {"x": "1", "y": 2}, "data": {"nodeType": "transform"}}]}', "nodes[0].position.x must be a number, not '1'."),
        (f'{{"nodes": [{NODE}], "edges": [{{"source": "a"}}]}}', "edges[0].target must be text, not null."),
        (f'{{"nodes": [{NODE}], "edges": [{{"source": "a", "target": "a", "targetHandle": 1}}]}}', "edges[0].targetHandle must be text, not 1."),
        ('{"nodes": [], "parameters": [{"name": "a"}]}', "parameters[0].default must be text, a number or true/false, not null."),
        ('{"nodes": [], "parameters": [{"name": "a b", "default": 1}]}', "parameters[0].name must be a name such as min_delay, not 'a b'."),
        ('{"nodes": [], "parameters": [{"name": "class", "default": 1}]}', "parameters[0].name must be a name such as min_delay, not 'class'."),
        ('{"nodes": [], "parameters": [{"name": "a", "default": 1}, {"name": "a", "default": 2}]}', "parameters[1].name must be a name of its own, not 'a'."),
        ('{"nodes": [], "parameters": [{"name": "a", "type": "int", "default": "1"}]}', "parameters[0].default must be of type int, not '1'."),
        ('{"nodes": [], "parameters": [{"name": "a", "type": "date", "default": 1}]}', "parameters[0].type must be one of bool, int, float, str, not 'date'."),
        ('{"uzo": 2, "nodes": []}', "The format version (uzo) must be at most 1: the document comes from a newer uzo_jupyter, update the package, not 2."),
        ('{"uzo": 0, "nodes": []}', "The format version (uzo) must be at least 1, not 0."),
        ('{"version": true, "nodes": []}', "The format version (version) must be a whole number, not true."),
    ],
)  # fmt: skip
def test_a_document_of_a_wrong_form_is_refused_with_the_place(text: str, line: str) -> None:
    assert refusal(text) == f"error: {line}"


def test_a_whole_default_of_a_float_parameter_becomes_a_float() -> None:
    workflow = read_document(
        '{"nodes": [], "parameters": [{"name": "a", "type": "float", "default": 3}]}'
    ).workflow
    assert workflow is not None
    assert type(workflow.parameters[0].default) is float


def connected(*configs: dict[str, str], edges: str = "[]") -> tuple[tuple[Edge, ...], list[str]]:
    """The edges and diagnostics of a document with nodes n1, n2, ... of these configs."""
    nodes = [
        {"id": f"n{number}", "data": {"nodeType": "transform", "config": config}}
        for number, config in enumerate(configs, start=1)
    ]
    document = read_document(f'{{"nodes": {json.dumps(nodes)}, "edges": {edges}}}')
    assert document.workflow is not None
    return document.workflow.edges, [diagnostic.line() for diagnostic in document.diagnostics]


def test_variables_become_edges() -> None:
    edges, problems = connected(
        {"outputVariable": "users"},
        {"outputVariable": "orders"},
        {"inputVariable": "users", "rightVariable": "orders"},
    )
    assert problems == []
    assert edges == (Edge("n1", "n3"), Edge("n2", "n3", "right"))


def test_a_variable_that_says_what_an_edge_says_adds_nothing() -> None:
    edges, problems = connected({}, {"inputVariable": "n1"}, edges='[{"source": "n1", "target": "n2"}]')
    assert (edges, problems) == ((Edge("n1", "n2"),), [])


def test_a_variable_that_disagrees_with_the_edge_is_told() -> None:
    edges, problems = connected({}, {}, {"inputVariable": "n2"}, edges='[{"source": "n1", "target": "n3"}]')
    assert edges == (Edge("n1", "n3"),)
    assert problems == [
        "error: n3, inputVariable: inputVariable says 'n2', but the edge comes from 'n1'. "
        "Remove the variable or draw the edge from that node."
    ]


def test_a_variable_that_nobody_makes_is_told() -> None:
    _, problems = connected({"outputVariable": "users"}, {"inputVariable": "user"})
    assert problems == ["error: n2, inputVariable: No node makes the variable 'user'. Did you mean 'users'?"]
