"""The rows of a node: sorted, filtered, described, copied and downloaded in the browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import watched_page
from tests.browser.lab import Lab, NotebookPage, WorkflowView, write_notebook

ROWS = 30_000
BIG = 2**53 + 1
FRAME = f"""
%load_ext uzo_jupyter
import polars as pl
n = pl.int_range({ROWS}, eager=True)
df = pl.DataFrame({{
    "n": n,
    "big": n + {BIG},
    "<img src=x onerror=alert(1)>": pl.repeat("<b>x</b>", len(n), eager=True),
    "kind": pl.Series(["a", "b\\tb", None]).gather(n % 3),
    "pair": pl.struct(pl.lit(1).alias("x"), n.alias("y"), eager=True),
}})
"""
TEXT = """
rows = frame("df")
some = rows.filter(col("n") < 25000).drop("big").cast({"n": "Float64"}).with_columns(double=col("n") * 2)
"""


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[NotebookPage]:
    """A notebook with a frame that has a little of everything."""
    write_notebook(lab.root / "preview.ipynb", "")
    with watched_page(browser) as page:
        notebook = NotebookPage(page, lab, "preview.ipynb").open()
        notebook.python(FRAME)
        yield notebook


@pytest.fixture(scope="module")
def ran(notebook: NotebookPage) -> WorkflowView:
    """A workflow that has run."""
    view = notebook.show("table", TEXT).wait_phase("completed", 90)
    view.root.evaluate("e => e.style.height = '680px'")
    return view


@pytest.fixture
def view(ran: WorkflowView) -> WorkflowView:
    """The rows of its first node, all of them."""
    if ran.root.locator(".uzo-preview[data-node=rows]").count() == 0:
        ran.preview("rows")
    if ran.root.locator(".uzo-query-all").count():
        ran.root.locator(".uzo-query-all").click()
    summary(ran, "30,000 rows · 5 columns")
    return ran


def summary(view: WorkflowView, text: str) -> None:
    """Wait until the caption says so of the rows."""
    expect(view.root.locator(".uzo-preview-summary")).to_have_text(text)
    expect(view.root.locator(".uzo-preview:not([data-loading])")).to_have_count(1)


def pane(view: WorkflowView, column: str) -> Locator:
    """The open column."""
    if view.root.locator(".uzo-column").count() == 0:
        view.root.locator("[data-tool=column]").click()
    view.root.get_by_label("Column", exact=True).select_option(column)
    return view.root.locator(".uzo-column")


def downloaded(page: Page, view: WorkflowView, item: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that was downloaded."""
    view.root.locator("[data-tool=download]").click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=item).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_click_on_a_header_sorts_all_rows(view: WorkflowView) -> None:
    grid = view.root.locator(".uzo-grid")
    grid.click(position={"x": 90, "y": 15})
    expect(view.root.get_by_label("Remove the order by n, ascending")).to_be_visible()
    grid.click(position={"x": 90, "y": 15})
    expect(view.root.get_by_label("Remove the order by n, descending")).to_be_visible()
    summary(view, "30,000 rows · 5 columns")
    view.start_reading()
    expect(view.cell).to_have_text("Row 1 · n: 29999")
    view.root.get_by_label("Remove the order by n, descending").click()
    expect(view.cell).to_have_text("Row 1 · n: 0")


def test_a_key_sorts_and_exact_numbers_stay(view: WorkflowView) -> None:
    view.start_reading()
    keyboard = view.root.page.keyboard
    keyboard.press("ArrowRight")
    keyboard.press("s")
    keyboard.press("s")
    expect(view.cell).to_have_text(f"Row 1 · big: {BIG + ROWS - 1}")


def test_rows_are_filtered_by_a_typed_value(view: WorkflowView) -> None:
    column = pane(view, "big")
    column.get_by_label("Condition").select_option(">=")
    column.get_by_label("Value").fill(str(BIG + 29_990))
    column.get_by_label("Value").press("Enter")
    summary(view, "10 rows pass · 5 columns")
    view.start_reading()
    expect(view.cell).to_have_text("Row 1 · n: 29990")


def test_a_value_that_is_none_is_told_and_the_filter_can_be_taken_away(view: WorkflowView) -> None:
    column = pane(view, "n")
    column.get_by_label("Value").fill("many")
    column.get_by_label("Value").press("Enter")
    expect(view.root.locator(".uzo-empty")).to_contain_text("'many' is no Int64. Write a whole number.")
    view.root.get_by_label("Remove the filter n = many").click()
    summary(view, "30,000 rows · 5 columns")


def test_a_column_is_described(view: WorkflowView) -> None:
    facts = pane(view, "kind").locator(".uzo-facts")
    expect(facts).to_have_text("Rows30,000Nulls10,000 (33.3 %)Distinct2LeastaGreatestb⇥b")
    frequent = view.root.locator(".uzo-values button")
    expect(frequent).to_have_count(2)
    frequent.first.click()
    summary(view, "10,000 rows pass · 5 columns")
    expect(pane(view, "n").locator(".uzo-facts")).to_contain_text("Rows10,000")
    expect(view.root.locator(".uzo-ranges > li").first).to_contain_text("0 to 1,874: 625 rows")


def test_the_open_column_follows_the_cursor_and_escape_leaves_it(view: WorkflowView) -> None:
    view.start_reading()
    view.root.page.keyboard.press("Enter")
    choice = view.root.get_by_label("Column", exact=True)
    expect(choice).to_be_focused()
    expect(choice).to_have_value("n")
    view.root.page.keyboard.press("Escape")
    expect(view.root.locator(".uzo-column")).to_have_count(0)
    expect(view.root.locator(".lm-DataGrid-viewport")).to_be_focused()
    view.root.page.keyboard.press("Tab")
    expect(view.root.locator(".lm-DataGrid-viewport")).not_to_be_focused()


