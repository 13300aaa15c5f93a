"""Kept results: complete or not there, never wrong, within their room, shared by all processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import utc_now
from uzo_jupyter.running.cache import Entry, Owner, ResultCache, checksum, kept_text, scan
from uzo_jupyter.running.cache.budget import budget_from_environment

OWNER = Owner(directory="/", workflow="w")


def rows_file(folder: Path, rows: int = 10) -> Path:
    """A file with some rows."""
    path = folder / f"rows-{rows}-{len(list(folder.iterdir()))}.arrow"
    pl.DataFrame({"n": range(rows)}).write_ipc(path)
    return path


def entry(key: str, path: Path) -> Entry:
    """The manifest of a file."""
    return Entry(
        key=key, directory="/", workflow="w", node="n", rows=10, size=path.stat().st_size,
        checksum=checksum(path), seconds=1.0, created=utc_now(),
    )  # fmt: skip


@pytest.fixture
def cache(tmp_path: Path) -> ResultCache:
    """An empty cache with room enough."""
    return ResultCache(tmp_path / "cache", 10**9)


def test_what_is_added_can_be_taken_also_by_another_process_and_after_it_was_removed(
    cache: ResultCache, tmp_path: Path
) -> None:
    path = rows_file(tmp_path)
    assert cache.add(entry("k", path), path)
    other = ResultCache(cache.home, cache.budget)
    found = other.find("k")
    assert found is not None
    link = other.take(found, tmp_path, "link")
    assert link is not None
    cache.remove("k")
    assert cache.find("k") is None
    assert scan(link).collect()["n"].to_list() == list(range(10))


def test_entries_that_were_used_least_recently_go_first_and_pinned_ones_stay(tmp_path: Path) -> None:
    path = rows_file(tmp_path, 1000)
    size = path.stat().st_size
    cache = ResultCache(tmp_path / "cache", size * 3)
    cache.pins.settle(OWNER, ["n"], {"n": "pinned"})
    for number, key in enumerate(["pinned", "old", "used", "new"]):
        cache.add(entry(key, path), path)
        os.utime(cache.home / "entries" / key / "entry.json", (number, number))
    used = cache.find("used")
    assert used is not None
    assert cache.take(used, tmp_path, "link") is not None
    cache.budget = size * 2
    assert cache.trim() == ["old", "new"]
    assert {kept.key for kept in cache.entries()} == {"pinned", "used"}


def test_there_are_never_more_entries_than_may_be_however_small_they_are(tmp_path: Path) -> None:
    path = rows_file(tmp_path)
    cache = ResultCache(tmp_path / "cache", 10**9, most=2)
    cache.pins.settle(OWNER, ["n"], {"n": "pinned"})
    for number, key in enumerate(["pinned", "old", "new"]):
        cache.add(entry(key, path), path)
        os.utime(cache.home / "entries" / key / "entry.json", (number, number))
    assert cache.trim() == ["old"]
    assert cache.trim() == []


def test_making_room_reads_no_manifests_so_that_entries_cost_little(
    cache: ResultCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rows_file(tmp_path)
    for key in ("a", "b"):
        cache.add(entry(key, path), path)
    cache.budget = 0
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a manifest was read"))
    assert sorted(cache.trim()) == ["a", "b"]


def test_a_result_that_would_push_out_everything_else_is_not_kept(tmp_path: Path) -> None:
    path = rows_file(tmp_path)
    cache = ResultCache(tmp_path / "cache", path.stat().st_size)
    assert cache.add(entry("k", path), path) is False
    cache.pins.settle(OWNER, ["n"], {"n": "pinned"})
    assert cache.add(entry("pinned", path), path) is True


def test_several_threads_that_add_the_same_key_leave_one_sound_entry(
    cache: ResultCache, tmp_path: Path
) -> None:
    paths = [rows_file(tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=cache.add, args=(entry("k", path), path)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = cache.entries()
    assert cache.take(kept, tmp_path, "link") is not None
    assert list((cache.home / "staging").iterdir()) == []


def test_an_entry_of_another_version_or_without_a_manifest_is_replaced(
    cache: ResultCache, tmp_path: Path
) -> None:
    path = rows_file(tmp_path)
    cache.add(entry("k", path), path)
    manifest = cache.home / "entries" / "k" / "entry.json"
    manifest.write_text(manifest.read_text().replace('"version":1', '"version":0'))
    assert cache.find("k") is None
    cache.add(entry("k", path), path)
    assert cache.find("k") is not None
    manifest.write_text("{")
    cache.clear()
    assert not manifest.exists()


def test_an_entry_under_a_wrong_name_is_not_found(cache: ResultCache, tmp_path: Path) -> None:
    path = rows_file(tmp_path)
    cache.add(entry("k", path), path)
    (cache.home / "entries" / "k").rename(cache.home / "entries" / "other")
    assert cache.find("other") is None


def test_what_a_killed_process_left_is_swept_away_and_what_a_living_one_makes_is_not(
    cache: ResultCache, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from uzo_jupyter.running.cache import ResultCache; "
        "print(ResultCache(Path(sys.argv[1]), 1).part())"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, str(cache.home)], capture_output=True, text=True, check=True
    )
    dead = Path(made.stdout.strip())
    dead.write_text("half")
    mine = cache.part()
    mine.write_text("half")
    cache.trim()
    assert not dead.exists()
    assert mine.exists()


def test_pinning_keeps_the_rows_as_they_are(cache: ResultCache, tmp_path: Path) -> None:
    path = rows_file(tmp_path)
    cache.add(entry("k", path), path)
    cache.pins.settle(OWNER, ["n", "other"], {"n": "k", "other": "absent"})
    (kept,) = cache.entries()
    assert kept.pinned
    assert cache.take(kept, tmp_path, "link") is not None
    assert cache.clear() == []
    assert "n pinned" in kept_text(cache)
    assert [gone.key for gone in cache.clear(pinned=True)] == ["k"]
    assert cache.pins.keys() == frozenset()


def test_a_budget_that_is_no_size_says_what_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UZO_CACHE_BUDGET", "much")
    with pytest.raises(UzoError) as caught:
        budget_from_environment(tmp_path)
    assert str(caught.value) == "UZO_CACHE_BUDGET: 'much' is no size. Write for example 500MB or 20GB."


def test_a_disk_on_which_nothing_can_be_linked_gets_copies(
    cache: ResultCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    path = rows_file(tmp_path)
    assert cache.add(entry("k", path), path)
    (kept,) = cache.entries()
    assert cache.take(kept, tmp_path, "link") is not None


def test_a_disk_that_is_full_when_a_result_is_taken_costs_nothing_of_what_is_kept(
    cache: ResultCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = rows_file(tmp_path)
    cache.add(entry("k", path), path)
    (kept,) = cache.entries()
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        patch.setattr(shutil, "copyfile", refuse)
        assert cache.take(kept, tmp_path, "link") is None
    assert cache.take(kept, tmp_path, "link") is not None


def test_rows_that_were_asked_for_anew_take_the_place_of_those_that_are_kept(
    cache: ResultCache, tmp_path: Path
) -> None:
    old, new = rows_file(tmp_path, 10), rows_file(tmp_path, 20)
    cache.add(entry("k", old), old)
    before = cache.find("k")
    assert before is not None
    link = cache.take(before, tmp_path, "reader")
    cache.add(entry("k", new), new)
    assert cache.find("k") == before
    cache.add(entry("k", new), new, replace=True)
    assert link is not None
    assert scan(link).collect().height == 10
    # Somebody who has found the old entry takes the new rows, and no good rows are taken for damaged.
    taken = cache.take(before, tmp_path, "late")
    assert taken is not None
    assert scan(taken).collect().height == 20
    assert list((cache.home / "staging").iterdir()) == []


def test_old_rows_are_not_kept_where_the_new_ones_cannot_be(cache: ResultCache, tmp_path: Path) -> None:
    old, new = rows_file(tmp_path, 10), rows_file(tmp_path, 1000)
    cache.add(entry("k", old), old)
    cache.budget = new.stat().st_size
    assert cache.add(entry("k", new), new, replace=True) is False
    assert cache.find("k") is None
