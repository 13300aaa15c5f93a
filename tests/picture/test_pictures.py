# ruff: noqa: E501 - one case a line
"""SVG, HTML and text hold nothing that a hostile name could break."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.language.workflows import REGISTRY, workflows
from uzo_jupyter.model import Edge, Node, Workflow
from uzo_jupyter.picture import graph_view, html_picture, svg_picture, text_picture
from uzo_jupyter.protocol import Column, Diagnostic, NodeState, RunState, StaticTable, StaticView

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a\u2028b\x00\x1b[31m\ufffe",
    "🧪 שלום\nline two",
    "]]>&amp;<![CDATA[",
]


def flow(text: str) -> Workflow:
    """A workflow with a text wherever one may stand."""
    nodes = (
        Node(text, "connector", {"operation": "read", "connectorType": text}, text),
        Node("b", "transform", {"operation": text}, text),
    )
    return Workflow(text, nodes=nodes, edges=(Edge(text, "b", text),))


def view(text: str) -> StaticView:
    """A saved view with a text wherever one may stand."""
    state = NodeState(status="failed", rows=3, message=text)
    table = StaticTable(
        node="b", columns=(Column(name=text, dtype=text),), rows=((text,), (None,)), total=1234, sample=True
    )
    run = RunState(
        id=text, phase="failed", started_at=datetime(2026, 1, 1, tzinfo=UTC), elapsed=1.5, progress=0.5,
        finished_nodes=1, total_nodes=2, message=text,
    )  # fmt: skip
    return StaticView(
        model_id=text,
        graph=graph_view(flow(text), REGISTRY, {}),
        nodes={"b": state},
        diagnostics=(Diagnostic(code="x", message=text, hint=text, node=text),),
        run=run,
        tables=(table,),
    )


class Tags(HTMLParser):
    """Collects tags and the names of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", HOSTILE)
def test_svg_is_well_formed_for_hostile_names(text: str) -> None:
    root = ElementTree.fromstring(svg_picture(graph_view(flow(text), REGISTRY, {})))
    assert {element.tag.split("}")[1] for element in root.iter()} == {
        "svg",
        "title",
        "path",
        "g",
        "rect",
        "text",
    }


@settings(deadline=None, max_examples=100)
@given(workflows(), st.text())
def test_svg_is_well_formed_for_any_workflow(workflow: Workflow, label: str) -> None:
    graph = graph_view(workflow.add_node(Node("extra node", "genai", {}, label)), REGISTRY, {})
    root = ElementTree.fromstring(svg_picture(graph))
    assert len(root.findall("{http://www.w3.org/2000/svg}g")) == len(workflow.nodes) + 1


@pytest.mark.parametrize("text", HOSTILE)
def test_html_holds_only_its_own_tags(text: str) -> None:
    html = html_picture(view(text))
    tags = Tags()
    tags.feed(html)
    assert tags.tags <= {
        "div", "strong", "br", "img", "p", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "small", "em",
    }  # fmt: skip
    assert tags.attributes == {"class", "src", "alt", "style"}
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert image is not None
    ElementTree.fromstring(base64.b64decode(image[1]))
    html.encode()


def test_html_tells_run_problems_and_heads_of_tables() -> None:
    html = html_picture(view("x"))
    assert "<strong>x</strong> · failed in 1.50 s<br>" in html
    assert "<p>error: x: x. x</p>" in html
    assert "<summary>x · 1,234 rows (sample)</summary>" in html
    assert "<em>null</em>" in html


def test_svg_shows_the_states_of_nodes() -> None:
    graph = graph_view(flow("x"), REGISTRY, {})
    svg = svg_picture(graph, {"b": NodeState(status="done", rows=1234)})
    assert "✓ done, 1,234 rows" in svg
    assert "○ not run" in svg


def test_the_text_picture_has_one_line_a_node() -> None:
    nodes = (
        Node("b", "transform", {"operation": "join"}, "Named\nflights"),
        Node("a", "connector", {"operation": "read", "connectorType": "csv"}),
        Node("\x1b[31m", "genai", {"operation": "ask\nme"}),
        Node("c", "transform", {"operation": "head"}),
    )
    workflow = Workflow("demo", nodes=nodes, edges=(Edge("a", "b"), Edge("a", "b", "right"), Edge("c", "c")))
    assert text_picture(workflow, REGISTRY) == (
        "demo: 4 nodes\n"
        "├─ a               read_csv\n"
        "├─  [31m           ask me (unknown)\n"
        "├─ Named flights   join             ◀ a\n"
        "└─ c               head             ◀ c"
    )
    assert text_picture(Workflow("empty"), REGISTRY) == "empty: 0 nodes"


@settings(deadline=None, max_examples=100)
@given(workflows())
def test_any_workflow_has_a_text_picture(workflow: Workflow) -> None:
    assert len(text_picture(workflow, REGISTRY).splitlines()) == len(workflow.nodes) + 1
