"""Who has no mouse, or reads by ear, edits as well; in every theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import FRAMES, Editor
from tests.browser.lab import NotebookPage
from tests.conftest import ROOT

AXE = ROOT / "labextension" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"]
TEXT = """\
least = parameter(20, "at least")
a = frame("small")
b = a.filter(col("n") > least)
c = b.join(frame("other"), on="n")
d = c.group_by("tag").agg(k=len())
e = d.sort("nothing")
"""
RUN_AXE = """async selectors => {
  const { violations } = await axe.run({ include: selectors.map(s => [s]) }, { resultTypes: ['violations'] });
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => [id, help, ...nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]);
}"""


@pytest.fixture(scope="module")
def editor(shared_bench: NotebookPage) -> Iterator[Editor]:
    """A workflow with a mistake, its settings open, a note and a group."""
    shared_bench.clear()
    shared_bench.python(FRAMES)
    editor = Editor(shared_bench, TEXT)
    editor.select("a", "b")
    editor.menu("a", "Group 2 nodes")
    expect(editor.root.locator(".uzo-group")).to_have_count(1)
    editor.menu(None, "Add note")
    editor.page.keyboard.type("A note")
    editor.press("Control+Enter")
    editor.settings("c")
    if not editor.page.evaluate("'axe' in window"):
        # RequireJS would take it for a module of its own.
        editor.page.evaluate(
            f"(() => {{ const define = undefined, module = undefined; {AXE.read_text()} }})()"
        )
    yield editor
    shared_bench.command("apputils:change-theme", {"theme": THEMES[0]})


def serious(editor: Editor, *selectors: str) -> list[Any]:
    """What axe finds serious or critical in these parts of the page."""
    return list(editor.page.evaluate(RUN_AXE, list(selectors)))


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious(editor: Editor, theme: str) -> None:
    page = editor.page
    editor.bench.command("apputils:change-theme", {"theme": theme})
    page.wait_for_function("t => document.body.dataset.jpThemeName === t", arg=theme)
    page.wait_for_timeout(400)  # colours glide
    assert serious(editor, ".uzo-workflow") == [], "graph and settings"
    editor.settings("e")
    assert serious(editor, ".uzo-settings") == [], "settings with a problem"
    editor.tool("add").click()
    editor.focus_is(".uzo-search")
    expect(editor.root.locator(".uzo-operation").first).to_be_visible()
    assert serious(editor, ".uzo-palette") == [], "palette"
    page.keyboard.type("no such thing")
    assert serious(editor, ".uzo-palette") == [], "palette without a hit"
    editor.press("Escape")
    editor.tool("list").click()
    assert serious(editor, ".uzo-workflow") == [], "list"
    editor.tool("list").click()
    editor.fit()
    editor.view.node("b").click(button="right", position={"x": 60, "y": 12})
    expect(page.locator(".uzo-menu")).to_be_visible()
    assert serious(editor, ".uzo-menu") == [], "menu"
    page.locator(".uzo-menu").get_by_role("menuitem", name="Add after").click()
    expect(editor.popover.locator(".uzo-operation").first).to_be_visible()
    assert serious(editor, ".uzo-popover") == [], "quick add"
    editor.press("Escape")


def test_tab_goes_from_the_toolbar_through_graph_and_settings_to_the_tabs(editor: Editor) -> None:
    editor.settings("c")
    editor.root.locator(".uzo-run").focus()
    seen: list[str] = []
    for _ in range(60):
        editor.press("Tab")
        area = editor.page.evaluate(
            "() => { const e = document.activeElement; const part = ['.uzo-header', '.uzo-flow', '.uzo-settings',"
            " '.uzo-tabs'].find(s => e.closest(s)); return part ?? e.className; }"
        )
        if not seen or seen[-1] != area:
            seen.append(area)
        if area == ".uzo-tabs":
            break
    parts = [part for part in seen if part.startswith(".")]
    assert parts == [".uzo-header", ".uzo-flow", ".uzo-settings", ".uzo-tabs"], seen


def test_a_node_is_added_set_renamed_and_deleted_by_keys_alone(editor: Editor) -> None:
    before = editor.text
    editor.view.select("a")
    editor.press("Shift+F10")
    editor.focus_is(".uzo-menu [role=menuitem]")
    editor.press("ArrowDown", "ArrowUp", "Enter")
    editor.choose("head", "head")
    editor.focus_is(".uzo-settings[data-node=head1] input[type=number]")
    editor.press("Control+a")
    editor.page.keyboard.type("4")
    editor.press("Escape")
    editor.focus_is("[data-node-id=head1]")
    editor.expect_text(before.replace('frame("small")\n', 'frame("small")\nhead1 = a.head(4)\n'))
    editor.press("F2")
    editor.page.keyboard.type("four")
    editor.press("Enter")
    editor.focus_is("[data-node-id=four]")
    editor.expect_text(before.replace('frame("small")\n', 'frame("small")\nfour = a.head(4)\n'))
    editor.press("Delete")
    editor.expect_text(before)
    editor.focus_is(".uzo-flow, .uzo-node")
    expect(editor.root.locator(".uzo-selected-node b")).to_have_text("a")


def test_escape_closes_the_menu_and_gives_the_focus_back(editor: Editor) -> None:
    editor.view.select("b")
    editor.press("Shift+F10")
    editor.focus_is(".uzo-menu [role=menuitem]")
    editor.press("Escape")
    expect(editor.page.locator(".uzo-menu")).to_have_count(0)
    editor.focus_is("[data-node-id=b]")


def test_the_list_says_what_the_drawing_shows_and_follows(editor: Editor) -> None:
    editor.tool("list").click()
    rows = editor.root.locator(".uzo-list tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.filter(has=editor.page.get_by_role("button", name="e", exact=True))).to_contain_text(
        "1 error"
    )
    expect(editor.root.locator(".uzo-list tr[data-node=c]")).to_contain_text("left: b, right: c.frame")
    editor.root.locator(".uzo-list tr[data-node=d] button").press("Enter")
    expect(editor.root.locator(".uzo-settings")).to_have_attribute("data-node", "d")
    editor.bench.set_source(editor.cell, f"{editor.head}\n{TEXT}f = d.head(1)\n")
    expect(editor.root.locator(".uzo-list tr[data-node=f]")).to_contain_text(re.compile("First rows.*d"))
    editor.bench.set_source(editor.cell, f"{editor.head}\n{TEXT}")
    expect(rows).to_have_count(6)
    editor.tool("list").click()


def test_nothing_moves_for_who_wants_no_motion(editor: Editor) -> None:
    page = editor.page
    page.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('.uzo-workflow, .uzo-workflow *')].filter(e => {
      const s = getComputedStyle(e); return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0;
    }).map(e => e.className)"""
    assert page.evaluate(moving) == []
    view = "() => document.querySelector('.react-flow__viewport').style.transform"
    page.locator(".react-flow__controls-zoomin").click()
    editor.fit()
    at_once = page.evaluate(view)
    page.wait_for_timeout(450)
    assert page.evaluate(view) == at_once
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) != []
