"""The portable widget in a JupyterLab that has ipycytoscape and does not know our extension."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, NotebookPage, write_notebook

HACK = "<img src=x onerror=window.hacked=1>"
SETUP = f"""
%load_ext uzo_jupyter
%config UzoMagics.view = "portable"
import polars as pl
orders = pl.DataFrame({{"{HACK}": ["{HACK}", "plain", None], "n": [1, 2, 3]}})
"""
CELL = f"""%%uzo demo --draft
low  = parameter(1, "least n")
a    = frame("orders").options(label="{HACK}")
some = a.filter(col("n") > low)
most = some.sort("n", descending=True)
"""


@pytest.fixture(scope="module")
def bare_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab that does not know our extension."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "notebooks").mkdir()
    lab = Lab(folder / "notebooks", folder / "home", extension=False)
    lab.home.mkdir()
    lab.start()
    yield lab
    lab.stop()


class Portable:
    """The portable widget in the output of a cell."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.page = notebook.page
        self.lab = notebook.lab
        self.root = self.page.locator(".jp-OutputArea-output .uzo-portable")
        self.status = self.root.locator(".uzo-portable-status")
        self.state = self.root.locator(".uzo-portable-state")

    def graph(self, expression: str) -> Any:
        """What cytoscape says, as ``cy``."""
        script = f"""() => {{
          const element = [...document.querySelectorAll('.uzo-portable *')].find(each => each._cyreg);
          const cy = element?._cyreg.cy;
          return cy && {expression};
        }}"""
        return self.page.evaluate(script)

    def wait_drawn(self, nodes: int) -> Portable:
        """Wait until so many nodes are on the canvas."""
        expect(self.root.locator("canvas").first).to_be_visible(timeout=60_000)
        deadline = time.monotonic() + 30
        while self.graph("cy.nodes().length") != nodes:
            assert time.monotonic() < deadline, self.graph("cy.nodes().map(node => node.id())")
            self.page.wait_for_timeout(100)
        return self

    def places(self) -> Any:
        """Where nodes are on the canvas."""
        return self.graph("cy.nodes().map(node => [node.id(), node.position()])")

    def click(self, node: str) -> None:
        """Click a node on the canvas."""
        place = self.graph(f"cy.getElementById('node {node}').renderedPosition()")
        self.root.locator("canvas").first.click(position=place)


@pytest.fixture
def portable(page: Page, bare_lab: Lab) -> Portable:
    """A workflow that a notebook shows."""
    write_notebook(bare_lab.root / "portable.ipynb", SETUP, CELL)
    notebook = NotebookPage(page, bare_lab, "portable.ipynb").open()
    notebook.run_all()
    return Portable(notebook).wait_drawn(3)


def test_a_workflow_is_drawn_run_and_looked_at(portable: Portable, page: Page) -> None:
    in_sight = "cy.nodes().every(node => { const box = node.renderedBoundingBox();"
    in_sight += " return box.x1 >= 0 && box.y1 >= 0 && box.x2 <= cy.width() && box.y2 <= cy.height(); })"
    assert portable.graph(in_sight)
    before = portable.places()
    expect(portable.root.get_by_role("button", name="Cancel")).to_be_hidden()
    portable.root.get_by_role("button", name="Run").click()
    expect(portable.status).to_contain_text("Completed in", timeout=120_000)
    page.wait_for_timeout(500)
    labels = portable.graph("cy.nodes().map(node => node.data('label'))")
    assert labels[1:] == ["some\nFilter rows\n✓ Done · 2 rows", "most\nSort rows\n✓ Done · 2 rows"]
    assert labels[0].startswith("<img src=x")
    assert portable.places() == before
    portable.click("some")
    expect(portable.state).to_have_text("✓ Done · 2 rows")
    expect(portable.root.locator("td").filter(has_text="plain")).to_be_visible()
    portable.root.locator("canvas").first.click(position={"x": 5, "y": 5})  # the ground is no node
    portable.root.get_by_label("Node").select_option(index=1)
    expect(portable.root.locator("td").filter(has_text=HACK).last).to_be_visible()
    control = portable.root.get_by_label("low")
    control.fill("2")
    control.press("Enter")
    portable.click("some")
    expect(portable.state).to_have_text("◌ 1 row")
    assert page.evaluate("window.hacked") is None


def test_a_dark_theme_makes_the_canvas_dark(portable: Portable, page: Page) -> None:
    canvas = portable.root.locator("canvas").first
    for theme, expected in (("JupyterLab Dark", "invert"), ("JupyterLab Light", "none")):
        page.evaluate("t => void jupyterapp.commands.execute('apputils:change-theme', { theme: t })", theme)
        expect(canvas).to_have_css("filter", re.compile(expected))
        ground = portable.root.locator(".custom-widget")
        expect(ground).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_a_page_that_is_loaded_anew_shows_the_same(portable: Portable, page: Page) -> None:
    place = portable.graph("cy.getElementById('node most').renderedPosition()")
    box = portable.root.locator("canvas").last.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + place["x"], box["y"] + place["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + place["x"] + 40, box["y"] + place["y"] + 10, steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    dragged = portable.places()
    notebook = NotebookPage(page, portable.lab, "portable.ipynb")
    notebook.command("docmanager:save")
    notebook.open()
    portable.wait_drawn(3)
    assert portable.places() == dragged


def test_without_the_kernel_the_picture_is_seen(portable: Portable, page: Page) -> None:
    picture = page.locator(".jp-OutputArea-output img[alt='demo: 3 nodes']")
    portable.root.get_by_role("button", name="Run").click()
    expect(portable.status).to_contain_text("Completed in", timeout=120_000)
    portable.click("some")
    expect(portable.state).to_have_text("✓ Done · 2 rows")
    page.wait_for_timeout(500)
    expect(picture).to_be_hidden()
    notebook = NotebookPage(page, portable.lab, "portable.ipynb")
    notebook.command("docmanager:save")
    notebook.command("notebook:shutdown-kernel")
    notebook.open()
    expect(picture).to_be_visible()
    output = page.locator(".jp-OutputArea").last
    expect(output).to_contain_text("demo · completed in")
    output.locator("summary").click()
    expect(output.locator("td").first).to_have_text("plain")
    assert page.evaluate("window.hacked") is None
