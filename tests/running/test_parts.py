"""Half written files: named beside their target, and cleared when the process is killed."""

from __future__ import annotations

from pathlib import Path

from uzo_jupyter.running.parts import clear_parts, note_parts, part_of, publish


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    part, other = part_of(tmp_path / "out.csv", "r1"), tmp_path / "data.csv"
    part.write_text("half")
    other.write_text("whole")
    note_parts(scratch, [part])
    (scratch / "parts.txt").open("a").write(f"{other}\n")
    clear_parts(scratch)
    assert not part.exists()
    assert other.read_text() == "whole"


def test_a_complete_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    part = part_of(target, "r1")
    part.write_text("new")
    publish(part, target)
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_long_name_still_has_a_part(tmp_path: Path) -> None:
    part = part_of(tmp_path / ("x" * 240), "r1")
    part.write_text("")
    assert part.exists()
