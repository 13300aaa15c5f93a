"""Files that are made once and read many times."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from pathlib import Path


class KeptFiles:
    """Files by what they hold; the ones that were used least recently are deleted where there are too many.

    Safe to use from several threads: one of them makes a file, and those that want the same wait for it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = KeptFiles("pages", 1)
    ...     first = files.get("a", Path(folder), lambda path: path.write_text("rows of a"))
    ...     again = files.get("a", Path(folder), lambda path: path.write_text("never"))
    ...     again.read_text(), files.find("b")
    ('rows of a', None)
    """

    def __init__(self, name: str, most: int | None = None) -> None:
        self._name = name
        self._most = most
        self._number = 0
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}
        self._files: dict[Hashable, Path] = {}

    def find(self, key: Hashable) -> Path | None:
        """The file, or None where it was not made."""
        with self._lock:
            path = self._files.pop(key, None)
            if path is not None:
                self._files[key] = path
            return path

    def get(self, key: Hashable, folder: Path, make: Callable[[Path], object]) -> Path:
        """The file; it is made in the folder where it is not there, and appears when it is complete."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            return self.find(key) or self._make(key, folder, make)

    def _make(self, key: Hashable, folder: Path, make: Callable[[Path], object]) -> Path:
        with self._lock:
            path = folder / f"{self._name}-{self._number}.arrow"
            self._number += 1
        unfinished = path.with_suffix(".part")
        try:
            make(unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
            with self._lock:
                self._making.pop(key, None)
        with self._lock:
            self._files[key] = path
            self._drop()
        return path

    def _drop(self) -> None:
        while self._most is not None and len(self._files) > self._most:
            self._files.pop(next(iter(self._files))).unlink(missing_ok=True)
