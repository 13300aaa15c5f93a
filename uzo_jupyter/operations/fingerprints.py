"""What a file looks like from outside: enough to tell that it was changed, without reading it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

Fingerprint = tuple[tuple[str | int, ...], ...]
"""For each file its path, size, number on the disk, and the times of its last change in nanoseconds."""

_TICK_NS = 20_000_000
"""File systems keep times in steps: two changes within one of them have the same time."""


def files_fingerprint(paths: Iterable[Path]) -> Fingerprint:
    """The state of some files. Another state means another content; the same state means the same content.

    Of a file that was changed a moment ago the second would not hold, so the answer waits until it does, at most
    20 ms. Size and times are those of ``os.stat``; ``st_ctime_ns`` changes also where a tool sets ``st_mtime_ns`` back.

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


def _settled_state(path: Path) -> tuple[str | int, ...]:
    state = path.stat()
    age = time.time_ns() - max(state.st_mtime_ns, state.st_ctime_ns)
    if 0 <= age < _TICK_NS:
        time.sleep((_TICK_NS - age) / 1e9)
        state = path.stat()
    return (str(path.resolve()), state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns)
