"""Colours: every text of a workflow can be read in every theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import NotebookPage, WorkflowView

THEMES = ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"]
LEAST = 4.5
TEXT = """
least = parameter(3, "letters")
a     = frame("mixed")
wrong = a.cast({"t": Int64})
after = wrong.tail(2)
few   = a.filter(col("t").str.len_chars() > least)
"""

LOW_CONTRAST = """
(root, least) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = element => {
    if (!element) return [255, 255, 255, 1];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] > 0.99 ? own : over(own, ground(element.parentElement));
  };
  const light = colour => {
    const [r, g, b] = colour.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of root.querySelectorAll('*')) {
    const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
    if (!text || element.closest(':disabled, .uzo-sr-only, [hidden]') || !element.checkVisibility()) continue;
    const back = ground(element);
    const [a, b] = [light(over(rgba(getComputedStyle(element).color), back)), light(back)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least) found.push(`${element.className}: ${text.slice(0, 30)} ${contrast.toFixed(2)}`);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def mixed(shared_bench: NotebookPage) -> Iterator[WorkflowView]:
    """A workflow with nodes in every state that a run can leave."""
    shared_bench.clear()
    shared_bench.python('mixed = pl.DataFrame({"t": [str(i) for i in range(30_000)] + ["x7"]})')
    flow = shared_bench.show("mixed", TEXT).wait_phase("failed")
    yield flow
    shared_bench.command("apputils:change-theme", {"theme": THEMES[0]})


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_stands_out_from_what_is_behind_it(
    shared_bench: NotebookPage, mixed: WorkflowView, theme: str
) -> None:
    page = shared_bench.page
    shared_bench.command("apputils:change-theme", {"theme": theme})
    page.wait_for_function("t => document.body.dataset.jpThemeName === t", arg=theme)
    page.wait_for_timeout(400)
    mixed.select("few")
    for tab in ("problems", "schema", "preview"):
        mixed.open_tab(tab)
        assert mixed.root.evaluate(LOW_CONTRAST, LEAST) == []
