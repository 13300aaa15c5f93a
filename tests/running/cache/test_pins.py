"""Pins: each workflow settles its own, and those of workflows of which nothing is left."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from uzo_jupyter.running.cache import Owner, Pins
from uzo_jupyter.running.processes import process_name

LIVE = f"{os.getppid()}@{platform.node()}"


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    """No pins yet."""
    return Pins(tmp_path)


def owner(file: Path | None = None, process: str | None = None) -> Owner:
    """A workflow of this process, or of another."""
    return Owner(
        directory="/",
        workflow="w",
        file=None if file is None else str(file),
        process=process_name() if process is None else process,
    )


def dead_process() -> str:
    """The name of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{process.pid}@{platform.node()}"


def test_another_live_process_releases_nothing_where_nobody_knows_the_notebooks(pins: Pins) -> None:
    pins.settle(owner(process=LIVE), ["n"], {"n": "k"})
    pins.settle(owner(), ["n"], {"n": None})
    assert pins.keys() == {"k"}


def test_what_a_process_that_has_ended_pinned_is_taken_over(pins: Pins) -> None:
    for _ in range(3):
        pins.settle(owner(process=dead_process()), ["n"], {"n": "k"})
    pins.settle(owner(), ["n"], {"n": "k"})
    assert pins.keys() == {"k"}
    pins.settle(owner(), ["n"], {"n": None})
    assert pins.keys() == frozenset()


def test_pins_of_a_notebook_survive_its_kernel_and_end_with_the_notebook(pins: Pins, tmp_path: Path) -> None:
    notebook = tmp_path / "a.ipynb"
    notebook.touch()
    pins.settle(owner(notebook, dead_process()), ["n"], {"n": "k"})
    pins.settle(owner(), ["n"], {"n": None})
    assert pins.keys() == {"k"}
    notebook.rename(tmp_path / "b.ipynb")
    pins.settle(owner(tmp_path / "b.ipynb"), ["n"], {"n": None})
    assert pins.keys() == frozenset()


def test_a_result_that_two_workflows_pin_stays_until_both_have_released_it(
    pins: Pins, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.ipynb", tmp_path / "second.ipynb"
    first.touch()
    second.touch()
    pins.settle(owner(first), ["n"], {"n": "k"})
    pins.settle(owner(second), ["n"], {"n": "k"})
    pins.settle(owner(first), ["n"], {"n": None})
    assert pins.keys() == {"k"}
    pins.settle(owner(second), ["n"], {"n": None})
    assert pins.keys() == frozenset()


def test_a_pin_that_cannot_be_read_pins_and_is_cleared(pins: Pins, tmp_path: Path) -> None:
    pins.settle(owner(), ["n"], {"n": "k"})
    (file,) = (tmp_path / "pins").iterdir()
    file.write_text("{")
    pins.settle(owner(), ["n"], {"n": None})
    assert pins.keys() == {"k"}
    pins.clear()
    assert pins.keys() == frozenset()
