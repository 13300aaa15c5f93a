"""What a file looks like tells whether it was changed, on every file system."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from uzo_jupyter.operations.fingerprints import files_fingerprint

SECOND = 10**9
NOON = 1_700_000_000 * SECOND


class Disk:
    """A file that was written a moment ago on a disk that keeps times in steps; somebody writes it once more."""

    def __init__(self, step: int, *, set_back: bool = False) -> None:
        self.now = NOON + SECOND // 10
        self.written = self.now
        self._step = step
        self._set_back = set_back

    def stat(self, _: Path) -> SimpleNamespace:
        """What the disk tells of the file."""
        changed = self.written // self._step * self._step
        modified = NOON - 60 * SECOND if self._set_back else changed
        return SimpleNamespace(st_size=1, st_ino=1, st_mtime_ns=modified, st_ctime_ns=changed)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * SECOND)

    def write(self) -> None:
        """Write the file now."""
        self.written = self.now


@pytest.fixture
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk of the parameter, with a clock that stands."""
    disk: Disk = request.param
    monkeypatch.setattr(Path, "stat", lambda path: disk.stat(path))
    monkeypatch.setattr(time, "time_ns", lambda: disk.now)
    monkeypatch.setattr(time, "sleep", disk.sleep)
    return disk


@pytest.mark.parametrize(
    "disk", [Disk(4_000_000), Disk(SECOND), Disk(2 * SECOND)], indirect=True, ids=["4 ms", "1 s", "2 s"]
)
def test_a_file_that_is_written_again_looks_different_however_coarse_the_times_are(disk: Disk) -> None:
    before = files_fingerprint([Path("a.csv")])
    disk.write()
    assert files_fingerprint([Path("a.csv")]) != before


@pytest.mark.parametrize("disk", [Disk(4_000_000, set_back=True)], indirect=True)
def test_nobody_waits_long_for_a_file_of_which_a_tool_has_set_the_time(disk: Disk) -> None:
    files_fingerprint([Path("a.csv")])
    assert disk.now - disk.written <= SECOND // 50
