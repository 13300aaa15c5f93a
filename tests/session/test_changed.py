"""Rows of a file that was changed since the run are never shown as those of the run."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.errors import SampleWarning
from uzo_jupyter.session import Flow, Session

TEXT = """
a = read_parquet("a.parquet")
b = a.filter(col("n") > 0)
c = b.group_by("k").agg(total=col("n").sum())
"""


def write(folder: Path, values: list[int]) -> None:
    """The file that the workflow reads."""
    pl.DataFrame({"n": values, "k": [0] * len(values)}).write_parquet(folder / "a.parquet")


@pytest.fixture
def ran(tmp_path: Path):
    """A workflow that has run over the values 5 to 9."""
    write(tmp_path, [5, 6, 7, 8, 9])
    session = Session({}, tmp_path)
    flow = session.open_text(TEXT)
    flow.run()
    flow.wait(60)
    flow.wait_for_counts(30)
    yield flow
    session.close()


def test_lazy_rows_are_those_of_the_run_while_the_file_is_the_same(ran: Flow) -> None:
    assert ran.changed_sources("b") == ()
    assert ran.b.preview()["n"].to_list() == [5, 6, 7, 8, 9]
    assert not ran.preview("b").sample


def test_lazy_rows_are_those_of_today_when_their_file_was_changed_and_that_is_told(
    ran: Flow, tmp_path: Path
) -> None:
    write(tmp_path, [100, 101])
    assert ran.changed_sources("b") == ("a",)
    assert ran.changed_sources("c") == (), "its rows are in a file"
    with pytest.warns(SampleWarning, match="'b' are not those of the last run: a has changed since"):
        assert ran.b.preview()["n"].to_list() == [100, 101]
    assert ran.preview("c").rows["total"].to_list() == [35]


def test_after_another_run_the_rows_are_those_of_the_run_again(ran: Flow, tmp_path: Path) -> None:
    write(tmp_path, [100, 101])
    ran.run()
    ran.wait(60)
    assert ran.changed_sources("b") == ()
    assert ran.preview("b").rows["n"].to_list() == [100, 101]
    assert not ran.preview("b").sample
