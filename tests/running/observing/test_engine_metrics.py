"""Polars' private way to tell of its queries: that it is as we know it, and that we leave no trace."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from tests.running.observing.watching import run_text
from uzo_jupyter.operations import Place
from uzo_jupyter.running.observing import engine_metrics
from uzo_jupyter.running.observing.engine_metrics import Recorder, collect_watched, why_unavailable

TEXT = """
a = read_parquet("t.parquet")
b = a.with_columns(w=col("n") * 2)
c = b.group_by("k").agg(total=col("w").sum())
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder with a Parquet file of 2,000 rows."""
    pl.DataFrame({"n": range(2000), "k": [i % 5 for i in range(2000)]}).write_parquet(tmp_path / "t.parquet")
    return Place(tmp_path, {})


def test_this_polars_can_be_watched(tmp_path: Path, place: Place) -> None:
    """When this fails, Polars has changed what it tells of its queries.

    Nodes that are fused then have no rows and times of their own any more; runs are as right as before. Look at what
    ``polars/lazyframe/engine.py`` does with ``monitoring``, and at the dumps that ``on_query_planned`` gets, and
    mend ``uzo_jupyter/running/observing/engine_metrics.py``, the only module that knows them. If kinds or properties
    of steps have new names, mend ``kinds.py`` beside it.
    """
    assert why_unavailable("auto") is None
    assert why_unavailable("streaming") is None
    recorder = Recorder()
    query = pl.scan_parquet(place.directory / "t.parquet").filter(pl.col("n") >= 500)
    collect_watched([query.sink_ipc(tmp_path / "out.arrow", lazy=True)], recorder)
    assert recorder.started, "Polars did not call the observer"
    plan = recorder.plan()
    assert plan is not None, "Polars' dump of a plan has another form"
    assert [plan.operators[root].kind for root in plan.roots] == ["Sink"]
    assert {step.kind for step in plan.operators.values()} == {"SinkMultiple", "Sink", "Scan"}
    metrics = recorder.metrics()
    assert metrics, "Polars' snapshot of metrics has another form"
    sent = {plan.workers[worker].kind: told.rows_out for worker, told in metrics.items()}
    assert sent["MultiScan"] == 1500
    assert all(told.done for told in metrics.values())


def test_without_monitoring_a_stage_runs_and_has_no_figures(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "uzo_jupyter.running.observing.observer.why_unavailable", lambda _engine: "Polars 9 has no such thing"
    )
    ran = run_text(TEXT, place, tmp_path / "scratch")
    assert ran.told == []
    assert ran.rows == {"a": 2000, "b": 2000, "c": 5}


def test_the_in_memory_engine_has_no_figures(tmp_path: Path, place: Place) -> None:
    assert run_text(TEXT, place, tmp_path / "scratch", engine="in-memory").told == []


def test_the_engine_that_a_person_prefers_is_used() -> None:
    with pl.Config(engine_affinity="in-memory"):
        assert why_unavailable("auto") == "Polars is set to another engine"
    assert why_unavailable("auto") is None


@pytest.mark.parametrize("part", ["_plan", "_metrics", "_decoded"])
def test_dumps_of_another_form_cost_the_figures_only(
    part: str, tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*_: object) -> object:
        raise KeyError(part)

    monkeypatch.setattr(engine_metrics, part, other)
    ran = run_text(TEXT, place, tmp_path / "scratch")
    assert all(figures.rows is None and figures.seconds is None for figures in ran.figures.values())


def test_an_observer_that_polars_refuses_costs_the_figures_only(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("uzo_jupyter.running.observing.engine_metrics._StandIn.QueryCloudObserver")
    ran = run_text(TEXT, place, tmp_path / "scratch")
    assert ran.told == []
    assert ran.rows["c"] == 5


def test_nothing_is_left_behind(tmp_path: Path, place: Place) -> None:
    run_text(TEXT, place, tmp_path / "scratch")
    assert "polars_cloud" not in sys.modules
    with pytest.raises(ModuleNotFoundError):
        pl.StreamingEngine(monitoring=True)


def test_the_real_package_is_left_in_peace(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ModuleType("polars_cloud")
    monkeypatch.setitem(sys.modules, "polars_cloud", real)
    assert "polars_cloud is installed" in (why_unavailable("auto") or "")
    assert run_text(TEXT, place, tmp_path / "scratch").told == []
    assert sys.modules["polars_cloud"] is real


def test_a_failed_query_fails_as_it_would_unwatched(place: Place) -> None:
    query = pl.scan_parquet(place.directory / "t.parquet").select(
        pl.when(pl.col("n") > 1999).then(pl.lit("x")).otherwise(pl.lit("y")).str.to_integer()
    )
    recorder = Recorder()
    with pytest.raises(pl.exceptions.PolarsError):
        collect_watched([query], recorder)
    assert "polars_cloud" not in sys.modules


def test_queries_at_the_same_time_have_their_own_figures(tmp_path: Path, place: Place) -> None:
    query = pl.scan_parquet(place.directory / "t.parquet")
    seen: dict[int, list[int]] = {}

    def work(number: int) -> None:
        for turn in range(15):
            recorder = Recorder()
            target = tmp_path / f"{number}-{turn}.arrow"
            collect_watched([query.filter(pl.col("n") < number).sink_ipc(target, lazy=True)], recorder)
            seen.setdefault(number, []).append(max(told.rows_out for told in recorder.metrics().values()))

    threads = [threading.Thread(target=work, args=(number,)) for number in (100, 200, 300, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {number: [number] * 15 for number in (100, 200, 300, 400)}
    assert "polars_cloud" not in sys.modules


def test_figures_come_while_a_query_runs(tmp_path: Path) -> None:
    big = pl.int_range(6_000_000, eager=True).alias("n").to_frame()
    big.with_columns(s=pl.col("n").cast(pl.String)).write_parquet(tmp_path / "big.parquet")
    ran = run_text(
        """
a = read_parquet("big.parquet")
b = a.with_columns(s=col("s").str.replace_all("1", "one").str.replace_all("2", "two").str.to_uppercase())
c = b.with_columns(h=col("s").str.replace_all("3", "three").str.len_chars())
d = c.group_by("h").agg(rows=len())
""",
        Place(tmp_path, {}),
        tmp_path / "scratch",
        counted=False,
    )
    live = [part["b"] for part in ran.told[:-1] if "b" in part]
    assert any(figures.rows and not figures.done for figures in live)
    rows = [figures.rows or 0 for figures in live]
    assert rows == sorted(rows)
    assert ran.figures["b"].rows == 6_000_000
    assert ran.figures["b"].exact
