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
