"""The editor: several nodes at once, the clipboard, names, places, notes and groups."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import watched_page
from tests.browser.editor import FRAMES, Editor, copy_text, paste_text, place
from tests.browser.lab import Lab, NotebookPage, write_notebook

CHAIN = """\
a = frame("small")   # all of them
b = a.filter(col("n") > 20)
c = b.tail(9)  # the end
d = c.head(3)
"""


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """The graph of a chain of four."""
    bench.python(FRAMES)
    return Editor(bench, CHAIN)


# --- several at once ----------------------------------------------------------------------------------------


def test_ctrl_and_a_click_adds_to_the_selection_and_takes_away(editor: Editor) -> None:
    editor.select("a", "c")
    editor.view.node("a").click(position={"x": 60, "y": 12}, modifiers=["Control"])
    editor.expect_selected("c")
    editor.press("Control+a")
    editor.expect_selected("a", "b", "c", "d")
    editor.root.locator(".react-flow__pane").click(position={"x": 300, "y": 8})
    editor.expect_selected()


def test_shift_and_a_drag_selects_what_the_box_touches(editor: Editor) -> None:
    (x0, y0), (x1, y1) = place(editor.view.node("b")), place(editor.view.node("c"))
    editor.page.keyboard.down("Shift")
    editor.drag((x0 - 20, y0 - 42), (x1 + 20, y1 + 10))
    editor.page.keyboard.up("Shift")
    editor.expect_selected("b", "c")
    editor.press("Delete")
    editor.expect_text('a = frame("small")   # all of them\n# the end\nd = a.head(3)\n')


def test_delete_keeps_the_chain_connected_and_is_one_step_back(editor: Editor) -> None:
    editor.select("b", "c")
    editor.press("Delete")
    editor.expect_nodes("a", "d")
    editor.expect_edges("a>d")
    expect(editor.root.locator(".uzo-selected-node")).to_contain_text("a")
    editor.press("Control+z")
    editor.expect_text(CHAIN)
    editor.press("Control+Shift+z")
    editor.expect_nodes("a", "d")


def test_duplicates_are_fed_by_the_same(editor: Editor) -> None:
    editor.select("c", "d")
    editor.press("Control+d")
    editor.expect_nodes("a", "b", "c", "d", "c2", "d2")
    editor.expect_selected("c2", "d2")
    editor.expect_edges("a>b", "b>c", "b>c2", "c2>d2", "c>d")
    assert "c = b.tail(9)  # the end\n" in editor.text


# --- clipboard ----------------------------------------------------------------------------------------------


def test_nodes_are_copied_into_another_workflow(editor: Editor) -> None:
    editor.select("b", "c")
    text = copy_text(editor.root)
    assert [node["id"] for node in json.loads(text)["nodes"]] == ["b", "c"]
    other = Editor(editor.bench, 'a = frame("other")\nb = a.head(2)\n')
    other.select("b")
    paste_text(other.root, text)
    other.expect_text('a = frame("other")\nb2 = a.filter(col("n") > 20)\nc = b2.tail(9)\nb = a.head(2)\n')
    other.expect_selected("b2", "c")
    assert editor.text == CHAIN


def test_cut_takes_away_what_paste_brings_back(editor: Editor) -> None:
    editor.select("d")
    text = copy_text(editor.root, "cut")
    editor.expect_nodes("a", "b", "c")
    paste_text(editor.root, text)
    editor.expect_nodes("a", "b", "c", "d")
    editor.expect_edges("a>b", "b>c", "c>d")


def test_statements_are_pasted_as_nodes_and_other_texts_are_refused(editor: Editor) -> None:
    editor.view.node("a").click()
    paste_text(editor.root, '%%uzo other\ne = read_csv("e.csv").head(2)')
    expect(editor.root.locator(".uzo-node")).to_have_count(6)
    expect(editor.view.node("e")).to_have_count(1)
    for text in ("{}", "to be or not to be", '{"nodes": 3}'):
        paste_text(editor.root, text)
        expect(editor.refusal).to_contain_text("past")
        editor.refusal.get_by_role("button", name="Dismiss").click()


def test_the_menu_copies_and_pastes(editor: Editor) -> None:
    editor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.menu("d", "Copy")
    editor.menu(None, "Paste")
    editor.expect_nodes("a", "b", "c", "d", "d2")


def test_a_text_in_a_field_is_copied_as_it_is(editor: Editor) -> None:
    editor.select("b")
    editor.press("F2")
    expect(editor.root.locator("input.uzo-node-label")).to_be_focused()
    editor.press("Delete", "Control+d")
    assert copy_text(editor.root) == ""
    editor.press("Escape")
    assert editor.text == CHAIN


# --- names --------------------------------------------------------------------------------------------------


def test_a_node_is_renamed_where_it_stands(editor: Editor) -> None:
    editor.select("b")
    editor.press("F2")
    editor.page.keyboard.type("many")
    editor.press("Enter")
    renamed = CHAIN.replace("b = a", "many = a").replace("c = b", "c = many")
    editor.expect_text(renamed)
    editor.expect_selected("many")
    editor.focus_is("[data-node-id=many]")
    expect(editor.root.locator(".uzo-selected-node b")).to_have_text("many")
    editor.press("F2")
    editor.page.keyboard.type("nothing")
    editor.press("Escape")
    editor.focus_is("[data-node-id=many]")
    assert editor.text == renamed


def test_a_name_that_is_none_becomes_a_label_and_one_that_is_taken_is_refused(editor: Editor) -> None:
    editor.select("d")
    editor.press("F2")
    editor.page.keyboard.type("First 3 — עם emoji 🛫")
    editor.press("Enter")
    label = editor.root.locator(".uzo-node-label", has_text="🛫")
    expect(label).to_have_text("First 3 — עם emoji 🛫")
    editor.page.wait_for_function(
        "t => jupyterapp.shell.currentWidget.content.model.sharedModel.cells.at(-1).getSource().includes(t)",
        arg='label="First 3 — עם emoji 🛫"',
    )
    editor.select("b")
    editor.press("F2")
    editor.page.keyboard.type("c")
    editor.press("Enter")
    expect(editor.refusal).to_contain_text("There is a 'c' already.")


# --- places -------------------------------------------------------------------------------------------------


def test_a_dragged_node_stays_where_it_was_put(bench: NotebookPage, browser: Browser, lab: Lab) -> None:
    write_notebook(lab.root / "placed.ipynb", "")
    with watched_page(browser) as page:
        notebook = NotebookPage(page, lab, "placed.ipynb").open()
        start = f"%load_ext uzo_jupyter\nimport polars as pl\n{FRAMES}"
        notebook.python(start)
        editor = Editor(notebook, CHAIN, "placed")
        x, y = place(editor.view.node("d"))
        editor.drag((x, y), (x - 30, y + 40))
        editor.expect_layout("l && l.positions.d")
        kept = editor.layout()["positions"]
        assert list(kept) == ["d"] and editor.text == CHAIN

        def is_there() -> None:
            shift = "e => getComputedStyle(e.closest('.react-flow__node')).transform"
            expect(editor.view.node("d")).to_be_visible()
            spot = kept["d"]
            page.wait_for_function(
                "([s]) => [...document.querySelectorAll('.uzo-live .react-flow__node')]"
                ".some(e => e.style.transform === s)",
                arg=[f"translate({spot['x']}px, {spot['y']}px)"],
            )
            assert editor.view.node("d").evaluate(shift) != "none"

        notebook.run_cell(editor.cell)
        editor.view.wait_live()
        is_there()
        page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        expect(editor.root).not_to_have_class("uzo-live")
        notebook.wait_kernel("idle")
        notebook.python(start)
        notebook.run_cell(editor.cell)
        editor.view.wait_live()
        is_there()
        notebook.command("docmanager:save")
        notebook.open()
        editor.view.wait_live()
        is_there()
        assert editor.layout()["positions"] == kept
        editor.tool("tidy").click()
        editor.expect_layout("l === undefined")


def test_a_click_that_trembles_moves_nothing(editor: Editor) -> None:
    x, y = place(editor.view.node("b"))
    editor.drag((x, y), (x, y))
    editor.expect_selected("b")
    assert editor.layout() == {}


def test_alt_and_arrows_move_and_tidy_lets_go(editor: Editor) -> None:
    editor.select("a", "b")
    editor.press("Alt+ArrowDown")
    editor.expect_layout("l && l.positions.a && l.positions.b")
    before = editor.layout()["positions"]
    editor.press("Alt+ArrowLeft")
    editor.expect_layout(f"l.positions.a.x === {before['a']['x'] - 20}")
    editor.menu("a", "Tidy up")
    editor.expect_layout("l === undefined || Object.keys(l.positions).length === 0")


# --- notes and groups ---------------------------------------------------------------------------------------


def test_a_note_is_written_moved_sized_and_deleted(editor: Editor) -> None:
    editor.menu(None, "Add note")
    note = editor.root.locator(".uzo-note-card")
    expect(note.locator("textarea")).to_be_focused()
    editor.page.keyboard.type("To do:\n")
    editor.page.keyboard.type("<b>look</b>")
    editor.press("Control+Enter")
    editor.expect_layout("l && l.notes[0].text === 'To do:\\n<b>look</b>'")
    expect(note).to_have_text("To do:\n<b>look</b>")
    panel = editor.root.locator(".uzo-selected-node b").inner_text()
    note.click(position={"x": 6, "y": 6})
    expect(editor.root.locator(".react-flow__node-note.selected")).to_have_count(1)
    assert editor.root.locator(".uzo-selected-node b").inner_text() == panel
    before = editor.layout()["notes"][0]
    box = note.bounding_box()
    assert box is not None
    x, y = box["x"] + 6, box["y"] + 6
    editor.drag((x, y), (x + 40, y + 20))
    editor.expect_layout(f"l.notes[0].x > {before['x'] + 20}")
    corner = editor.root.locator(".react-flow__resize-control.handle.bottom.right")
    x, y = place(corner)
    editor.drag((x, y), (x + 50, y + 30))
    editor.expect_layout(
        f"l.notes[0].width > {before['width'] + 20} && l.notes[0].height > {before['height']}"
    )
    assert editor.text == CHAIN
    editor.press("Delete")
    expect(note).to_have_count(0)
    editor.expect_layout("l === undefined")
    editor.press("Control+z")
    expect(note).to_have_count(1)


def test_a_group_is_named_moves_its_nodes_and_goes_without_them(editor: Editor) -> None:
    editor.select("b", "c")
    editor.menu("b", "Group 2 nodes")
    group = editor.root.locator(".uzo-group")
    expect(group.locator(".uzo-group-label")).to_have_text("Group")
    group.locator(".uzo-group-label").dblclick()
    editor.page.keyboard.press("Control+a")
    editor.page.keyboard.type("The rows that matter")
    editor.press("Enter")
    editor.expect_layout("l.groups[0].label === 'The rows that matter'")
    box = group.bounding_box()
    assert box is not None
    editor.drag((box["x"] + box["width"] / 2, box["y"] + 6), (box["x"] + box["width"] / 2, box["y"] + 46))
    editor.expect_layout("l.positions.b && l.positions.c && !l.positions.a")
    group.click(position={"x": 4, "y": 40})
    editor.press("Delete")
    expect(group).to_have_count(0)
    editor.expect_nodes("a", "b", "c", "d")
    assert editor.text == CHAIN
