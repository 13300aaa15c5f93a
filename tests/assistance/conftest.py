"""A cell whose first statements were checked, and questions about what is written behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.assistance import Completion, Description, complete, describe
from uzo_jupyter.checking import Checked, Checker
from uzo_jupyter.language import parse
from uzo_jupyter.operations import Place, Registry

REGISTRY = Registry.load()
HEAD = """\
min_delay = parameter(60, "minutes")
flights   = read_csv("data/flights.csv")
airlines  = read_csv("data/airlines.csv")
late      = flights.filter(col("delay") > min_delay)
"""

Complete = Callable[..., list[Completion]]
Describe = Callable[..., Description | None]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder with two tables, and a frame of the notebook."""
    data = tmp_path / "data"
    data.mkdir()
    flights = pl.DataFrame({"carrier": ["AA"], "delay": [5], "dep time": [1.5], "tags": ["a"], "it's": [1]})
    flights.write_csv(data / "flights.csv")
    pl.DataFrame({"carrier": ["AA"], "name": ["American"]}).write_csv(data / "airlines.csv")
    (data / ".hidden.csv").touch()
    return Place(
        tmp_path, {"df": pl.LazyFrame({"x": [1], "day": [None]}, schema={"x": pl.Int8, "day": pl.Date})}
    )


@pytest.fixture
def checked(place: Place) -> Checked:
    """What the check of the head has learnt."""
    return Checker(REGISTRY).check(parse(HEAD, REGISTRY).workflow, place)


def position(text: str) -> tuple[str, int, int]:
    """A text without its ``|``, and the line and column where that stood."""
    offset = text.index("|")
    before = text[:offset]
    return before + text[offset + 1 :], before.count("\n") + 1, offset - before.rfind("\n")


@pytest.fixture
def completions(checked: Checked, place: Place) -> Complete:
    """All completions at the ``|`` of what is written behind the head."""

    def ask(tail: str, *, known: bool = True, before: str = HEAD) -> list[Completion]:
        text, line, column = position(before + tail)
        return complete(text, line, column, REGISTRY, checked if known else None, place if known else None)

    return ask


@pytest.fixture
def described(checked: Checked, place: Place) -> Describe:
    """What is told at the ``|`` of what is written behind the head."""

    def ask(tail: str, *, before: str = HEAD) -> Description | None:
        return describe(*position(before + tail), REGISTRY, checked, place)

    return ask


def texts(found: list[Completion]) -> list[str]:
    """What the completions write."""
    return [each.text for each in found]
