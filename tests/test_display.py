"""The output of a cell, for hosts with our extension and without."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.protocol.messages import golden
from uzo_jupyter import display
from uzo_jupyter.display import MIME_TYPE, CellOutput, bundle
from uzo_jupyter.protocol import StaticView

VIEW = golden(StaticView)
assert isinstance(VIEW, StaticView)


def test_the_bundle_serves_every_host() -> None:
    made = bundle(VIEW)
    assert made[MIME_TYPE] == VIEW.to_wire()
    (problem,) = VIEW.diagnostics
    assert made["text/plain"] == f"Workflow {VIEW.graph.name}: 5 nodes, failed\n{problem.line()}"
    assert str(made["text/html"]).startswith('<div class="uzo-static ')
    assert json.loads(json.dumps(made)) == made


def test_a_cell_has_one_output_that_is_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, str, bool]] = []

    def recorder(name: str) -> Callable[..., None]:
        return lambda made, raw, display_id: calls.append((name, display_id, raw and made == bundle(VIEW)))

    for name in ("display", "update_display"):
        monkeypatch.setattr(display.ipython, name, recorder(name))
    output = CellOutput("cell-1")
    output.show(VIEW)
    output.show(VIEW)
    assert calls == [("display", "cell-1", True), ("update_display", "cell-1", True)]
