"""Writing workflows: previews without a run, mistakes, parameters, keys, and values of every kind."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import NotebookPage
from tests.conftest import DATA

FLIGHTS = f'flights = read_parquet("{DATA}/flights.parquet")\n'
SMALL = """
small = pl.DataFrame({"n": list(range(500)), "word": ["w%03d" % i for i in range(500)]})
"""


def test_a_draft_shows_samples_and_says_that_they_are(bench: NotebookPage) -> None:
    bench.python(SMALL)
    text = (
        FLIGHTS + 'late = flights.filter(col("dep_delay") > 60)\nsmall = frame("small")\nfew = small.head(3)'
    )
    flow = bench.show("drafted", text, "--draft")
    for node in ("flights", "late", "small", "few"):
        flow.wait_status(node, "sampled")
    expect(flow.preview("late").locator(".uzo-chip")).to_have_text("Sample")
    expect(flow.root.locator(".uzo-note")).to_contain_text("first rows of each source")
    expect(flow.preview("few")).to_have_attribute("data-sample", "false")
    expect(flow.root.locator(".uzo-chip")).to_have_count(0)
    expect(flow.root).to_have_attribute("data-phase", "idle")


def test_a_wrong_column_is_told_at_its_node_and_the_mended_cell_runs(bench: NotebookPage) -> None:
    bench.python(SMALL)
    right = '%%uzo mended\na = frame("small")\nb = a.filter(col("n") > 490)\nc = a.head(2)'
    cell = bench.add(right.replace('col("n")', 'col("nn")').replace("490", "480"))
    flow = bench.workflow("mended").wait_live()
    expect(flow.node("b").locator(".uzo-node-badge")).to_have_text("1")
    flow.select("b")
    problem = flow.root.locator(".uzo-problem[data-node='b']")
    expect(problem).to_contain_text(re.compile("nn.*Did you mean.*n", re.DOTALL | re.IGNORECASE))
    expect(problem).to_contain_text("line 3, column ")
    expect(flow.preview("c").locator(".uzo-preview-summary")).to_have_text("2 rows · 2 columns")
    assert "Traceback" not in bench.output_text(cell)
    bench.set_source(cell, right)
    bench.run_cell(cell)
    flow.wait_phase("completed")
    expect(flow.root).to_have_count(1)
    expect(flow.node("b").locator(".uzo-node-badge")).to_have_count(0)
    expect(flow.preview("b").locator(".uzo-preview-summary")).to_have_text("9 rows · 2 columns")
    widgets = "[w for w in get_ipython().magics_manager.registry['UzoMagics']._widgets"
    bench.python(f"assert len({widgets} if w.comm and w.graph['name'] == 'mended']) == 1")


def test_a_parameter_refreshes_previews_and_the_next_run_uses_it(bench: NotebookPage) -> None:
    bench.python(SMALL)
    flow = bench.show(
        "tuned", 'low = parameter(490)\na = frame("small")\nb = a.filter(col("n") >= low)', "--draft"
    )
    summary = flow.preview("b").locator(".uzo-preview-summary")
    expect(summary).to_have_text("10 rows · 2 columns")
    control = flow.root.locator("input[name=low]")
    control.fill("497")
    control.press("Enter")
    expect(summary).to_have_text("3 rows · 2 columns")
    flow.root.locator(".uzo-run").click()
    flow.wait_phase("completed")
    flow.wait_status("b", "done")
    expect(flow.preview("b").locator(".uzo-preview-summary")).to_have_text("3 rows · 2 columns")
    expect(control).to_have_value("497")


def test_keys_walk_through_the_graph_and_leave_the_cells_alone(bench: NotebookPage) -> None:
    bench.python(SMALL)
    flow = bench.show("keyed", 'a = frame("small")\nb = a.head(5)\nc = b.head(3)', "--draft")
    flow.wait_status("c", "sampled")
    keyboard = flow.root.page.keyboard
    flow.root.locator(".uzo-cancel, .uzo-run, .uzo-run-more").last.focus()
    keyboard.press("Tab")
    expect(flow.node("a")).to_be_focused()
    keyboard.press("ArrowRight")
    expect(flow.node("b")).to_be_focused()
    keyboard.press("ArrowRight")
    expect(flow.node("c")).to_have_attribute("aria-pressed", "true")
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    expect(flow.node("a")).to_have_attribute("aria-pressed", "true")
    before = bench.sources()
    for places in (flow.node("a"), flow.root.locator(".uzo-tab").first, flow.root.locator(".uzo-splitter")):
        places.focus()
        for key in "ddabxcvz":
            keyboard.press(key)
    flow.preview("a")
    flow.root.locator(".lm-DataGrid-viewport").focus()
    keyboard.press("ArrowDown")
    expect(flow.cell).to_contain_text("Row 1 ·")
    keyboard.press("ArrowDown")
    expect(flow.cell).to_contain_text("Row 2 ·")
    for key in "ddabxcvz":
        keyboard.press(key)
    assert bench.sources() == before


MARKUP = "<img src=x onerror=window.hacked=1>"


def test_markup_in_names_and_values_is_text(bench: NotebookPage) -> None:
    bench.python(f'marked = pl.DataFrame({{"{MARKUP}": ["<b>bold</b>{MARKUP}", "2"]}})')
    text = f"""
