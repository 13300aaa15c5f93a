"""The editor in a real JupyterLab and browser: painting, states, dragging, edits, what is loaded at the start."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.figure import REPEATS, Figure
from tests.browser.install_browser import find_chromium
from tests.browser.lab import BROWSER_ARGUMENTS, Lab, NotebookPage, WorkflowView, write_notebook
from tests.conftest import DATA

SIZES = (20, 200, 500)
_PAINTED = """async ([cell, name, count]) => {
  const { content } = jupyterapp.shell.currentWidget;
  content.deselectAll(); content.activeCellIndex = cell;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const start = performance.now();
  void jupyterapp.commands.execute('notebook:run-cell');
  const nodes = () => document.querySelectorAll(`.uzo-live:has(.uzo-name[title="${name}"]) .uzo-node`).length;
  while (nodes() < count) await frame();
  await frame(); await frame();
  return performance.now() - start; }"""
_STATES = """async ([name, status, code]) => {
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  let start = 0;
  const hear = (_kernel, { direction, msg }) => {
    if (direction === 'recv' && msg.header.msg_type === 'comm_msg' && start === 0) start = performance.now();
  };
  kernel.anyMessage.connect(hear);
  await kernel.requestExecute({ code }).done;
  const left = () => document.querySelectorAll(
    `.uzo-live:has(.uzo-name[title="${name}"]) .uzo-node:not([data-status="${status}"])`).length;
  while (left() > 0) await frame();
  await frame();
  kernel.anyMessage.disconnect(hear);
  return performance.now() - start; }"""
_PATCH = """
from uzo_jupyter.protocol import NodeState, PatchMessage
_magics = get_ipython().magics_manager.registry["UzoMagics"]
_view = [w for w in _magics._widgets if w.comm and w.graph["name"] == "{name}"][-1].flow_view
_view._post(PatchMessage(nodes={{n: NodeState(status="{status}") for n in _view.flow}}, run=None))
"""
_FRAMES = """() => { window.uzoFrames = 0; window.uzoStart = performance.now();
  const count = () => { window.uzoFrames++; window.uzoCounting && requestAnimationFrame(count); };
  window.uzoCounting = true; requestAnimationFrame(count); }"""
_RATE = """() => { window.uzoCounting = false;
  return window.uzoFrames / (performance.now() - window.uzoStart) * 1000; }"""
_LOADED = """() => performance.getEntriesByType('resource')
  .filter(entry => entry.name.includes('uzo-jupyter') && entry.name.includes('.js'))
  .reduce((sum, entry) => sum + entry.decodedBodySize, 0) / 1024"""


def figures() -> Iterator[Figure]:
    """All figures of the editor."""
    with tempfile.TemporaryDirectory(prefix="uzo-bench-lab-", ignore_cleanup_errors=True) as folder:
        root, home = Path(folder) / "root", Path(folder) / "home"
        root.mkdir()
        write_notebook(root / "bench.ipynb", "")
        lab = Lab(root, home)
        lab.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find_chromium(), args=BROWSER_ARGUMENTS)
                page = browser.new_page(viewport={"width": 1400, "height": 1000})
                yield from _measured(NotebookPage(page, lab, "bench.ipynb").open())
                browser.close()
        finally:
            lab.stop()


def _measured(bench: NotebookPage) -> Iterator[Figure]:
    page = bench.page
    yield Figure("loaded when the page starts", [float(page.evaluate(_LOADED))], "KB")
    bench.python("%load_ext uzo_jupyter")
    bench.show("warm", _chains(8), "--draft")
    for size in SIZES:
        yield from _of_size(bench, size)
    yield _dragging(bench)
    yield from _editing(bench)


def _of_size(bench: NotebookPage, size: int) -> Iterator[Figure]:
    painted: list[float] = []
    for round_ in range(REPEATS):
        name = f"painted{size}_{round_}"
        bench.clear()
        cell = bench.append(f"%%uzo {name} --draft\n{_chains(size)}")
        painted.append(float(bench.page.evaluate(_PAINTED, [cell, name, size])))
    yield Figure(f"{size} nodes: cell run to painted", painted, "ms")
    states: list[float] = []
    for round_ in range(REPEATS):
        status = ("running", "done")[round_ % 2]
        code = _PATCH.format(name=name, status=status)
        states.append(float(bench.page.evaluate(_STATES, [name, status, code])))
    yield Figure(f"{size} nodes: all states by one message", states, "ms")


def _dragging(bench: NotebookPage) -> Figure:
    bench.clear()
    view = bench.show("dragged", _chains(200), "--draft")
    page = bench.page
    view.root.locator(".react-flow__controls-fitview").click()
    rates: list[float] = []
    for _ in range(REPEATS):
        box = view.root.locator(".uzo-node").nth(100).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 4, y + 4)
        page.evaluate(_FRAMES)
        for step in range(90):
            page.mouse.move(x + 4 + step % 45, y + 4 + step % 30)
        rates.append(float(page.evaluate(_RATE)))
        page.mouse.move(x, y)
        page.mouse.up()
        page.wait_for_timeout(400)
    return Figure("200 nodes: frames while one is dragged", rates, "/s")


def _editing(bench: NotebookPage) -> Iterator[Figure]:
    """From an edit of the first filter of fifteen nodes to its effect on the last card, and what of it is Python's."""
    bench.clear()
    text = f'n0 = read_parquet("{DATA}/flights.parquet")\nn1 = n0.filter(col("dep_delay") > 10)\n'
    text += "".join(f"n{i} = n{i - 1}.filter(col('dep_delay') > {i})\n" for i in range(2, 15))
    view = bench.show("edited", text, "--draft")
    view.wait_status("n14", "sampled")
    bench.page.wait_for_timeout(500)
    seen = [_seen(bench.page, view, round_) for round_ in range(REPEATS)]
    yield Figure("15 nodes: text typed to samples seen (0.2 s pause)", seen, "ms")


def _seen(page: Page, view: WorkflowView, round_: int) -> float:
    before = view.node("n14").locator(".uzo-node-rows").inner_text()
    script = """async ([text, before]) => {
      const { content } = jupyterapp.shell.currentWidget;
      const cell = content.model.sharedModel.cells.find(each => each.getSource().startsWith('%%uzo edited'));
      const source = cell.getSource(), at = source.search(/> \\d+\\)/) + 2;
      const start = performance.now();
      cell.updateSource(at, source.indexOf(')', at), text);
      const rows = () => document.querySelector('.uzo-node[data-node-id="n14"] .uzo-node-rows')?.innerText;
      while (rows() === before || !rows()) await new Promise(done => requestAnimationFrame(done));
      return performance.now() - start; }"""
    return float(page.evaluate(script, [str(200 + 60 * round_), before]))


def _chains(nodes: int) -> str:
    """Chains of ten over a frame, and joins between them."""
    lines: list[str] = []
    for number in range(nodes):
        if number % 10 == 0:
            lines.append(f'n{number} = frame("missing")')
        elif number % 10 == 5 and number > 10:
            lines.append(f'n{number} = n{number - 1}.join(n{number - 11}, on="a")')
        else:
            lines.append(f'n{number} = n{number - 1}.filter(col("a") > {number})')
    return "\n".join(lines)
