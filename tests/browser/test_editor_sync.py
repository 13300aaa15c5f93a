"""The cell and its graph: one workflow, in step whoever writes."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import watched_page
from tests.browser.editor import FRAMES, Editor, place
from tests.browser.lab import Lab, NotebookPage, write_notebook

TEXT = """\
# Which numbers?

least   = parameter(20, "at least")
rows    = frame("small")      # all of them

few     = rows.filter(col("n") > least)   # some
last    = few.sort("n").head( 3 )
# the end
"""


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """A workflow with comments, blanks and names in columns."""
    bench.python(FRAMES)
    return Editor(bench, TEXT)


def write(editor: Editor, find: str, text: str) -> None:
    """Put the cursor behind a part of the cell and type."""
    line = editor.root.page.locator(".jp-CodeCell").nth(editor.cell).locator(".cm-line", has_text=find)
    line.click()
    editor.press("End")
    editor.page.keyboard.type(text)


def test_an_edit_writes_its_statement_only_and_is_one_step(editor: Editor) -> None:
    editor.settings("last")
    rows = editor.field("n").locator("input")
    rows.fill("7")
    edited = TEXT.replace('few.sort("n").head( 3 )', 'few.sort("n").head(7)')
    editor.expect_text(edited)
    rows.press("Tab")
    editor.tool("undo").click()
    editor.expect_text(TEXT)
    editor.tool("redo").click()
    editor.expect_text(edited)
    editor.view.node("few").click()
    editor.press("Control+z")
    editor.expect_text(TEXT)
    editor.press("Control+y")
    editor.expect_text(edited)
    write(editor, "# the end", "")
    editor.press("Control+z")
    editor.expect_text(TEXT)


def test_the_graph_follows_the_keys_within_half_a_second(editor: Editor) -> None:
    write(editor, "# the end", "\nmore = few.tail(2)")
    start = time.perf_counter()
    expect(editor.view.node("more")).to_be_visible()
    assert time.perf_counter() - start < 1.0  # half a second, and as much for a busy machine
    editor.expect_edges("few>last.sort", "few>more", "last.sort>last", "rows>few")


def test_a_text_that_cannot_be_read_keeps_the_graph_and_refuses_edits(editor: Editor) -> None:
    write(editor, "# the end", "\nmore = few.tail(")
    banner = editor.root.locator(".uzo-banner[data-kind=broken]")
    expect(banner).to_contain_text(re.compile(r"cannot be read \(.*line 10, column \d+.*\)"))
    editor.expect_nodes("rows", "few", "last.sort", "last")
    editor.view.node("last").click()
    editor.press("Delete")
    expect(editor.refusal).to_contain_text("The text has an error in line 10")
    x, y = place(editor.view.node("rows"))
    before = editor.view.node("rows").bounding_box()
    editor.drag((x, y), (x, y + 30))
    expect(editor.refusal).to_be_visible()
    editor.page.wait_for_function(
        "([s, y]) => Math.abs(document.querySelector(s).getBoundingClientRect().y - y) < 2",
        arg=["[data-node-id=rows]", before["y"] if before else 0],
    )
    write(editor, "more = few.tail(", "2)")
    expect(banner).to_have_count(0)
    expect(editor.refusal).to_have_count(0)
    expect(editor.view.node("more")).to_be_visible()


def test_an_edit_right_after_a_mistake_is_refused_and_the_mistake_is_told(editor: Editor) -> None:
    editor.view.node("last").click()
    editor.page.evaluate(
        "([i, text]) => { jupyterapp.shell.currentWidget.content.model.sharedModel.cells[i].setSource(text);"
        " document.querySelector('[data-node-id=last]').dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'Delete', bubbles: true, cancelable: true })); }",
        [editor.cell, f"{editor.head}\n{TEXT}more = ("],
    )
    expect(editor.refusal).to_contain_text("The text has an error")
    expect(editor.root.locator(".uzo-banner[data-kind=broken]")).to_be_visible()


def test_settings_that_an_edit_breaks_are_marked_at_once(editor: Editor) -> None:
    editor.settings("few")
    write(editor, "rows    = frame", "")
    script = "jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    editor.page.evaluate(
        f"([i, t]) => {script}[i].setSource(t)",
        [editor.cell, f"{editor.head}\n{TEXT.replace('small', 'other')}"],
    )
    expect(editor.view.node("few").locator(".uzo-node-badge")).to_have_count(0)
    editor.page.evaluate(
        f"([i, t]) => {script}[i].setSource(t)",
        [editor.cell, f"{editor.head}\n" + TEXT.replace('frame("small")', 'frame("small").drop("n")')],
    )
    expect(editor.view.node("few").locator(".uzo-node-badge")).to_have_text("1")
    expect(editor.field("expression").locator(".uzo-field-problem")).to_contain_text("no column 'n'")


def test_a_cell_that_runs_again_has_one_widget_that_follows_it(editor: Editor) -> None:
    for _ in range(2):
        editor.bench.run_cell(editor.cell)
        editor.view.wait_live()
    write(editor, "# the end", "\nmore = few.tail(2)")
    expect(editor.view.node("more")).to_be_visible()
    expect(editor.root).to_have_count(1)
    name = editor.head.split()[1]
    widgets = "get_ipython().magics_manager.registry['UzoMagics']._widgets"
    editor.bench.python(f"assert [w.graph['name'] for w in {widgets} if w.comm].count({name!r}) == 1")
    editor.select("more")
    editor.press("Delete")
    editor.expect_text(TEXT)


def test_two_views_of_a_workflow_stay_in_step(editor: Editor) -> None:
    editor.bench.add("flow")
    views = editor.root
    expect(views).to_have_count(2)
    second = views.nth(1)
    expect(second).to_have_class(re.compile("uzo-live"))
    second.locator(".react-flow__controls-fitview").click()
    second.locator("[data-node-id='last']").click(position={"x": 60, "y": 12})
    editor.press("Delete")
    expect(views.nth(0).locator(".uzo-node")).to_have_count(3)
    editor.page.wait_for_function(
        "i => !jupyterapp.shell.currentWidget.content.model.sharedModel.cells[i].getSource().includes('head')",
        arg=editor.cell,
    )
    assert "# Which numbers?" in editor.text
    typed = f"{editor.text}# typed\n"
    editor.bench.set_source(editor.cell, f"{editor.head}\n{typed}few2 = few.head(1)\n")
    expect(second.locator("[data-node-id=few2]")).to_be_visible()
    second.locator("[data-tool=undo]").click()
    expect(second.locator("[data-node-id=few2]")).to_have_count(0)
    second.locator("[data-tool=undo]").click()
    expect(second.locator(".uzo-node")).to_have_count(4)
    editor.expect_text(TEXT)


def test_two_pages_on_one_notebook_do_not_fight(browser: Browser, lab: Lab) -> None:
    write_notebook(lab.root / "shared.ipynb", f"%%uzo shared --draft\n{TEXT}")
    with watched_page(browser) as one, watched_page(browser) as two:
        first = NotebookPage(one, lab, "shared.ipynb").open()
        first.python(f"%load_ext uzo_jupyter\nimport polars as pl\n{FRAMES}")
        first.run_cell(0)
        here = first.workflow("shared").wait_live()
        here.wait_status("last", "sampled")
        first.command("docmanager:save")
        second = NotebookPage(two, lab, "shared.ipynb").open()
        there = second.workflow("shared").wait_live()
        expect(there.node("last")).to_be_visible()
        typed = f"%%uzo shared --draft\n{TEXT}more = few.tail(2)\n"
        first.set_source(0, typed)
        for view in (here, there):
            expect(view.node("more")).to_be_visible()
        here.node("more").click()
        one.keyboard.press("Control+d")
        for view in (here, there):
            expect(view.node("more2")).to_be_visible()
        one.wait_for_timeout(600)  # longer than any of them waits with what it has to say
        expect(here.root.locator(".uzo-node")).to_have_count(6)
        assert first.sources()[0] == typed.replace("last  ", "more2 = few.tail(2)\nlast  ")
        assert second.sources()[0] == f"%%uzo shared --draft\n{TEXT}"


def test_a_cell_that_is_moved_is_written_by_edits_as_before(editor: Editor) -> None:
    editor.page.locator(".jp-CodeCell").nth(editor.cell).locator(".jp-InputPrompt").click()
    editor.press("Escape", "Control+Shift+ArrowUp")
    editor.cell -= 1
    editor.expect_text(TEXT)
    editor.view.wait_live()
    editor.select("last")
    editor.press("Delete")
    editor.expect_text(
        TEXT.replace('last    = few.sort("n").head( 3 )', 'few.sort("n").options(id="last.sort")')
    )
    write(editor, "# the end", "\nmore = few.tail(2)")
    expect(editor.view.node("more")).to_be_visible()