a = frame("marked").options(label="{MARKUP}")
b = a.filter(col("{MARKUP}x") > 1)
c = a.head(1)
"""
    flow = bench.show("marked", text, "--draft")
    page = flow.root.page
    expect(flow.node("a").locator(".uzo-node-label")).to_have_text(MARKUP)
    flow.select("b")
    expect(flow.root.locator(".uzo-problem[data-node='b']")).to_contain_text(MARKUP)
    assert flow.columns("a") == [MARKUP]
    flow.preview("a")
    flow.start_reading()
    expect(flow.cell).to_have_text(f"Row 1 · {MARKUP}: <b>bold</b>{MARKUP}")
    assert flow.root.locator("img, b b, script").count() == 0
    assert page.evaluate("window.hacked") is None


def test_values_of_every_kind_are_shown_exactly(bench: NotebookPage) -> None:
    bench.python("""
from datetime import date, datetime, timedelta
from decimal import Decimal
kinds = pl.DataFrame({
    "big": [9007199254740993, None],
    "unsigned": pl.Series([18446744073709551615, None], dtype=pl.UInt64),
    "tenth": [0.1, None],
    "day": [date(2013, 1, 2), None],
    "moment": [datetime(2013, 1, 1, 5, 15, 0, 123456), None],
    "wait": [timedelta(days=1, seconds=5), None],
    "money": pl.Series([Decimal("12345678901234567890.12"), None], dtype=pl.Decimal(30, 2)),
    "nested": [{"a": [1, None, 9007199254740993], "b": "x, y"}, None],
    "bytes": [b"\\x00\\xff", None],
    "text": ["two\\nlines", None],
})
""")
    flow = bench.show("exact", 'a = frame("kinds")', "--draft")
    flow.preview("a")
    flow.start_reading()
    expected = {
        "big": "9007199254740993",
        "unsigned": "18446744073709551615",
        "tenth": "0.1",
        "day": "2013-01-02",
        "moment": "2013-01-01 05:15:00.123456",
        "wait": "1d 5s",
        "money": "12345678901234567890.12",
        "nested": '{a: [1, null, 9007199254740993], b: "x, y"}',
        "bytes": "0x00ff",
        "text": "two⏎lines",
    }
    for column, value in expected.items():
        expect(flow.cell).to_have_text(f"Row 1 · {column}: {value}")
        flow.root.page.keyboard.press("ArrowDown")
        expect(flow.cell).to_have_text(f"Row 2 · {column}: null")
        flow.root.page.keyboard.press("ArrowUp")
        flow.root.page.keyboard.press("ArrowRight")


NONSENSE = [
    {"kind": "state", "nodes": [1], "diagnostics": 5, "run": "no"},
    {"kind": "patch", "nodes": {"a": {"status": "odd", "sample": True, "attempt": -1}}, "run": None},
    {
        "kind": "patch",
        "nodes": {},
        "run": {
            **{"id": "r", "phase": "odd", "startedAt": "never", "elapsed": -1, "progress": 7},
            **{"finishedNodes": -3, "totalNodes": 0},
        },
    },
    {"kind": "unheard of"},
    7,
]


@pytest.mark.parametrize("graph", [True, False], ids=["graph", "messages"])
def test_nonsense_in_one_view_leaves_the_others_alive(bench: NotebookPage, graph: bool) -> None:
    bench.python(SMALL)
    odd = bench.show("odd", 'a = frame("small")\nb = a.head(2)', "--draft")
    sound = bench.show("sound", 'a = frame("small")\nb = a.head(4)', "--draft")
    odd.wait_status("b", "sampled")
    widget = "get_ipython().magics_manager.registry['UzoMagics']._widgets"
    nodes = "[{**w.graph['nodes'][0], 'x': float('1e308'), 'inputs': ['a', 'a']}] * 2"
    edges = "[{'id': 'e', 'source': 'gone', 'target': 'a', 'targetHandle': '?'}] * 2"
    change = f"w.graph = {{**w.graph, 'nodes': {nodes}, 'edges': {edges}}}"
    send = f"[w.send(m) for m in {NONSENSE!r}]"
    bench.python(
        f"for w in [w for w in {widget} if w.graph['name'] == 'odd'][-1:]: {change if graph else send}"
    )
    expect(sound.preview("b").locator(".uzo-preview-summary")).to_have_text("4 rows · 2 columns")
    sound.root.locator(".uzo-run").click()
    sound.wait_phase("completed")
    cell = bench.add("6 * 7")
    bench.wait_executed(cell)
    assert "42" in bench.output_text(cell)
