"""Runs: cancelling them, runs that fail, and several at once."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.lab import NotebookPage, WorkflowView

MANY = 'many = pl.DataFrame({"n": list(range(60_000)), "k": 0})'
# Every row meets every row, twice: 2e14 rows.
ENDLESS = """
a = frame("many")
b = a.join(a, on="k", suffix="_2")
c = b.join(a, on="k", suffix="_3").group_by("n").agg(rows=len())
d = a.head(3)
"""


def assert_cancelled(flow: WorkflowView) -> None:
    flow.root.locator(".uzo-cancel").click()
    # How soon is asked of the kernel, in tests/running: here a browser and its server have their share.
    flow.wait_phase("cancelled", timeout=10)
    expect(flow.status).to_have_text(re.compile("^Cancelled after "))
    assert "cancelled" in flow.statuses().values()
    expect(flow.root.locator(".uzo-cancel")).to_have_count(0)


def test_cancel_ends_an_endless_run_and_the_next_run_works(bench: NotebookPage) -> None:
    bench.python(MANY)
    flow = bench.show("endless", ENDLESS)
    flow.wait_phase("running")
    flow.wait_status("c", "running")
    assert_cancelled(flow)
    after = bench.show("after", 'a = frame("many")\nb = a.head(7)')
    after.wait_phase("completed")
    expect(after.preview("b").locator(".uzo-preview-summary")).to_have_text("7 rows · 2 columns")


def test_cancel_works_while_a_cell_blocks_the_kernel(bench: NotebookPage) -> None:
    bench.python(MANY)
    flow = bench.show("blocked", ENDLESS)
    flow.wait_phase("running")
    bench.add("import time; time.sleep(20)")
    bench.wait_kernel("busy")
    assert_cancelled(flow)
    bench.command("notebook:interrupt-kernel")
    bench.wait_kernel("idle")


def test_a_reload_of_the_page_finds_the_run_that_goes_on(bench: NotebookPage) -> None:
    bench.python(MANY)
    flow = bench.show("reloaded", ENDLESS)
    flow.wait_phase("running")
    bench.command("docmanager:save")
    bench.open()
    flow.wait_live().wait_phase("running")
    elapsed = flow.status.inner_text()
    expect(flow.status).not_to_have_text(elapsed)
    flow.wait_status("c", "running")
    assert_cancelled(flow)


def test_a_failure_is_told_at_its_node_and_why_others_did_not_run(bench: NotebookPage) -> None:
    bench.python('texts = pl.DataFrame({"t": [str(i) for i in range(30_000)] + ["x7"]})')
    text = """a = frame("texts")
numbers = a.cast({"t": Int64}).options(label="Numbers")
last = numbers.tail(2)
other = a.head(2)"""
    flow = bench.show("failing", text)
    flow.wait_phase("failed")
    flow.wait_status("numbers", "failed")
    flow.wait_status("last", "skipped")
    expect(flow.status).to_have_text(re.compile("^Failed at Numbers: .*x7"))
    expect(flow.node("numbers").locator(".uzo-node-badge")).to_have_text("1")
    flow.select("numbers")
    expect(flow.root.locator(".uzo-problem[data-node='numbers']")).to_contain_text("x7")
    expect(flow.node("last")).to_have_attribute("title", re.compile("Numbers|numbers"))
    # Why the run did not make the rows stands above those of the sample.
    for node, reason in {"last": "^Skipped: .*numbers", "numbers": "^Failed: .*x7"}.items():
        expect(flow.preview(node)).to_have_attribute("data-sample", "true")
        expect(flow.root.locator(".uzo-undone")).to_have_text(re.compile(reason, re.IGNORECASE))
    bench.python("texts = texts.head(30_000)")
    flow.root.locator(".uzo-run").click()
    flow.wait_phase("completed")
    expect(flow.preview("last").locator(".uzo-preview-summary")).to_have_text("2 rows · 1 column")


def test_run_all_runs_two_workflows_at_once(bench: NotebookPage) -> None:
    names = ("first", "second")
    bench.append('rows = pl.DataFrame({"n": list(range(10))})')
    for name in names:
        bench.append(f'%%uzo {name}\na = frame("rows")\nb = a.filter(col("n") > 5)')
    bench.run_all()
    for name in names:
        flow = bench.workflow(name).wait_live().wait_phase("completed")
        expect(flow.preview("b").locator(".uzo-preview-summary")).to_have_text("4 rows · 1 column")
