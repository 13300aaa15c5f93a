"""The editor: nodes and connections that a person draws, and the text that follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editor import FRAMES, Editor, drop, place
from tests.browser.lab import NotebookPage

CHAIN = """\
# the numbers
a = frame("small")   # all of them

b = a.filter(col("n") > 20)
c = frame("other")
d = b.head(3)
"""


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """A graph of a chain a, b, d and a node c that is alone."""
    bench.python(FRAMES)
    return Editor(bench, CHAIN)


# --- palette ------------------------------------------------------------------------------------------------


def test_the_palette_adds_after_the_selected_node(editor: Editor) -> None:
    editor.select("b")
    editor.tool("add").click()
    editor.choose("uniq", "unique")
    editor.expect_text(CHAIN.replace("> 20)\n", "> 20)\nunique1 = b.unique()\n"))
    editor.expect_selected("unique1")
    editor.page.keyboard.type("tail")
    expect(editor.root.locator(".uzo-palette .uzo-search")).to_have_value("tail")
    editor.press("Escape")
    expect(editor.root.locator(".uzo-palette")).to_have_count(0)
    editor.focus_is("[data-node-id=unique1]")


def test_the_palette_finds_by_word_title_and_synonym_and_says_when_nothing_is_found(editor: Editor) -> None:
    editor.tool("add").click()
    search = editor.root.locator(".uzo-palette .uzo-search")
    first = editor.root.locator(".uzo-palette .uzo-operation").first
    for text, word in {
        "group_by": "group_by",
        "Change ty": "cast",
        "melt": "unpivot",
        "read_ipc": "read_ipc",
    }.items():
        search.fill(text)
        expect(first).to_have_attribute("data-word", word)
    search.fill("nothing of that kind")
    expect(editor.root.locator(".uzo-palette .uzo-empty")).to_have_text("Nothing found.")
    editor.press("Enter")
    assert editor.text == CHAIN


def test_an_operation_of_a_plugin_is_in_the_palette(bench: NotebookPage) -> None:
    bench.python("""
from typing import ClassVar
import polars as pl
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Transform
class Shout(Transform):
    \"\"\"Make every text loud.\"\"\"
    name: ClassVar[str] = "shout"
    title: ClassVar[str] = "Shout out"
    calls: ClassVar[tuple[Call, ...]] = (Call("shout"),)
    example: ClassVar[str] = "loud = orders.shout()"
    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows
