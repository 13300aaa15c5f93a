"""What a file looks like from outside: enough to tell that it was changed, without reading it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

Fingerprint = tuple[tuple[str | int, ...], ...]
"""For each file its path, size, number on the disk, and the times of its last change in nanoseconds."""

_TICK_NS = 20_000_000
"""File systems keep times in steps: two changes within one of them have the same time."""
_SECOND_NS = 1_000_000_000
_COARSE_TICK_NS = 2 * _SECOND_NS
"""The step of the coarsest file systems: FAT keeps even seconds, some network file systems whole ones."""


def files_fingerprint(paths: Iterable[Path]) -> Fingerprint:
    """The state of some files: where one was written since, the state is another.

    Of a file that was changed a moment ago that would not hold, so the answer waits until it does: at most 20 ms, and
    2 s where times are kept in whole seconds. Size and times are those of ``os.stat``; ``st_ctime_ns`` changes also
    where a tool sets ``st_mtime_ns`` back. What a process writes into a file through a memory map (``mmap``) may
    change its time only later, or not at all while the map is open: such a change is not seen.

    Raises
    ------
    OSError
        When a file cannot be looked at.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.csv")
    ...     _ = file.write_text("a\\n1\\n")
    ...     before = files_fingerprint([file])
    ...     _ = file.write_text("a\\n2\\n")
    ...     before == files_fingerprint([file])
    False
    """
    return tuple(_settled_state(path) for path in paths)


def file_state(path: Path) -> tuple[str | int, ...]:
    """The state of a file at this moment: a change that comes at once may leave it as it is.

    Raises
    ------
    OSError
        When the file cannot be looked at.
    """
    state = path.stat()
    return (str(path.resolve()), state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns)


def _settled_state(path: Path) -> tuple[str | int, ...]:
    state = path.stat()
    changed = max(state.st_mtime_ns, state.st_ctime_ns)
    # A tool may set only the time of the content to a whole second; the other one still tells the step.
    tick = _COARSE_TICK_NS if changed % _SECOND_NS == 0 else _TICK_NS
    age = time.time_ns() - changed
    if 0 <= age < tick:
        time.sleep((tick - age) / _SECOND_NS)
    return file_state(path)
