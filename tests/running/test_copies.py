"""Copies of slow sources: the same table or none, made once, and never tried in vain again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from tests.running.inprocess import REGISTRY, Bench, Done
from uzo_jupyter.protocol import RunScope
from uzo_jupyter.protocol.runner import CopySource
from uzo_jupyter.running import copies
from uzo_jupyter.running.cache import Facts, NoCopy, ResultCache
from uzo_jupyter.running.copies import Copies, slow_sources
from uzo_jupyter.running.copy_process import make_copy

TEXT = 'a = read_csv("a.csv")\nb = a.group_by("k").agg(total=col("n").sum())'
COPIED = "a copy is kept that reads faster, and the source has not changed"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A folder with ``a.csv``, which is large enough to be copied."""
    monkeypatch.setattr(copies, "_WORTH_BYTES", 100)
    pl.DataFrame({"n": range(1000), "k": [i % 3 for i in range(1000)]}).write_csv(tmp_path / "a.csv")
    return Bench(tmp_path)


def wanted(bench: Bench, done: Done) -> list[CopySource]:
    """The copies that are worth their making after a run."""
    return slow_sources(done.request, done.prepared, bench.cache)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something becomes true."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.05)


def copied(bench: Bench, text: str = TEXT) -> bool:
    """Run a workflow, and make the copy of its source."""
    (copy,) = wanted(bench, bench.run(text))
    return make_copy(copy, REGISTRY, bench.cache)


def test_a_copy_is_the_same_table_and_later_runs_read_it(bench: Bench) -> None:
    assert copied(bench)
    later = bench.run(TEXT.replace("sum", "max"))
    assert later.reused["a"] == COPIED
    assert later.rows("a").equals(pl.read_csv(bench.directory / "a.csv"))
    assert wanted(bench, later) == []
    assert list((bench.cache.home / "staging").iterdir()) == []


def test_only_large_sources_that_may_be_kept_are_copied(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = bench.run(TEXT)
    assert [copy.node for copy in wanted(bench, done)] == ["a"]
    assert wanted(bench, bench.run(TEXT.replace('"a.csv")', '"a.csv").options(cache=False)'))) == []
    monkeypatch.setattr(copies, "_WORTH_BYTES", 10**9)
    assert wanted(bench, done) == []


def test_a_copy_is_made_anew_where_a_person_wants_nothing_that_is_kept(bench: Bench) -> None:
    assert copied(bench)
    (copy,) = wanted(bench, bench.run(TEXT, RunScope(use_kept=False)))
    before = bench.cache.find(copy.key)
    assert make_copy(copy, REGISTRY, bench.cache)
    after = bench.cache.find(copy.key)
    assert before is not None
    assert after is not None
    assert after.created > before.created


def test_a_source_that_changes_while_it_is_copied_has_no_copy(bench: Bench) -> None:
    (copy,) = wanted(bench, bench.run(TEXT))
    with (bench.directory / "a.csv").open("a") as file:
        file.write("1000,1\n")
    assert make_copy(copy, REGISTRY, bench.cache) is False
    assert bench.cache.find(copy.key) is None


def test_a_copy_that_has_no_room_is_not_made_again_until_there_is_some(bench: Bench) -> None:
    bench.cache.budget = 1000
    assert copied(bench) is False
    done = bench.run(TEXT, RunScope(use_kept=False))
    assert wanted(bench, done) == []
    bench.cache.budget = 10**9
    (copy,) = wanted(bench, done)
    assert make_copy(copy, REGISTRY, bench.cache)


def test_a_source_that_cannot_be_copied_is_not_tried_after_each_run(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f'{{"n": {number}, "empty": {{}}}}\n' for number in range(100))
    (bench.directory / "a.ndjson").write_text(lines)
    text = 'a = read_ndjson("a.ndjson")\nb = a.select("n")'
    done = bench.run(text)
    (copy,) = wanted(bench, done)
    monkeypatch.setenv("UZO_CACHE_DIR", str(bench.directory))
    Copies(bench.directory / "copies.log").ask(done.request, done.prepared, bench.cache)
    wait_until(lambda: Facts(bench.cache.home).no_copy(copy.key) == NoCopy(size=None))
    assert wanted(bench, done) == []


def test_copies_are_made_by_another_process_in_the_background(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UZO_CACHE_DIR", str(bench.directory))
    assert bench.cache.home == bench.directory / "results"
    done = bench.run(TEXT)
    Copies(bench.directory / "copies.log").ask(done.request, done.prepared, bench.cache)
    wait_until(lambda: wanted(bench, done) == [])
    (entry,) = [entry for entry in bench.cache.entries() if entry.what == "copy"]
    assert (entry.node, entry.rows, entry.format) == ("a", 1000, "parquet")


def test_a_disk_that_is_full_is_tried_again_when_there_is_room(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = bench.run(TEXT)
    (copy,) = wanted(bench, done)

    def fail(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ResultCache, "add", fail)
        assert make_copy(copy, REGISTRY, bench.cache) is False
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
        assert wanted(bench, done) == []
    assert wanted(bench, done) == [copy]
