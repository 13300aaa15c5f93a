"""The editor as a person uses it: mouse, keyboard, clipboard."""

from __future__ import annotations

import itertools
import re
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import NotebookPage, WorkflowView

FRAMES = """
small = pl.DataFrame({"n": list(range(500)), "word": ["w%03d" % i for i in range(500)]})
other = pl.DataFrame({"n": [1, 2, 3], "tag": ["x", "y", "z"]})
"""
_NUMBERS = itertools.count()
"""What is open is remembered by the name of a workflow, so each has its own."""
_CELLS = "jupyterapp.shell.currentWidget.content.model.sharedModel.cells"


class Editor:
    """A draft of a workflow in the only cell of a notebook, and its graph."""

    def __init__(self, bench: NotebookPage, body: str, name: str = "") -> None:
        self.bench = bench
        self.page: Page = bench.page
        self.view: WorkflowView = bench.show(name or f"edited{next(_NUMBERS)}", body, "--draft")
        self.root: Locator = self.view.root
        self.cell = len(bench.sources()) - 1
        self.head = bench.sources()[self.cell].partition("\n")[0]
        self.fit()

    def fit(self) -> None:
        """Bring all of the graph into sight, as nothing is that is not."""
        self.root.locator(".react-flow__controls-fitview").click()

    @property
    def text(self) -> str:
        """What the cell says now."""
        return self.bench.sources()[self.cell].removeprefix(f"{self.head}\n")

    def expect_text(self, text: str, timeout: float = 5) -> None:
        """Wait until the cell says this."""
        script = f"([i, t]) => {_CELLS}[i].getSource() === t"
        try:
            self.page.wait_for_function(
                script, arg=[self.cell, f"{self.head}\n{text}"], timeout=timeout * 1000
            )
        except PlaywrightError as error:
            raise AssertionError(f"The cell says\n{self.text}\ninstead of\n{text}") from error

    def layout(self) -> dict[str, Any]:
        """What the cell's metadata keep of the drawing."""
        return self.page.evaluate(f"i => {_CELLS}[i].getMetadata('uzo') ?? {{}}", self.cell)

    def expect_layout(self, check: str, timeout: float = 5) -> None:
        """Wait until a JavaScript condition on the layout ``l`` holds."""
        script = f"i => {{ const l = {_CELLS}[i].getMetadata('uzo'); return Boolean({check}); }}"
        try:
            self.page.wait_for_function(script, arg=self.cell, timeout=timeout * 1000)
        except PlaywrightError as error:
            raise AssertionError(f"{check}: {self.layout()}") from error

    def expect_nodes(self, *nodes: str) -> None:
        """Wait until the graph has these nodes."""
        expect(self.root.locator(".uzo-node")).to_have_count(len(nodes))
        for node in nodes:
            expect(self.view.node(node)).to_have_count(1)

    def expect_edges(self, *edges: str) -> None:
        """Wait until just these connections are drawn, such as ``a>b``."""
        expect(self.root.locator(".react-flow__edge")).to_have_count(len(edges))
        for edge in edges:
            source, target = edge.split(">")
            expect(self.edge(source, target)).to_have_count(1)

    def expect_selected(self, *nodes: str) -> None:
        """Wait until just these nodes are selected."""
        expect(self.root.locator(".uzo-node[data-chosen]")).to_have_count(len(nodes))
        for node in nodes:
            expect(self.view.node(node)).to_have_attribute("data-chosen", "true")

    def select(self, *nodes: str) -> None:
        """Click nodes, all but the first with Ctrl."""
        for index, node in enumerate(nodes):
            self.view.node(node).click(position={"x": 60, "y": 12}, modifiers=["Control"] if index else [])
        self.expect_selected(*nodes)

    def output(self, node: str) -> Locator:
        """The dot that a node's rows leave by."""
        return self.view.node(node).locator(".react-flow__handle.source")

    def input(self, node: str, name: str = "input") -> Locator:
        """The dot of an input."""
        return self.view.node(node).locator(f".react-flow__handle.target[data-handleid='{name}']")

    def edge(self, source: str, target: str) -> Locator:
        """A connection; to be clicked at its place, because a level line has no height."""
        return self.root.locator(
            f".react-flow__edge[aria-label='Edge from {source} to {target}'] .react-flow__edge-path"
        )

    def click_edge(self, source: str, target: str) -> None:
        """Select a connection."""
        self.page.mouse.click(*place(self.edge(source, target)))

    def drag(self, start: Locator | tuple[float, float], end: Locator | tuple[float, float]) -> None:
        """Drag by the mouse from one place to another."""
        (x0, y0), (x1, y1) = place(start), place(end)
        mouse = self.page.mouse
        mouse.move(x0, y0)
        mouse.down()
        mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=4)
        mouse.move(x1, y1, steps=4)
        mouse.up()

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def tool(self, name: str) -> Locator:
        """A button of the toolbar."""
        return self.root.locator(f"[data-tool={name}]")

    def menu(self, node: str | None, item: str) -> None:
        """Choose from the menu of a node or of the ground."""
        if node is None:
            self.root.locator(".react-flow__pane").click(button="right", position={"x": 420, "y": 12})
        else:
            self.view.node(node).click(button="right", position={"x": 60, "y": 12})
        self.page.locator(".uzo-menu").get_by_role("menuitem", name=re.compile(f"^{re.escape(item)}")).click()

    def choose(self, text: str, word: str) -> None:
        """Search the open list of operations and take the first that is found."""
        self.focus_is(".uzo-search")
        self.page.keyboard.type(text)
        expect(self.page.locator(".uzo-operation[aria-selected=true]")).to_have_attribute("data-word", word)
        self.press("Enter")

    @property
    def refusal(self) -> Locator:
        """Why something was not done."""
        return self.root.locator(".uzo-banner[data-kind=rejected]")

    @property
    def popover(self) -> Locator:
        """The list of operations at a place."""
        return self.page.locator(".uzo-popover")

    def field(self, name: str) -> Locator:
        """The part of the settings about one of them."""
        return self.root.locator(f".uzo-settings [data-field='{name}']")

    def settings(self, node: str) -> Locator:
        """The settings of a node, opened."""
        self.view.select(node)
        if self.tool("settings").get_attribute("aria-pressed") != "true":
            self.tool("settings").click()
        pane = self.root.locator(".uzo-settings")
        expect(pane).to_have_attribute("data-node", node)
        expect(pane.locator(".uzo-field").first).to_be_visible()
        return pane

    def focus_is(self, selector: str) -> None:
        """Wait until the focus is on what the selector says."""
        self.page.wait_for_function("s => document.activeElement.matches(s)", arg=selector, timeout=5000)


def place(where: Locator | tuple[float, float]) -> tuple[float, float]:
    """The middle of an element, or the place itself."""
    if isinstance(where, tuple):
        return where
    box = where.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drop(source: Locator, target: Locator, x: float, y: float) -> None:
    """Drag by the browser's own drag and drop; the place is one of the window."""
    page = source.page
    data = page.evaluate_handle("() => new DataTransfer()")
    source.dispatch_event("dragstart", {"dataTransfer": data})
    for kind in ("dragenter", "dragover", "drop"):
        target.dispatch_event(kind, {"dataTransfer": data, "clientX": x, "clientY": y})


def copy_text(root: Locator, kind: str = "copy") -> str:
    """What the graph puts on the clipboard."""
    return str(
        root.locator(".uzo-flow").evaluate(
            "(e, kind) => { const data = new DataTransfer();"
            " const from = e.contains(document.activeElement) ? document.activeElement : e;"
            " from.dispatchEvent(new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true }));"
            " return data.getData('text/plain'); }",
            kind,
        )
    )


def paste_text(root: Locator, text: str) -> None:
    """A text from the clipboard arrives in the graph."""
    root.locator(".uzo-flow").evaluate(
        "(e, text) => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " e.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }",
        text,
    )
