"""Schemas of a workflow that is being written, without a look at any file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.checking.conftest import REGISTRY, check_text
from uzo_jupyter.checking import Foresight
from uzo_jupyter.language import parse
from uzo_jupyter.operations import Place

HEAD = 'flights = read_csv("flights.csv")\nlate = flights.filter(col("delay") > 60)\n'


def foreseen(place: Place, text: str, node: str) -> list[str] | None:
    """The columns of a node of a text that follows the checked one; the files are gone meanwhile."""
    known = check_text(HEAD, place)
    for file in place.directory.glob("*.csv"):
        file.unlink()
    schema = Foresight(REGISTRY, known, place).schema(parse(text, REGISTRY).workflow, node)
    return None if schema is None else list(schema)


def test_new_nodes_follow_from_what_sources_had(place: Place) -> None:
    assert foreseen(place, HEAD + 'x = late.select("carrier").with_columns(n=len())', "x") == ["carrier", "n"]


def test_a_source_is_known_by_what_it_reads_and_not_by_its_name(place: Place) -> None:
    assert foreseen(place, HEAD.replace("flights =", "f =").replace("flights.", "f."), "late") == [
        "carrier",
        "delay",
        "note",
    ]


def test_a_change_reaches_the_nodes_behind_it(place: Place) -> None:
    text = HEAD.replace("flights.filter", 'flights.drop("note").filter') + "x = late.head(1)"
    assert foreseen(place, text, "x") == ["carrier", "delay"]


def test_a_new_file_is_not_opened(place: Place) -> None:
    assert foreseen(place, 'a = read_csv("airlines.csv")', "a") is None


def test_frames_of_the_notebook_are_looked_at(place: Place) -> None:
    assert foreseen(place, 'a = frame("df")', "a") == ["x"]
    assert foreseen(place, 'a = frame("missing")', "a") is None


def test_without_a_check_nothing_is_known_of_files(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_csv(tmp_path / "a.csv")
    workflow = parse('a = read_csv("a.csv")', REGISTRY).workflow
    assert Foresight(REGISTRY, None, Place(tmp_path)).schema(workflow, "a") is None
    assert Foresight(REGISTRY, None).schema(workflow, "no such node") is None
