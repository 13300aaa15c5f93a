"""JupyterLab on a copy of the notebooks, and a page of a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.install_browser import find_chromium
from tests.browser.lab import BROWSER_ARGUMENTS, Lab, NotebookPage, write_notebook
from tests.conftest import ROOT

BENIGN = ("ResizeObserver loop",)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, flights_data: Path) -> Iterator[Lab]:
    """A JupyterLab on a folder with the tour and its data."""
    root = tmp_path_factory.mktemp("notebooks")
    shutil.copy(ROOT / "notebooks" / "tour.ipynb", root)
    (root / "data").symlink_to(flights_data)
    # Between tests no kernel may be there for a moment: Prefect should not be started again each time.
    lab = Lab(root, tmp_path_factory.mktemp("home"), environment={"UZO_PREFECT_IDLE_SECONDS": "30"})
    lab.start()
    yield lab
    lab.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser) -> Iterator[Page]:
    """A fresh page; an exception in it fails at the end."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(20_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert [error for error in errors if not error.startswith(BENIGN)] == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for one test."""
    with watched_page(browser) as page:
        yield page


@pytest.fixture(scope="session")
def shared_bench(browser: Browser, lab: Lab) -> Iterator[NotebookPage]:
    """One notebook with one kernel for all tests that need no notebook of their own."""
    write_notebook(lab.root / "bench.ipynb", "")
    with watched_page(browser) as page:
        bench = NotebookPage(page, lab, "bench.ipynb").open()
        bench.python("%load_ext uzo_jupyter\nimport polars as pl")
        yield bench


@pytest.fixture
def bench(shared_bench: NotebookPage) -> Iterator[NotebookPage]:
    """The notebook, empty; runs of a test end with it."""
    shared_bench.clear()
    yield shared_bench
    shared_bench.python("for w in get_ipython().magics_manager.registry['UzoMagics']._widgets: w.cancel()")
