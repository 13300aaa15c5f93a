"""A real JupyterLab and a real browser for tests."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_STATUS = "s => jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === s"


@dataclass
class Lab:
    """A running JupyterLab whose root folder is ``root``, with or without our extension."""

    root: Path
    home: Path
    extension: bool = True
    url: str = ""
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = self.home / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        # Else the toast about Jupyter news covers the page.
        text = json.dumps({"fetchNews": "false", "checkForUpdates": False})
        (settings / "notification.jupyterlab-settings").write_text(text)
        if not self.extension:
            config = self.home / "config" / "labconfig"
            config.mkdir(parents=True)
            (config / "page_config.json").write_text(
                json.dumps({"disabledExtensions": {"uzo-jupyter": True}})
            )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "JUPYTERLAB_SETTINGS_DIR": str(self.home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.home / "workspaces"),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "IPYTHONDIR": str(self.home / "ipython"),
            **self.environment,
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ip=127.0.0.1"]
        command += ["--allow-root", "--IdentityProvider.token=", f"--ServerApp.root_dir={self.root}"]
        command += ["--LabApp.expose_app_in_browser=True"]
        with (self.home / "lab.log").open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        self.url = f"http://127.0.0.1:{port}"
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/api/status", timeout=1):
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(f"JupyterLab did not start: {(self.home / 'lab.log').read_text()[-3000:]}")

    def stop(self) -> None:
        """End the server."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)


class NotebookPage:
    """A notebook that is open in the browser."""

    def __init__(self, page: Page, lab: Lab, name: str) -> None:
        self.page = page
        self.lab = lab
        self.name = name

    @property
    def path(self) -> Path:
        """The notebook's file."""
        return self.lab.root / self.name

    def open(self, *, kernel: bool = True) -> NotebookPage:
        """Open the notebook, and wait for its kernel."""
        self.page.goto(f"{self.lab.url}/lab/tree/{self.name}?reset")
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        if kernel:
            self.wait_kernel("idle")
        return self

    def wait_kernel(self, status: str) -> None:
        """Wait until the kernel is idle or busy."""
        self.page.wait_for_function(_STATUS, arg=status, timeout=90_000)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Run a command of JupyterLab and wait for its end."""
        self.page.evaluate(
            "async ([n, a]) => void await jupyterapp.commands.execute(n, a)", [name, arguments or {}]
        )

    def run_all(self) -> None:
        """Run all cells, without waiting."""
        self.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")

    def run_cell(self, index: int) -> None:
        """Run one cell, without waiting."""
        self.page.evaluate(
            "i => { const n = jupyterapp.shell.currentWidget.content; n.deselectAll(); n.activeCellIndex = i;"
            " void jupyterapp.commands.execute('notebook:run-cell'); }",
            index,
        )

    def sources(self) -> list[str]:
        """The text of every cell."""
        return self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(c => c.getSource())"
        )

    def set_source(self, index: int, text: str) -> None:
        """Replace the text of a cell."""
        self.page.evaluate(
            "([i, t]) => jupyterapp.shell.currentWidget.content.model.sharedModel.cells[i].setSource(t)",
            [index, text],
        )

    def clear(self) -> None:
        """Leave one empty cell."""
        self.page.evaluate(
            "() => { const m = jupyterapp.shell.currentWidget.content.model.sharedModel;"
            " m.deleteCellRange(0, m.cells.length); m.addCell({ cell_type: 'code' }); }"
        )

    def append(self, text: str) -> int:
        """Put a new cell at the end; returns its index."""
        index = self.page.evaluate(
            "t => { const m = jupyterapp.shell.currentWidget.content.model.sharedModel;"
            " return m.addCell({ cell_type: 'code', source: t }) && m.cells.length - 1; }",
            text,
        )
        return int(index)

    def add(self, text: str) -> int:
        """Run a new cell at the end, without waiting; returns its index."""
        index = self.append(text)
        self.run_cell(index)
        return index

    def show(self, name: str, text: str, options: str = "") -> WorkflowView:
        """Run a workflow in a new cell and wait for its widget."""
        self.add(f"%%uzo {name} {options}\n{text}")
        return self.workflow(name).wait_live()

    def python(self, code: str) -> None:
        """Execute code in the kernel, beside the cells."""
        self.page.evaluate(
            "async code => { const k = jupyterapp.shell.currentWidget.sessionContext.session.kernel;"
            # What is asked just after an interrupt is aborted: ask again.
            " let content, tries = 0;"
            " do { if (tries) await new Promise(done => setTimeout(done, 200));"
            " content = (await k.requestExecute({ code }).done).content;"
            " } while (content.status === 'aborted' && ++tries < 20);"
            " if (content.status !== 'ok') throw new Error(content.evalue); }",
            code,
        )

    def output_text(self, index: int) -> str:
        """The text of a cell's output."""
        script = "i => jupyterapp.shell.currentWidget.content.widgets[i].outputArea.node.innerText"
        return str(self.page.evaluate(script, index))

    def wait_executed(self, index: int, timeout: float = 60) -> None:
        """Wait until a cell has its execution count."""
        script = "i => /^\\d+$/.test((jupyterapp.shell.currentWidget.content.widgets[i].prompt || '').trim())"
        self.page.wait_for_function(script, arg=index, timeout=timeout * 1000)

    def workflow(self, name: str) -> WorkflowView:
        """The view of the workflow of that name."""
        return WorkflowView(self.page.locator(f'.uzo-workflow:has(.uzo-name[title="{name}"])'))


