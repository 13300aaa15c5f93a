"""What a notebook file keeps: with our extension and without it."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched_page
from tests.browser.lab import Lab, NotebookPage, write_notebook

HACK = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
SETUP = f"""
%load_ext uzo_jupyter
import polars as pl
secrets = pl.DataFrame({{"{HACK}": ["{HACK}"] + [f"secret-{{i}}" for i in range(500)], "n": list(range(501))}})
hidden = pl.DataFrame({{"never": ["unseen-value"] * 30}})
"""
CELL = f"""%%uzo kept
other = frame("hidden")
a = frame("secrets").options(label="{HACK}")
b = a.filter(col("n") < 400)
"""


@pytest.fixture(scope="module")
def saved(browser: Browser, lab: Lab) -> Path:
    """A notebook with one workflow whose first node was looked at."""
    write_notebook(lab.root / "saved.ipynb", SETUP, CELL)
    with watched_page(browser) as page:
        notebook = NotebookPage(page, lab, "saved.ipynb").open()
        notebook.run_all()
        flow = notebook.workflow("kept").wait_live().wait_phase("completed")
        flow.preview("b")
        flow.preview("a")
        page.wait_for_timeout(500)
        notebook.command("docmanager:save")
        notebook.command("notebook:shutdown-kernel")
    return notebook.path


def test_the_file_keeps_what_was_on_screen_and_nothing_else(saved: Path) -> None:
    notebook = json.loads(saved.read_text())
    outputs = notebook["cells"][1]["outputs"]
    kept = json.dumps([outputs, notebook["metadata"]])
    assert "secret-3" in kept
    assert "secret-300" not in kept
    assert "unseen-value" not in kept
    assert [sorted(output["data"]) for output in outputs] == [
        ["application/vnd.uzo.workflow+json", "text/html", "text/plain"]
    ]


def wait_kept(notebook: NotebookPage, cell: int, rows: int, low: int) -> None:
    """Save the notebook until its file keeps so many rows of ``b`` for that value of the parameter."""
    deadline = time.monotonic() + 30
    kept: tuple[object, object] = (None, None)
    while kept != (rows, low):
        assert time.monotonic() < deadline, kept
        time.sleep(0.2)
        notebook.command("docmanager:save")
        outputs = json.loads(notebook.path.read_text())["cells"][cell]["outputs"]
        view = outputs[0]["data"]["application/vnd.uzo.workflow+json"]
        kept = (view["nodes"]["b"]["rows"], view["graph"]["parameters"][0]["value"])


def test_a_run_after_a_reload_of_the_page_is_kept_too(page: Page, lab: Lab) -> None:
    write_notebook(
        lab.root / "reloaded.ipynb",
        "%load_ext uzo_jupyter\nimport polars as pl\nn = pl.DataFrame({'n': list(range(9))})",
        '%%uzo kept\nlow = parameter(1)\na = frame("n")\nb = a.filter(col("n") > low)',
    )
    notebook = NotebookPage(page, lab, "reloaded.ipynb").open()
    notebook.run_all()
    notebook.workflow("kept").wait_live().wait_phase("completed").preview("b")
    wait_kept(notebook, 1, 7, 1)
    notebook.open()
    flow = notebook.workflow("kept").wait_live()
    control = flow.root.locator("input[name=low]")
    control.fill("4")
    control.press("Enter")
    flow.root.locator(".uzo-run").click()
    expect(flow.preview("b").locator(".uzo-preview-summary")).to_have_text("4 rows · 1 column")
    wait_kept(notebook, 1, 4, 4)
    notebook.command("notebook:shutdown-kernel")
    expect(flow.root).to_have_class(re.compile("uzo-static"))
    expect(flow.root.locator(".uzo-run")).to_have_count(0)


def test_a_restart_of_the_kernel_shows_the_run_as_interrupted(page: Page, lab: Lab) -> None:
    write_notebook(
        lab.root / "restarted.ipynb",
        "%load_ext uzo_jupyter\nimport polars as pl\nn = pl.DataFrame({'n': list(range(60_000)), 'k': 0})",
        '%%uzo endless\na = frame("n")\nb = a.join(a, on="k").join(a, on="k", suffix="_3").group_by("n").agg(r=len())',
    )
    notebook = NotebookPage(page, lab, "restarted.ipynb").open()
    notebook.run_all()
    flow = notebook.workflow("endless").wait_live().wait_phase("running")
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    flow.wait_phase("interrupted")
    expect(flow.status).to_have_text("Interrupted: the kernel was stopped or restarted")


def test_a_notebook_without_its_kernel_shows_picture_states_and_tables(
    saved: Path, page: Page, lab: Lab
) -> None:
    notebook = NotebookPage(page, lab, saved.name).open()
    flow = notebook.workflow("kept")
    expect(flow.root).to_have_class(re.compile("uzo-static"))
    expect(flow.root).to_have_attribute("data-phase", "completed")
    assert flow.statuses() == {"a": "done", "b": "done", "other": "done"}
    expect(flow.root).to_contain_text("Saved view. Run the cell to make it live.")
    expect(flow.root.locator(".uzo-run")).to_have_count(0)
    table = flow.preview("a")
    expect(table.locator(".uzo-preview-summary")).to_have_text("First 10 of 501 rows · 2 columns")
    expect(table.locator("th").first).to_contain_text(HACK)
    expect(table.locator("td").first).to_have_text(HACK)
    assert flow.root.locator("img, script").count() == 0
    flow.select("other")
    expect(flow.root.locator(".uzo-panel")).to_contain_text("No rows of other were saved")
    assert page.evaluate("window.hacked") is None


def test_the_stored_html_alone_is_a_picture_and_escapes_everything(saved: Path, page: Page) -> None:
    data = json.loads(saved.read_text())["cells"][1]["outputs"][0]["data"]
    html = data["text/html"]
    page.set_content(html if isinstance(html, str) else "".join(html))
    assert page.evaluate("document.images.length") == 1
    assert page.evaluate("document.images[0].naturalWidth") > 200
    assert page.evaluate("document.scripts.length") == 0
    page.locator("summary").first.click()
    expect(page.locator("td").first).to_have_text(HACK)
    assert page.evaluate("window.hacked") is None
    source = page.locator("img").get_attribute("src") or ""
    picture = base64.b64decode(source.partition(",")[2]).decode()
    assert "<script" not in picture and "<img" not in picture


@pytest.fixture
def bare_lab(tmp_path: Path) -> Iterator[Lab]:
    """A JupyterLab that does not know our extension."""
    root = tmp_path / "notebooks"
    root.mkdir()
    lab = Lab(root, tmp_path / "home", extension=False)
    lab.home.mkdir()
    lab.start()
    yield lab
    lab.stop()


def test_a_host_without_our_extension_shows_the_picture(bare_lab: Lab, page: Page) -> None:
    write_notebook(bare_lab.root / "bare.ipynb", SETUP, CELL + "\n", "b = kept.wait().b.preview(2)")
    notebook = NotebookPage(page, bare_lab, "bare.ipynb").open()
    notebook.run_all()
    picture = page.locator(".jp-OutputArea-output img[alt='kept: 3 nodes']")
    expect(picture).to_be_visible(timeout=30_000)
    notebook.wait_executed(2)
    expect(page.locator(".jp-OutputArea")).to_contain_text([re.compile("kept · completed in")])
    assert page.locator(".uzo-workflow").count() == 0
    assert page.evaluate("window.hacked") is None
