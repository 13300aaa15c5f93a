"""Runs of a part of a workflow, results that are used again or pinned, and code that has to be trusted first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.editor import FRAMES, Editor
from tests.browser.lab import Lab, NotebookPage
from tests.browser.test_documents import DocumentPage

TEXT = """a = frame("small")
b = a.filter(col("n") > 5)
c = b.tail(2)
d = a.head(3)
"""


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """A workflow that nothing has run yet."""
    bench.python(FRAMES)
    return Editor(bench, TEXT)


def run_part(root: Locator, label: str) -> None:
    """Choose from the menu beside Run."""
    root.locator(".uzo-run-more").click()
    root.page.locator(".uzo-menu").get_by_role("menuitem", name=re.compile(f"^{label}")).click()


def test_run_to_selected_runs_what_the_node_needs_and_nothing_else(editor: Editor) -> None:
    editor.select("b")
    run_part(editor.root, "Run to selected")
    editor.view.wait_phase("completed")
    editor.view.wait_status("b", "done")
    statuses = editor.view.statuses()
    assert statuses["c"] != "done"
    assert statuses["d"] != "done"


def test_parts_that_make_no_sense_say_why_and_do_nothing(editor: Editor) -> None:
    editor.root.locator(".uzo-run-more").click()
    menu = editor.page.locator(".uzo-menu")
    to = menu.get_by_role("menuitem", name=re.compile("^Run to selected"))
    expect(to).to_have_attribute("aria-disabled", "true")
    expect(to).to_contain_text("Select a node first.")
    expect(menu.get_by_role("menuitem", name=re.compile("^Run only what failed"))).to_contain_text(
        "Nothing has run yet."
    )
    to.click(force=True)
    expect(menu).to_be_visible()
    editor.press("Escape")
    expect(menu).to_have_count(0)
    editor.focus_is(".uzo-run-more")
    expect(editor.view.root).to_have_attribute("data-phase", "idle")


def test_keys_run_to_a_node_and_from_it(editor: Editor) -> None:
    editor.view.node("b").focus()
    editor.press("Control+Enter")
    editor.view.wait_phase("completed")
    assert editor.view.statuses()["c"] != "done"
    expect(editor.root.locator(".uzo-settings")).to_have_count(0)
    editor.press("Control+Shift+Enter")
    editor.view.wait_status("c", "done")
    assert editor.view.statuses()["d"] != "done"


def test_pinning_writes_the_policy_says_what_it_takes_and_the_next_run_uses_the_result(
    editor: Editor,
) -> None:
    editor.root.locator(".uzo-run").click()
    editor.view.wait_phase("completed")
    editor.view.node("b").click(button="right", position={"x": 60, "y": 12})
    item = editor.page.locator(".uzo-menu").get_by_role("menuitem", name=re.compile("^Pin result"))
    expect(item).to_contain_text(re.compile(r"about [\d.]+ kB"))
    item.click()
    pinned = TEXT.replace("> 5)", "> 5).options(pin=True)")
    editor.expect_text(pinned)
    for _ in range(2):
        run_part(editor.root, "Run to selected")
        editor.view.wait_phase("completed")
        editor.page.wait_for_timeout(300)
    badge = editor.view.node("b").locator(".uzo-node-reused")
    expect(badge).to_have_attribute("title", "Reused: it is pinned, and its settings and input are the same")
    expect(editor.root.locator(".uzo-why")).to_contain_text("it is pinned")
    editor.menu("b", "Unpin result")
    editor.expect_text(TEXT)


def test_a_policy_that_decides_is_yes_no_or_nothing(editor: Editor) -> None:
    editor.settings("b").locator(".uzo-policies > summary").click()
    decision = editor.field("cache").locator("select")
    decision.select_option("No")
    editor.expect_text(TEXT.replace("> 5)", "> 5).options(cache=False)"))
    decision.select_option("Nothing said")
    editor.expect_text(TEXT)


def test_code_that_is_written_in_the_settings_may_run(editor: Editor) -> None:
    editor.select("b")
    editor.tool("add").click()
    editor.root.locator(".uzo-search").fill("custom")
    expect(editor.root.locator(".uzo-operation[data-word=custom]")).to_be_visible()
    editor.press("Enter")
    editor.tool("add").click()
    pane = editor.settings("custom1")
    code = pane.locator("[data-field=code] .cm-content")
    code.click()
    editor.page.keyboard.type("(df\n .head(7))")
    editor.page.wait_for_timeout(600)
    expect(pane.locator(".uzo-trust")).to_have_count(0)
    run_part(editor.root, "Run to selected")
    editor.view.wait_phase("completed")
    expect(editor.view.node("custom1")).to_contain_text("7 rows")


@pytest.fixture
def document(page: Page, lab: Lab, tmp_path: Path) -> Iterator[DocumentPage]:
    """A document with code that somebody else has written."""
    code = f"df.with_columns(mark=pl.lit({str(tmp_path)!r})).filter(col('x') > 1)\n# <b>not bold</b>"
    read = {"operation": "read", "connectorType": "csv", "path": "coded.csv"}
    nodes = [
        {"id": "a", "data": {"label": "a", "nodeType": "connector", "config": read}},
        {
            "id": "b",
            "data": {"label": "b", "nodeType": "transform", "config": {"operation": "custom", "code": code}},
        },
    ]
    (lab.root / "coded.csv").write_text("x\n1\n2\n")
    text = json.dumps({"nodes": nodes, "edges": [{"id": "e", "source": "a", "target": "b"}]})
    (lab.root / "coded.uzo.json").write_text(text)
    yield DocumentPage(page, lab, "coded.uzo.json").open()
    page.evaluate(
        "async () => void await jupyterapp.shell.currentWidget?.context?.sessionContext?.shutdown()"
    )


def test_code_of_an_opened_document_runs_only_when_it_was_trusted(document: DocumentPage) -> None:
    view = document.view
    run = view.root.locator(".uzo-run")
    run.click()
    banner = view.root.locator(".uzo-banner[data-kind=rejected]")
    expect(banner).to_contain_text("nobody has trusted it")
    expect(view.root).to_have_attribute("data-phase", "idle")
    banner.get_by_role("button", name="Show the code").click()
    notice = view.root.locator(".uzo-trust")
    expect(notice.locator("pre")).to_contain_text("# <b>not bold</b>")
    expect(notice.locator("footer code")).to_have_text(re.compile(r"^sha256:[0-9a-f]{12}…$"))
    notice.get_by_role("button", name="Trust this code").click()
    expect(notice).to_have_count(0)
    expect(banner).to_have_count(0)
    run.click()
    view.wait_phase("completed")
    expect(view.node("b")).to_contain_text("1 row")