class WorkflowView:
    """A workflow in the output of a cell."""

    def __init__(self, root: Locator) -> None:
        self.root = root

    def wait_live(self) -> WorkflowView:
        """Wait until a kernel stands behind it and has told its state."""
        expect(self.root).to_have_class(re.compile("uzo-live"), timeout=60_000)
        return self

    def node(self, identity: str) -> Locator:
        """A node of the graph."""
        return self.root.locator(f".uzo-node[data-node-id='{identity}']")

    def statuses(self) -> dict[str, str]:
        """The state of every node."""
        pairs = "nodes => nodes.map(node => [node.dataset.nodeId, node.dataset.status])"
        return dict(self.root.locator(".uzo-node").evaluate_all(pairs))

    def wait_phase(self, phase: str, timeout: float = 60) -> WorkflowView:
        """Wait until the run is in that phase."""
        expect(self.root).to_have_attribute("data-phase", phase, timeout=timeout * 1000)
        return self

    def wait_status(self, identity: str, status: str, timeout: float = 30) -> None:
        """Wait until a node is in that state."""
        expect(self.node(identity)).to_have_attribute("data-status", status, timeout=timeout * 1000)

    def select(self, identity: str) -> None:
        """Select a node by the keyboard, which also brings it into sight."""
        self.node(identity).focus()
        self.node(identity).press("Space")

    def preview(self, identity: str) -> Locator:
        """The rows of a node, after selecting it and waiting for them."""
        self.select(identity)
        self.open_tab("preview")
        found = self.root.locator(f".uzo-preview[data-node='{identity}'][data-rows]:not([data-loading])")
        found.wait_for(timeout=30_000)
        return found

    def open_tab(self, name: str) -> None:
        """Open a tab of the panel."""
        self.root.locator(f".uzo-tab[data-tab='{name}']").click()

    def columns(self, identity: str) -> list[str]:
        """The columns of a node as the schema shows them."""
        self.select(identity)
        self.open_tab("schema")
        names = self.root.locator(".uzo-schema tbody tr[data-column]").evaluate_all(
            "rows => rows.map(r => r.dataset.column)"
        )
        return list(names)

    def start_reading(self) -> None:
        """Put the cursor of the grid on the first cell."""
        self.root.locator(".uzo-grid").click(position={"x": 80, "y": 47})
        expect(self.cell).to_contain_text("Row 1 ·")

    @property
    def cell(self) -> Locator:
        """The cell under the cursor, in words."""
        return self.root.locator(".uzo-cell")

    @property
    def status(self) -> Locator:
        """The run in words."""
        return self.root.locator(".uzo-status-text")


def write_notebook(path: Path, *cells: str) -> None:
    """A notebook of code cells."""
    items = [
        {
            "id": f"cell-{i}",
            "cell_type": "code",
            "source": text,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for i, text in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": items}))
