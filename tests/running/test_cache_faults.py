"""Faults of what is kept between runs are never faults of a run, unless a person can mend them and is told how."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.running.inprocess import Bench
from uzo_jupyter.protocol.fold import RunView
from uzo_jupyter.running.cache import Facts, Pins, ResultCache
from uzo_jupyter.running.places import cache_directory
from uzo_jupyter.session import Session

TEXT = 'a = frame("df")\nb = a.group_by("k").agg(n=len())\nb.write_csv("out.csv")'
FRAMES = {"df": pl.DataFrame({"k": [1, 1, 2]})}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session with a cache of its own."""
    monkeypatch.setenv("UZO_CACHE_DIR", str(tmp_path / "cache"))
    session = Session(FRAMES, tmp_path)
    yield session
    session.close()


def run(session: Session, text: str) -> RunView:
    """Run a workflow to its end, whatever that is."""
    flow = session.open_text(text)
    flow.run()
    flow.join(90)
    assert flow.view is not None
    return flow.view


def test_a_folder_that_is_removed_between_runs_is_made_again(session: Session, tmp_path: Path) -> None:
    assert run(session, TEXT).phase == "completed"
    # At once: the rows of lazy nodes are still counted, and kept.
    (cache_directory() / "results").rename(tmp_path / "removed")
    again = run(session, TEXT)
    assert (again.phase, again.message) == ("completed", None)
    assert all(state.reused is not None for state in run(session, TEXT).nodes.values())


def test_a_budget_that_is_no_size_fails_the_run_and_says_what_is(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UZO_CACHE_BUDGET", "20 gigs")
    view = run(session, TEXT)
    assert view.phase == "failed"
    assert view.message == "UZO_CACHE_BUDGET: '20 gigs' is no size. Write for example 500MB or 20GB."


@pytest.mark.parametrize(
    ("owner", "call"),
    [(ResultCache, "add"), (ResultCache, "trim"), (Pins, "settle"), (Facts, "keep_last_run")],
)
@pytest.mark.parametrize("fault", [PermissionError("not allowed"), ValueError("unforeseen")])
def test_what_cannot_be_kept_is_no_fault_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: type, call: str, fault: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(owner, call, fail)
    bench = Bench(tmp_path, FRAMES)
    assert bench.run(TEXT).rows("b").height == 2
    assert (tmp_path / "out.csv").exists()
