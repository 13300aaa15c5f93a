"""The tour: what a person sees who opens it and runs all cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import watched_page
from tests.browser.lab import Lab, NotebookPage, WorkflowView
from tests.conftest import DATA

COLUMNS = {
    "airlines": ["carrier", "name"],
    "built": ["tailnum", "seats", "plane_year"],
    "summary": ["name", "month", "flights", "delay", "gain", "seats"],
    "top": ["name", "month", "flights", "delay", "gain", "seats", "place"],
}


@pytest.fixture(scope="module")
def tour(browser: Browser, lab: Lab) -> Iterator[NotebookPage]:
    """The tour after a run of all cells."""
    with watched_page(browser) as page:
        notebook = NotebookPage(page, lab, "tour.ipynb").open()
        notebook.run_all()
        yield notebook


@pytest.fixture(scope="module")
def late(tour: NotebookPage) -> WorkflowView:
    """The first workflow of the tour, completed."""
    return tour.workflow("late_flights").wait_phase("completed", timeout=90)


def test_the_run_completes_and_says_how_long_it_took(late: WorkflowView) -> None:
    expect(late.status).to_have_text(re.compile(r"^Completed in [\d.]+ s$"))
    expect(late.root.locator("[role=progressbar]").first).to_have_attribute("aria-valuenow", "100")
    assert set(late.statuses().values()) == {"done"}


def test_every_node_shows_its_rows_and_columns(late: WorkflowView) -> None:
    nodes = list(late.statuses())
    assert len(nodes) == 13
    for node in nodes:
        preview = late.preview(node)
        assert int(preview.get_attribute("data-rows") or 0) > 0, node
        assert preview.get_attribute("data-sample") == "false", node
    for node, columns in COLUMNS.items():
        assert late.columns(node) == columns


def test_a_node_that_writes_shows_what_it_wrote(late: WorkflowView) -> None:
    expect(late.preview("top.write_parquet").locator(".uzo-preview-summary")).to_have_text(
        "36 rows · 7 columns"
    )


def test_the_selected_node_tells_rows_and_time(late: WorkflowView) -> None:
    late.select("summary")
    expect(late.root.locator(".uzo-figures")).to_have_text(re.compile(r"^175 rows · [\d.]+ s$"))


def test_the_link_to_prefect_answers(late: WorkflowView) -> None:
    url = late.root.locator(".uzo-prefect-link").get_attribute("href") or ""
    assert re.match(r"https?://", url)
    # As a browser asks: Prefect answers others with 404 for the pages of its dashboard.
    answer = late.root.page.request.get(url, headers={"Accept": "text/html"})
    assert answer.status == 200 and "Prefect" in answer.text()


def test_the_last_of_many_rows_is_fetched_when_somebody_goes_there(late: WorkflowView) -> None:
    last = pl.read_parquet(DATA / "flights.parquet").tail(1)
    preview = late.preview("flights")
    expect(preview).to_have_attribute("data-total", "336776")
    late.start_reading()
    late.root.page.keyboard.press("Control+ArrowDown")
    expect(late.cell).to_have_text("Row 336,776 · year: 2013")
    for column in last.columns[1:10]:
        late.root.page.keyboard.press("ArrowRight")
        value = last[column][0]
        expect(late.cell).to_have_text(f"Row 336,776 · {column}: {'null' if value is None else value}")


def test_the_cells_below_show_results(tour: NotebookPage, late: WorkflowView) -> None:
    tour.workflow("targets_met").wait_live().wait_phase("completed")
    sources = tour.sources()
    shown = {'flow["top"]': "Hawaiian Airlines Inc.", "flow.late": "shape: (3", 'flow["missed"]': "Delta"}
    for text, expected in shown.items():
        cell = next(i for i, source in enumerate(sources) if source.startswith(text))
        tour.wait_executed(cell)
        assert expected in tour.output_text(cell)


def test_the_figures_of_a_wide_graph_can_be_read(late: WorkflowView) -> None:
    late.select("summary")
    expect(late.root.locator(".react-flow__minimap")).to_be_visible()
    scale = "e => e.getBoundingClientRect().width / e.offsetWidth * parseFloat(getComputedStyle(e).fontSize)"
    for part in (".uzo-node-label", ".uzo-node-rows", ".uzo-node-time"):
        assert late.node("summary").locator(part).evaluate(scale) > 9.9, part
    late.root.locator(".react-flow__controls-fitview").click()
    expect(late.root.locator(".react-flow__minimap")).to_have_count(0)


def test_a_reload_of_the_page_finds_the_workflow_alive(tour: NotebookPage, late: WorkflowView) -> None:
    tour.command("docmanager:save")
    late.root.locator(".uzo-run").click()
    tour.open()
    again = tour.workflow("late_flights").wait_live().wait_phase("completed")
    assert set(again.statuses().values()) == {"done"}
    expect(again.preview("late").locator(".uzo-preview-summary")).to_have_text("26,581 rows · 19 columns")
