"""Run, Cancel, the run in words, and its progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ipywidgets import HTML, Button, FloatProgress, HBox, VBox

from uzo_jupyter.picture.words import run_word
from uzo_jupyter.portable.panel import remaining_word, title_html
from uzo_jupyter.protocol import Graph, NodeState, RunPhase, RunState

_BARS: Mapping[RunPhase, str] = {
    "completed": "success",
    "failed": "danger",
    "cancelled": "warning",
    "interrupted": "warning",
}


class Toolbar:
    """The line above the graph.

    Parameters
    ----------
    run, cancel
        Called when a person asks for it.
    """

    def __init__(self, run: Callable[[], None], cancel: Callable[[], None]) -> None:
        self.run = Button(description="Run", button_style="primary", layout={"width": "auto"})
        self.cancel = Button(description="Cancel", layout={"width": "auto"})
        self.text = HTML()
        self.progress = FloatProgress(0.0, min=0.0, max=1.0, layout={"width": "99%", "height": "10px"})
        _on_click(self.run, run)
        _on_click(self.cancel, cancel)
        line = {"flex_flow": "row wrap", "align_items": "center"}
        self.box = VBox([HBox([self.run, self.cancel, self.text], layout=line), self.progress])

    def show(
        self, graph: Graph, states: Mapping[str, NodeState], run: RunState | None, notice: str | None
    ) -> None:
        """Show how the run goes."""
        active = run is not None and run.phase in ("starting", "running")
        words = (run_word(run, graph, states), remaining_word(run)) if run else (notice,)
        self.text.value = title_html(graph.name, words, run.prefect_url if run else None)
        self.run.description = "Running" if active else "Run"
        self.run.disabled = active
        # A button that can do nothing is not there.
        self.cancel.layout.display = None if active else "none"
        self.progress.layout.visibility = "visible" if run else "hidden"
        self.progress.value = run.progress if run else 0.0
        self.progress.bar_style = _BARS.get(run.phase, "info") if run else "info"


def _on_click(button: Button, action: Callable[[], None]) -> None:
    def clicked(_: Button) -> None:
        action()

    button.on_click(clicked)
