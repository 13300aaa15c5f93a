"""Processes of the package find its modules, and none of the folder where they work."""

from __future__ import annotations

from pathlib import Path

import pytest

from uzo_jupyter.running.child import start_child


def test_nothing_is_imported_from_the_folder_where_a_process_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "looks.py").write_text("import sys\nprint(sys.path)\nimport stranger")
    data = tmp_path / "data"
    data.mkdir()
    (data / "stranger.py").write_text("open('imported', 'w').close()")
    monkeypatch.setenv("PYTHONPATH", f":{modules}:")
    log = tmp_path / "log"
    process, reports = start_child("looks", log, own_group=True, directory=data)
    reports.close()
    assert process.wait(30) == 1
    assert "No module named 'stranger'" in log.read_text()
    assert not (data / "imported").exists()


def test_a_runner_that_cannot_read_its_request_ends_and_leaves_nobody_waiting(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process, reports = start_child("uzo_jupyter.running.runner", log, own_group=True)
    assert process.stdin is not None
    process.stdin.write(b'{"kind":"start-run","document":null}\n')
    process.stdin.flush()
    assert process.wait(60) == 1
    process.stdin.close()
    reports.close()
    assert "a request could not be read" in log.read_text()
