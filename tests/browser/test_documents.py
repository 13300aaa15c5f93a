"""Workflow documents in tabs: the editor without a notebook, saved by Jupyter itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched_page
from tests.browser.lab import Lab, NotebookPage, WorkflowView, write_notebook
from tests.conftest import ROOT

_CURRENT = "() => jupyterapp.shell.currentWidget"


class DocumentPage(NotebookPage):
    """A workflow document that is open in the browser."""

    def open(self, *, kernel: bool = True) -> DocumentPage:
        """Open the document in its tab, and wait for the editor."""
        self.page.goto(f"{self.lab.url}/lab/tree/{self.name}?reset")
        self.view.root.wait_for(timeout=60_000)
        return self

    @property
    def view(self) -> WorkflowView:
        """The editor of the tab in front."""
        return WorkflowView(self.page.locator(".uzo-document:not(.lm-mod-hidden) .uzo-workflow"))

    def text(self) -> str:
        """The document as it stands in the tab."""
        return str(self.page.evaluate(f"({_CURRENT})().context.model.sharedModel.getSource()"))

    def saved(self) -> dict[str, Any]:
        """The document as it lies on disk."""
        return json.loads(self.path.read_text())


@pytest.fixture
def document(page: Page, lab: Lab, request: pytest.FixtureRequest) -> Iterator[DocumentPage]:
    """A copy of the flights document in a tab; its kernel ends with the test."""
    name = f"{request.node.name[:40]}.uzo.json"
    shutil.copy(ROOT / "notebooks" / "flights.uzo.json", lab.root / name)
    yield DocumentPage(page, lab, name).open()
    page.evaluate(f"async () => void await ({_CURRENT})()?.context?.sessionContext?.shutdown()")


def wait_saved(document: DocumentPage, part: str) -> None:
    """Wait until the file on disk has a text in it."""
    for _ in range(100):
        if part in document.path.read_text():
            return
        document.page.wait_for_timeout(100)
    raise AssertionError(f"{part} was not saved")


def test_opening_reaches_nothing_and_preview_shows_the_tables(document: DocumentPage) -> None:
    view = document.view
    expect(view.node("late")).to_have_attribute("data-status", "idle")
    expect(view.root.locator(".uzo-instead")).to_contain_text("Preview reads them")
    view.root.locator(".uzo-instead button").click()
    view.wait_status("late", "sampled")
    expect(view.preview("late").locator(".uzo-chip")).to_have_text("Sample")
    expect(view.root.locator(".uzo-reach")).to_have_count(0)


def test_an_edit_changes_the_document_and_undo_takes_it_back(document: DocumentPage) -> None:
    before, view = document.text(), document.view
    view.select("late")
    view.root.locator("[data-tool=add]").click()
    view.root.locator(".uzo-search").fill("head")
    expect(view.root.locator(".uzo-operation[data-word=head]")).to_be_visible()
    view.root.locator(".uzo-search").press("Enter")
    expect(view.node("head1")).to_be_visible()
    assert '"head1"' in document.text()
    view.root.locator("[data-tool=undo]").click()
    expect(view.node("head1")).to_have_count(0)
    assert document.text() == before
    view.root.locator("[data-tool=redo]").click()
    expect(view.node("head1")).to_be_visible()
    view.node("head1").press("Control+s")
    wait_saved(document, '"head1"')


def test_a_restarted_kernel_reads_the_document_as_it_stands(document: DocumentPage) -> None:
    view = document.view
    view.select("late")
    view.node("late").press("F2")
    view.node("late").locator("input").fill("tardy")
    view.node("late").locator("input").press("Enter")
    expect(view.node("tardy")).to_be_visible()
    document.page.evaluate(f"() => void ({_CURRENT})().context.sessionContext.session.kernel.restart()")
    expect(document.page.locator(".uzo-document-message")).to_contain_text("Restarting")
    expect(view.node("tardy")).to_be_visible(timeout=60_000)
    view.select("tardy")
    view.node("tardy").press("Delete")
    expect(view.node("tardy")).to_have_count(0)


def test_a_change_on_disk_leaves_the_choice(document: DocumentPage) -> None:
    view = document.view
    view.select("late")
    view.node("late").press("Delete")
    expect(view.node("late")).to_have_count(0)
    document.page.wait_for_timeout(1200)  # Jupyter compares times in seconds
    document.path.write_text(document.path.read_text().replace("late_flights", "elsewhere"))
    document.page.evaluate("() => void jupyterapp.commands.execute('docmanager:save')")
    dialog = document.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("changed on disk")
    dialog.locator("button", has_text="Revert").click()
    expect(view.root.locator(".uzo-name")).to_have_attribute("title", "elsewhere")
    expect(view.node("late")).to_have_count(1)


def test_a_text_that_is_no_document_says_why_and_is_kept(page: Page, lab: Lab) -> None:
    for name, text, reason in (
        ("newer.uzo.json", '{"uzo": 99, "nodes": []}', "newer uzo_jupyter"),
        ("broken.uzo.json", '{"nodes": [', "This is not JSON"),
    ):
        (lab.root / name).write_text(text)
        document = DocumentPage(page, lab, name).open()
        document.view.open_tab("problems")
        expect(document.view.root.locator(".uzo-problem")).to_contain_text(reason)
        expect(document.view.root.locator(".uzo-banner[data-kind=broken]")).to_contain_text(reason)
        document.view.root.locator("[data-tool=add]").click()
        document.view.root.locator(".uzo-palette [data-word=head]").click()
        expect(document.view.root.locator(".uzo-banner[data-kind=rejected]")).to_contain_text("mend it first")
        assert document.text() == text
        page.evaluate(f"async () => void await ({_CURRENT})().context.sessionContext.shutdown()")


def test_an_operation_that_nobody_knows_opens_and_keeps_its_settings(page: Page, lab: Lab) -> None:
    node = {"id": "x", "data": {"nodeType": "genai", "config": {"operation": "dream", "hue": 7}}}
    (lab.root / "unknown.uzo.json").write_text(json.dumps({"nodes": [node], "edges": []}))
    document = DocumentPage(page, lab, "unknown.uzo.json").open()
    view = document.view
    expect(view.node("x").locator(".uzo-node-badge")).to_have_text("1")
    view.select("x")
    view.node("x").press("Alt+ArrowRight")
    expect(view.root.page.locator(".uzo-document")).to_be_visible()
    page.wait_for_function(f"() => ({_CURRENT})().context.model.sharedModel.getSource().includes('position')")
    assert '"hue": 7' in document.text()
    page.evaluate(f"async () => void await ({_CURRENT})().context.sessionContext.shutdown()")


def test_the_launcher_makes_a_document_to_draw_in(page: Page, lab: Lab) -> None:
    write_notebook(lab.root / "start.ipynb", "")
    NotebookPage(page, lab, "start.ipynb").open(kernel=False)
    page.evaluate("() => void jupyterapp.commands.execute('launcher:create')")
    page.locator(".jp-LauncherCard", has_text="Uzo workflow").click()
    document = DocumentPage(page, lab, "untitled.uzo.json")
    view = document.view
    view.root.wait_for(timeout=60_000)
    view.root.locator(".uzo-search").fill("read_parquet")
    expect(view.root.locator(".uzo-operation[data-word=read_parquet]")).to_be_visible()
    view.root.locator(".uzo-search").press("Enter")
    expect(view.node("parquet1")).to_be_visible()
    view.root.locator("[data-tool=settings]").click()
    field = view.root.locator("[data-field=path] input")
    field.fill("data/airlines.parquet")
    field.press("Tab")
    view.root.locator(".uzo-reach").click()
    expect(view.preview("parquet1").locator(".uzo-preview-summary")).to_contain_text("16 rows")
    document.command("docmanager:save")
    wait_saved(document, "data/airlines.parquet")
    page.evaluate(f"async () => void await ({_CURRENT})().context.sessionContext.shutdown()")


def test_a_cell_becomes_a_document_and_a_document_a_cell(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    write_notebook(lab.root / "turned.ipynb", "%load_ext uzo_jupyter")
    with watched_page(browser) as page:
        notebook = NotebookPage(page, lab, "turned.ipynb").open()
        notebook.run_cell(0)
        view = notebook.show("turned", 'a = read_parquet("data/airlines.parquet")\nb = a.head(3)', "--draft")
        note = {"id": "n", "text": "Which?", "x": 0, "y": 120, "width": 200, "height": 90}
        cells = f"({_CURRENT})().content.model.sharedModel.cells"
        page.evaluate(
            f"note => {cells}[1].setMetadata('uzo', {{ positions: {{}}, notes: [note], groups: [] }})", note
        )
        expect(view.root.locator(".uzo-note-card")).to_have_text("Which?")
        page.evaluate("() => void jupyterapp.commands.execute('uzo:cell-to-document')")
        document = DocumentPage(page, lab, "turned.uzo.json")
        expect(document.view.node("b")).to_be_visible(timeout=60_000)
        assert [node["id"] for node in document.saved()["nodes"]] == ["a", "b"]
        document.command("uzo:document-to-cell")
        page.wait_for_function(f"() => !!({_CURRENT})().content.model")
        assert (
            notebook.sources()[-1] == '%%uzo turned\na = read_parquet("data/airlines.parquet")\nb = a.head(3)'
        )
        assert page.evaluate(f"() => {cells}.at(-1).getMetadata('uzo').notes") == [note]


def test_opening_runs_nothing_that_lies_beside_the_document(page: Page, lab: Lab) -> None:
    folder = lab.root / "from elsewhere"
    folder.mkdir()
    shutil.copy(ROOT / "notebooks" / "flights.uzo.json", folder / "late.uzo.json")
    shutil.copytree(ROOT / "notebooks" / "data", folder / "data")
    for module in ("uzo_jupyter", "polars", "pydantic", "ipywidgets", "ipycytoscape", "prefect"):
        (folder / f"{module}.py").write_text(f"open('{module}-has-run', 'w').close()")
    document = DocumentPage(page, lab, "from elsewhere/late.uzo.json").open()
    expect(document.view.node("late")).to_have_attribute("data-status", "idle")
    document.view.root.locator(".uzo-reach").click()
    document.view.wait_status("late", "sampled")
    page.evaluate(f"async () => void await ({_CURRENT})().context.sessionContext.shutdown()")
    assert list(folder.glob("*-has-run")) == []