_registry = get_ipython().magics_manager.registry["UzoMagics"].session.registry
_registry._add(Shout)
""")
    editor = Editor(bench, CHAIN)
    editor.tool("add").click()
    editor.root.locator(".uzo-palette .uzo-search").fill("shout")
    expect(editor.root.locator(".uzo-palette .uzo-operation")).to_contain_text("Shout out")


def test_an_operation_dropped_on_the_canvas_lies_there(editor: Editor) -> None:
    editor.tool("add").click()
    editor.fit()
    pane = editor.root.locator(".react-flow__pane")
    box = pane.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] - 120, box["y"] + box["height"] - 60
    drop(editor.root.locator(".uzo-palette [data-word=read_csv]"), pane, x, y)
    editor.expect_text(f"{CHAIN}csv1 = read_csv()\n")
    expect(editor.view.node("csv1")).to_be_visible()
    at = place(editor.view.node("csv1"))
    assert abs(at[0] - x) < 40 and abs(at[1] - y) < 40
    editor.expect_layout("l.positions.csv1 && Object.keys(l.positions).length === 1")
    expect(editor.root.locator(".uzo-settings")).to_have_attribute("data-node", "csv1")


def test_an_operation_dropped_on_a_connection_stands_in_between(editor: Editor) -> None:
    editor.tool("add").click()
    editor.fit()
    edge = editor.edge("b", "d")
    drop(editor.root.locator(".uzo-palette [data-word=unique]"), edge, *place(edge))
    text = CHAIN.replace("> 20)\n", "> 20)\nunique1 = b.unique()\n")
    editor.expect_text(text.replace("b.head", "unique1.head"))


def test_a_loose_node_put_on_a_connection_stands_in_between(editor: Editor) -> None:
    editor.tool("add").click()
    pane = editor.root.locator(".react-flow__pane")
    box = pane.bounding_box()
    assert box is not None
    corner = (box["x"] + box["width"] - 120, box["y"] + box["height"] - 60)
    drop(editor.root.locator(".uzo-palette [data-word=unique]"), pane, *corner)
    editor.expect_layout("l?.positions.unique1")
    editor.press("Escape")
    editor.fit()
    editor.drag(editor.view.node("unique1"), editor.edge("b", "d"))
    editor.expect_text(CHAIN.replace("b.head", "unique1.head") + "unique1 = b.unique()\n")
    editor.expect_layout("!l?.positions.unique1")


def test_connections_of_new_nodes_are_drawn_at_once(editor: Editor) -> None:
    last, edges = "d", ["a>b", "b>d"]
    for word, made in (("sort", "sort1"), ("unique", "unique1"), ("tail", "tail1"), ("sort", "sort2")):
        editor.menu(last, "Add after")
        editor.choose(word, word)
        edges.append(f"{last}>{made}")
        editor.expect_edges(*edges)
        editor.fit()
        last = made


# --- connections --------------------------------------------------------------------------------------------


def test_a_connection_from_dot_to_dot_is_written(editor: Editor) -> None:
    editor.select("c")
    editor.tool("add").click()
    editor.choose("join", "join")
    editor.expect_text(CHAIN.replace('frame("other")\n', 'frame("other")\njoin1 = c.join(None)\n'))
    editor.press("Escape")
    editor.fit()
    editor.drag(editor.output("b"), editor.input("join1", "right"))
    editor.expect_text(CHAIN.replace('frame("other")\n', 'frame("other")\njoin1 = c.join(b)\n'))


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        (
            "c",
            "b",
            "The input of b is fed by a already. Drag the end of that connection, or remove it first.",
        ),
        ("a", "c", None),
        ("d", "d", None),
    ],
)
def test_a_connection_that_cannot_be_is_refused(
    editor: Editor, source: str, target: str, reason: str | None
) -> None:
    end = editor.input(target) if reason else editor.view.node(target).locator(".uzo-node-icon")
    editor.drag(editor.output(source), end)
    if reason:
        expect(editor.refusal).to_have_text(reason)
    assert editor.text == CHAIN


def test_a_circle_is_refused_with_the_reason(editor: Editor) -> None:
    editor.click_edge("a", "b")
    editor.root.get_by_role("button", name="Remove the connection").click()
    editor.expect_text(CHAIN.replace("a.filter", "None.filter"))
    editor.drag(editor.output("d"), editor.input("b"))
    expect(editor.refusal).to_have_text("b feeds d: the two would feed each other in a circle.")
    editor.refusal.get_by_role("button", name="Dismiss").click()
    expect(editor.refusal).to_have_count(0)


def test_a_node_that_writes_has_no_dot_to_drag_from(bench: NotebookPage) -> None:
    bench.python(FRAMES)
    editor = Editor(bench, 'a = frame("small")\na.write_csv("out/a.csv")\n')
    expect(editor.output("a")).to_have_count(1)
    expect(editor.output("a.write_csv")).to_have_count(0)
    editor.menu("a.write_csv", "Settings")
    expect(editor.root.locator(".uzo-settings")).to_have_attribute("data-node", "a.write_csv")


def test_a_connection_let_go_on_the_canvas_offers_what_fits(editor: Editor) -> None:
    x, y = place(editor.output("c"))
    editor.drag((x, y), (x + 330, y + 5))
    expect(editor.popover).to_have_attribute("aria-label", "Add a node")
    editor.focus_is(".uzo-popover .uzo-search")
    expect(editor.popover.locator("[data-word=head]")).to_be_visible()
    words = editor.popover.locator(".uzo-operation").evaluate_all("all => all.map(e => e.dataset.word)")
    assert "head" in words and "write_csv" in words and "read_csv" not in words
    box = editor.popover.locator(".uzo-operation-list").bounding_box()
    assert box is not None and box["height"] > 150
    editor.choose("head", "head")
    editor.expect_text(CHAIN.replace('frame("other")\n', 'frame("other")\nhead1 = c.head()\n'))
    editor.expect_selected("head1")
    expect(editor.popover).to_have_count(0)
    editor.focus_is(".uzo-settings[data-node=head1] input[type=number]")


def test_a_connection_from_an_input_offers_what_can_feed_it(bench: NotebookPage) -> None:
    bench.python(FRAMES)
    editor = Editor(bench, 'a = frame("small")\nb = a.join(None, on="n")\n')
    x, y = place(editor.input("b", "right"))
    editor.drag((x, y), (x - 60, y + 34))
    editor.focus_is(".uzo-popover .uzo-search")
    expect(editor.popover.locator("[data-word=write_csv]")).to_have_count(0)
    editor.choose("notebook", "frame")
    editor.expect_text('a = frame("small")\nframe1 = frame()\nb = a.join(frame1, on="n")\n')


def test_escape_leaves_the_list_without_a_change(editor: Editor) -> None:
    editor.menu("b", "Add after")
    editor.focus_is(".uzo-popover .uzo-search")
    editor.press("Escape")
    expect(editor.popover).to_have_count(0)
    editor.focus_is("[data-node-id=b]")
    editor.menu("b", "Add after")
    editor.root.locator(".uzo-tab").first.click()
    expect(editor.popover).to_have_count(0)
    assert editor.text == CHAIN


def test_add_after_puts_a_node_behind_and_leaves_the_others(editor: Editor) -> None:
    editor.menu("b", "Add after")
    editor.choose("tail", "tail")
    editor.expect_text(CHAIN.replace("> 20)\n", "> 20)\ntail1 = b.tail()\n"))


def test_the_tools_of_a_connection_insert_and_remove(editor: Editor) -> None:
    editor.click_edge("b", "d")
    editor.root.get_by_role("button", name="Put a node in between").click()
    editor.choose("drop_nulls", "drop_nulls")
    text = CHAIN.replace("> 20)\n", "> 20)\ndrop_nulls1 = b.drop_nulls()\n")
    editor.expect_text(text.replace("b.head", "drop_nulls1.head"))
    editor.tool("undo").click()
    editor.expect_text(CHAIN)
    editor.fit()
    editor.click_edge("b", "d")
    editor.press("Delete")
    editor.expect_text(CHAIN.replace("b.head", "None.head"))


def test_a_connection_is_put_on_another_node(editor: Editor) -> None:
    x, y = place(editor.input("d"))
    editor.drag((x - 12, y), editor.input("b"))
    expect(editor.refusal).to_have_text(re.compile("b (is fed|cannot feed)"))
    assert editor.text == CHAIN
    x, y = place(editor.output("b"))
    editor.drag((x + 12, y), editor.output("c"))
    editor.expect_text(CHAIN.replace("d = b.head", "d = c.head"))
