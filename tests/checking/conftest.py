"""A checker over small files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.checking import Checked, Checker
from uzo_jupyter.language import parse
from uzo_jupyter.operations import Place, Registry

Check = Callable[[str], list[str]]
REGISTRY = Registry.load()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder with ``flights.csv`` and ``airlines.csv``, and a frame of the notebook."""
    pl.DataFrame({"carrier": ["AA", "UA"], "delay": [5, 90], "note": ["a", "b"]}).write_csv(
        tmp_path / "flights.csv"
    )
    pl.DataFrame({"carrier": ["AA"], "name": ["American"]}).write_csv(tmp_path / "airlines.csv")
    return Place(tmp_path, {"df": pl.LazyFrame({"x": [1]})})


def check_text(text: str, place: Place | None, checker: Checker | None = None) -> Checked:
    """The check of a text that reads without complaint."""
    program = parse(text, REGISTRY)
    assert program.diagnostics == ()
    return (checker or Checker(REGISTRY)).check(program.workflow, place)


@pytest.fixture
def check(place: Place) -> Check:
    """The lines that are said about a text whose first statements read the two files."""
    head = 'flights = read_csv("flights.csv")\nairlines = read_csv("airlines.csv")\n'
    return lambda text: [d.line().removeprefix("error: ") for d in check_text(head + text, place).diagnostics]
