"""What the editor says when something is wrong or missing, and the ways that it shows out of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editor import FRAMES, Editor, place
from tests.browser.lab import NotebookPage

WRONG = """\
a = frame("small")
b = a.filter(col("nn") > 20)
c = b.head(3)
d = None.head(2)
"""
CHAIN = 'a = frame("small")\nb = a.filter(col("n") > 20)\n'
_CURSOR = (
    "() => { const { editor } = jupyterapp.shell.currentWidget.content.activeCell;"
    " const { line, column } = editor.getCursorPosition(); return [line, column]; }"
)


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """A workflow with a wrong column and a missing input."""
    bench.python(FRAMES)
    return Editor(bench, WRONG)


def test_a_problem_leads_to_its_line_and_node(editor: Editor) -> None:
    editor.view.open_tab("problems")
    editor.root.locator(".uzo-problem[data-node=b]").click()
    editor.focus_is(".jp-Cell .cm-content")
    line, column = editor.page.evaluate(_CURSOR)
    assert line == 2 and column > 0
    expect(editor.view.node("b")).to_have_attribute("data-selected", "true")


def test_a_problem_of_no_node_leads_to_its_line(editor: Editor) -> None:
    editor.bench.set_source(editor.cell, f"{editor.head}\n{WRONG}e = a.filter(\n")
    editor.view.open_tab("problems")
    problem = editor.root.locator(".uzo-problem:not([data-node])")
    expect(problem).to_be_enabled()
    problem.click()
    editor.focus_is(".jp-Cell .cm-content")
    assert editor.page.evaluate(_CURSOR)[0] >= 5


def test_a_run_that_errors_forbid_leads_to_the_problems(editor: Editor) -> None:
    editor.root.locator(".uzo-run").click()
    expect(editor.refusal.locator("> span")).to_have_text("The workflow has 2 errors.")
    editor.view.open_tab("schema")
    editor.refusal.get_by_role("button", name="Show problems").click()
    editor.focus_is(".uzo-tab[data-tab=problems][aria-selected=true]")


def test_a_node_without_rows_says_why_a_run_would_not_bring_them(editor: Editor) -> None:
    instead = editor.root.locator(".uzo-instead")
    for node, words in {
        "b": "b has an error: There is no column 'nn'. Did you mean 'n'?",
        "c": "b, which feeds c, has an error: There is no column 'nn'.",
        "d": "Drag a connection to it",
    }.items():
        editor.view.select(node)
        editor.view.open_tab("preview")
        expect(instead).to_contain_text(words)
        expect(instead.locator("button")).to_have_count(0)


def test_a_right_click_selects_unless_the_node_is_selected_with_others(editor: Editor) -> None:
    editor.select("a")
    editor.view.node("b").click(button="right", position={"x": 60, "y": 12})
    editor.expect_selected("b")
    editor.press("Escape")
    editor.select("a", "b")
    editor.view.node("a").click(button="right", position={"x": 60, "y": 12})
    editor.expect_selected("a", "b")


def test_escape_takes_a_note_away_that_was_left_empty_and_keeps_what_was_written(editor: Editor) -> None:
    note = editor.root.locator(".uzo-note-card")
    editor.menu(None, "Add note")
    expect(note.locator("textarea")).to_be_focused()
    editor.press("Escape")
    expect(note).to_have_count(0)
    editor.menu(None, "Add note")
    expect(note.locator("textarea")).to_be_focused()
    editor.page.keyboard.type("kept")
    editor.press("Escape")
    editor.expect_layout("l.notes[0].text === 'kept'")
    note.get_by_role("button").press("Enter")
    editor.page.keyboard.type(" too")
    editor.press("Escape")
    editor.expect_layout("l.notes[0].text.includes('too')")


def test_the_tools_stay_where_they_are_while_a_run_begins_and_ends(bench: NotebookPage) -> None:
    bench.python(FRAMES)
    editor = Editor(bench, CHAIN)
    tidy = place(editor.tool("tidy"))
    editor.root.locator(".uzo-run").click()
    seen = {tidy}
    while not re.match("completed|failed", editor.root.get_attribute("data-phase") or ""):
        seen.add(place(editor.tool("tidy")))
        editor.page.wait_for_timeout(20)
    seen.add(place(editor.tool("tidy")))
    assert seen == {tidy}


def test_tools_and_fields_of_a_far_graph_are_as_large_as_those_of_a_near_one(editor: Editor) -> None:
    for _ in range(6):
        editor.root.locator(".react-flow__controls-zoomout").click()
    editor.page.wait_for_timeout(500)
    editor.click_edge("a", "b")
    button = editor.root.get_by_role("button", name="Remove the connection").bounding_box()
    assert button is not None and button["height"] > 15
    editor.view.node("b").focus()
    editor.press("F2")
    field = editor.root.locator("input.uzo-node-label").bounding_box()
    assert field is not None and field["height"] > 20 and field["width"] > 120
    editor.press("Escape")


@pytest.mark.parametrize("width", [620, 760])
def test_in_a_narrow_window_the_tools_of_the_rows_can_be_reached(bench: NotebookPage, width: int) -> None:
    bench.python(FRAMES)
    editor = Editor(bench, CHAIN, f"a_workflow_of_a_long_name_{width}")
    try:
        bench.command("application:toggle-left-area")
        bench.page.set_viewport_size({"width": width, "height": 900})
        editor.settings("b")
        preview = editor.view.preview("b")
        frame = editor.root.bounding_box()
        assert frame is not None
        for tool in ("column", "copy", "download"):
            box = preview.locator(f"[data-tool={tool}]").bounding_box()
            assert box is not None and box["x"] + box["width"] <= frame["x"] + frame["width"], tool
        name = editor.root.locator(".uzo-name > span").bounding_box()
        assert name is not None and name["width"] >= 80
    finally:
        bench.page.set_viewport_size({"width": 1400, "height": 1000})
        bench.command("application:toggle-left-area")