def test_cells_are_copied_exactly(view: WorkflowView) -> None:
    page = view.root.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.start_reading()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    view.root.locator("[data-tool=copy]").click()
    expect(view.root.locator(".uzo-told")).to_have_text("Copied 2 rows × 4 columns")
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == [
        "n\tbig\t<img src=x onerror=alert(1)>\tkind",
        f"0\t{BIG}\t<b>x</b>\ta",
        f'1\t{BIG + 1}\t<b>x</b>\t"b\tb"',
    ]


def test_all_rows_are_copied_where_none_are_selected(view: WorkflowView) -> None:
    page = view.root.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.start_reading()
    view.root.locator("[data-tool=copy]").click()
    expect(view.root.locator(".uzo-told")).to_have_text("Copied 30,000 rows × 5 columns")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(lines) == ROWS + 1
    assert lines[-1] == f"29999\t{BIG + ROWS - 1}\t<b>x</b>\t\t{{x: 1, y: 29999}}"


def test_the_rows_are_downloaded_as_parquet(view: WorkflowView) -> None:
    name, data = downloaded(view.root.page, view, "As Parquet")
    assert name == "rows.parquet"
    rows = pl.read_parquet(io.BytesIO(data))
    assert rows.height == ROWS
    assert rows["big"][-1] == BIG + ROWS - 1
    assert rows.schema["pair"] == pl.Struct({"x": pl.Int32, "y": pl.Int64})


def test_the_rows_that_pass_are_downloaded_as_csv(view: WorkflowView) -> None:
    column = pane(view, "n")
    column.get_by_label("Condition").select_option("<")
    column.get_by_label("Value").fill("2")
    column.get_by_label("Value").press("Enter")
    summary(view, "2 rows pass · 5 columns")
    name, data = downloaded(view.root.page, view, "As CSV")
    assert name == "rows.csv"
    assert data.decode().splitlines()[1] == f'0,{BIG},<b>x</b>,a,"{{""x"":1,""y"":0}}"'


def test_before_and_after_are_told(ran: WorkflowView) -> None:
    ran.preview("some")
    changed = ran.root.locator(".uzo-changed")
    expect(changed).to_have_text("25,000 → 25,000 rows · 1 column added")
    ran.select("some.cast")
    expect(changed).to_have_text("25,000 → 25,000 rows · 1 column of another type")
    ran.open_tab("schema")
    expect(ran.root.locator("tr[data-change=retyped]")).to_have_text("1nFloat64~ was Int64")
    ran.select("some.drop")
    expect(ran.root.locator("tr[data-change=removed]")).to_contain_text("big")
    ran.root.locator(".uzo-edge .react-flow__edge-path").first.hover(force=True)
    expect(ran.root.get_by_role("tooltip")).to_have_text("30,000 → 25,000 rows")


def test_names_and_values_are_text(view: WorkflowView) -> None:
    for column in ("<img src=x onerror=alert(1)>", "kind"):
        expect(pane(view, column).locator(".uzo-facts")).to_contain_text("30,000")
    view.open_tab("schema")
    assert view.root.locator("img, .uzo-panel b:text-is('x')").count() == 0
    view.open_tab("preview")


def test_a_row_far_down_is_reached_by_its_number(view: WorkflowView) -> None:
    box = view.root.get_by_label("Go to row, 1 to 30000")
    box.fill("29,999")
    box.press("Enter")
    expect(view.cell).to_contain_text("Row 29,999")
    expect(view.cell).not_to_contain_text("…")


def test_controls_have_names(view: WorkflowView) -> None:
    pane(view, "n")
    nameless = view.root.locator(".uzo-panel").evaluate(
        """e => [...e.querySelectorAll('button, input, select')].filter(each =>
            !(each.getAttribute('aria-label') || each.labels?.length || each.textContent.trim()))
            .map(each => each.outerHTML)"""
    )
    assert nameless == []


def test_a_preview_that_needs_all_rows_is_computed_when_it_is_asked_for(notebook: NotebookPage) -> None:
    query = "select rows.n from rows join other using (n) where rows.n > 25000"
    text = f'rows = frame("df")\nother = frame("df").select("n")\nboth = sql("{query}")'
    view = notebook.show("whole", text, "--draft")
    expect(view.node("rows")).to_have_attribute("data-status", "sampled")
    view.select("both")
    view.open_tab("preview")
    expect(view.root.locator(".uzo-empty")).to_contain_text("A preview needs all rows")
    view.root.get_by_role("button", name="Compute its first rows from all data").click()
    expect(view.root.locator(".uzo-preview-summary")).to_have_text("First 1,000 rows · 1 column")
    expect(view.root.locator(".uzo-note").last).to_have_text("computed from all data, without a run")


def test_rows_of_a_run_go_when_an_edit_makes_them_impossible(notebook: NotebookPage) -> None:
    text = 'a = frame("df")\nb = a.filter(col("n") > 3)\nc = b.sort("n")\n'
    view = notebook.show("stale", text).wait_phase("completed", 90)
    expect(view.preview("c").locator(".uzo-grid")).to_be_visible()
    expect(view.status).to_have_text(re.compile(r"^Completed in [\d.]+ m?s$"))
    *others, source = notebook.sources()
    notebook.set_source(len(others), source.replace('col("n") > 3', 'col("m") > 3'))
    expect(view.root.locator(".uzo-preview .uzo-grid")).to_have_count(0, timeout=10_000)
    expect(view.status).to_contain_text("changed since")
