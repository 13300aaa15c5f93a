"""The keyboard between the editor and JupyterLab: who gets which key, and where the focus goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser.editor import FRAMES, Editor
from tests.browser.lab import NotebookPage

TEXT = """\
a = frame("small")
b = a.filter(col("n") > 20)
c = a.select("n")
"""
_DIRTY = "dirty => jupyterapp.shell.currentWidget.context.model.dirty === dirty"


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """Nodes with a form each: an expression, columns."""
    bench.python(FRAMES)
    return Editor(bench, TEXT)


def expect_cells(editor: Editor, count: int) -> None:
    """After a moment there are as many cells as before."""
    editor.page.wait_for_timeout(150)
    assert len(editor.bench.sources()) == count


def places(editor: Editor) -> dict[str, Locator]:
    """Where the keyboard can be in a view."""
    editor.settings("b")
    return {
        "graph": editor.view.node("b"),
        "field": editor.root.locator(".uzo-settings-name"),
        "expression": editor.root.locator(".uzo-settings .cm-content"),
        "tab": editor.root.locator(".uzo-tab").first,
    }


@pytest.mark.parametrize("where", ["graph", "field", "expression", "tab"])
def test_saving_and_the_list_of_commands_work_from_everywhere(editor: Editor, where: str) -> None:
    focus = places(editor)[where]
    editor.page.wait_for_function(_DIRTY, arg=True)
    focus.focus()
    editor.press("Control+s")
    editor.page.wait_for_function(_DIRTY, arg=False)
    focus.focus()
    editor.press("Control+Shift+C")
    editor.focus_is(".jp-ModalCommandPalette input, #modal-command-palette input")
    editor.press("Escape")


@pytest.mark.parametrize("where", ["graph", "field", "expression", "tab"])
def test_no_key_pressed_in_a_view_acts_on_cells(editor: Editor, where: str) -> None:
    focus = places(editor)[where]
    cells = len(editor.bench.sources())
    for key in ("a", "b", "d", "d", "x", "Shift+M", "Control+Backspace", "Control+Shift+M"):
        focus.focus()
        editor.press(key)
    expect_cells(editor, cells)


def test_a_press_beside_all_fields_leaves_the_keyboard_in_the_view(editor: Editor) -> None:
    editor.settings("b")
    cells = len(editor.bench.sources())
    for part in (".uzo-settings-summary", ".uzo-name", ".uzo-selected-node", ".uzo-field label"):
        editor.root.locator(part).first.click()
        editor.press("a", "d", "d")
        expect_cells(editor, cells)
        assert editor.root.evaluate("root => root.contains(document.activeElement)"), part


def test_the_label_of_an_expression_leads_into_it(editor: Editor) -> None:
    editor.settings("b")
    editor.field("expression").locator("label").click()
    editor.focus_is("[data-field=expression] .cm-content")
    editor.press("Control+a")
    editor.page.keyboard.insert_text('col("n") > 7')
    editor.expect_text(TEXT.replace("> 20", "> 7"))


@pytest.mark.parametrize("way", ["Escape", "prompt"])
def test_escape_and_the_prompt_give_the_keyboard_back_to_the_notebook(editor: Editor, way: str) -> None:
    editor.select("b")
    cells = len(editor.bench.sources())
    if way == "Escape":
        editor.press("Escape")
    else:
        cell = editor.page.locator(".jp-Cell", has=editor.root)
        cell.locator(".jp-InputPrompt").click()
    editor.focus_is(".jp-Cell")
    editor.press("b")
    expect_cells(editor, cells + 1)
