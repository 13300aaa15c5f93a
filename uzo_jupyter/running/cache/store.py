"""Results that outlive their run: files by content key, shared by all kernels of a user.

Layout below ``results/``: a folder for each key with the rows and their manifest. A folder is made elsewhere and
renamed, so that it is there completely or not at all; whoever uses an entry takes a hard link of its file first, so
that nothing that is in use can be removed from under its reader.
"""

from __future__ import annotations

import logging
import os
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from uzo_jupyter.running.cache.budget import budget_from_environment
from uzo_jupyter.running.cache.entry import MANIFEST, Entry, checksum, read_entry
from uzo_jupyter.running.cache.pins import Pins
from uzo_jupyter.running.places import cache_directory
from uzo_jupyter.running.processes import is_abandoned, process_name

_LOG = logging.getLogger(__name__)
_LARGEST_PART = 2
"""One entry may take this part (a half) of the budget; a larger one would push out everything else."""
_MOST_ENTRIES = 5_000
"""Small results fill no disk, but each of them is looked at whenever room is made."""
_ABANDONED_SECONDS = 86_400.0


class ResultCache:
    """The kept results of a user; safe to use from several threads and processes.

    Parameters
    ----------
    home
        The folder; below the user's cache directory where none is given.
    budget
        Bytes that all entries together may take; pinned ones count but are not removed.
    most
        How many entries there may be.
    """

    def __init__(
        self, home: Path | None = None, budget: int | None = None, most: int = _MOST_ENTRIES
    ) -> None:
        self.home = home or cache_directory() / "results"
        self._entries = self.home / "entries"
        self._staging = self.home / "staging"
        self.pins = Pins(self.home)
        self._make_folders()
        self.budget = budget if budget is not None else budget_from_environment(self.home)
        self.most = most
        self._sound: set[tuple[str, int, int, int]] = set()
        """Files whose checksum this process has compared, by key, size, number and time."""

    def _make_folders(self) -> None:
        for folder in (self._entries, self._staging):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def find(self, key: str) -> Entry | None:
        """The entry of a key; its file was not looked at."""
        entry = read_entry(self._folder(key))
        return self._told(entry, self.pins.keys()) if entry is not None and entry.key == key else None

    def take(self, entry: Entry, folder: Path, name: str) -> Path | None:
        """A link to the rows of an entry, in a folder of the caller's; None where they are gone or damaged.

        A damaged entry is removed: it will be computed anew.

        Parameters
        ----------
        entry
            What :meth:`find` gave.
        folder
            On the same file system as the cache; elsewhere the file is copied.
        name
            The name of the link, without an ending.
        """
        source = self._folder(entry.key) / entry.file
        target = folder / f"{name}.{entry.format}"
        try:
            target.unlink(missing_ok=True)
            _link(source, target)
            sound = self._is_sound(entry, target)
        except OSError:
            # Somebody has removed or replaced it meanwhile, or only its file is gone; or there is no room for a copy.
            if not source.exists() and self.find(entry.key) == entry:
                self.remove(entry.key)
            return None
        current = self.find(entry.key)
        if not sound and current is not None and current.checksum != entry.checksum:
            # Somebody has replaced it since it was found: that is no damage.
            target.unlink(missing_ok=True)
            return self.take(current, folder, name)
        if not sound:
            _LOG.warning("the kept result %s of %s is damaged and was removed", entry.key[:12], entry.node)
            target.unlink(missing_ok=True)
            self.remove(entry.key)
            return None
        with suppress(OSError):
            os.utime(self._folder(entry.key) / MANIFEST)
        return target

    def has_place_for(self, size: int) -> bool:
        """Whether so many bytes are kept; what would push out everything else is not."""
        return size * _LARGEST_PART <= self.budget

    def add(self, entry: Entry, path: Path, *, replace: bool = False) -> bool:
        """Keep the rows in ``path`` under the key of the entry; returns whether they are kept now.

        The file is linked, not copied, so nobody may write to it afterwards.

        Parameters
        ----------
        entry, path
            The manifest and the file of the rows.
        replace
            Whether the rows take the place of what is already kept under the key, which stays otherwise. What was
            kept is gone then also where the new rows cannot be kept.

        Raises
        ------
        OSError
            When the folder cannot be written, such as on a full disk; nothing is left of the attempt then.
        """
        folder = self._own_name()
        kept = False
        try:
            if self.has_place_for(entry.size) or self._told(entry, self.pins.keys()).pinned:
                self._fill(folder, entry, path)
                self._publish(folder, entry, replace=replace)
                kept = True
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if replace and not kept:
                self.remove(entry.key)
        return kept

    def _fill(self, folder: Path, entry: Entry, path: Path) -> None:
        folder.mkdir(mode=0o700)
        _link(path, folder / entry.file)
        (folder / MANIFEST).write_text(entry.model_dump_json(exclude={"pinned"}))

    def _publish(self, folder: Path, entry: Entry, *, replace: bool) -> None:
        target = self._folder(entry.key)
        if target.exists() and (replace or read_entry(target) is None):
            # Asked for, or the other is broken or of another version of the package. Who looks between the two steps
            # finds nothing and computes it; nobody finds half of one and half of the other.
            self.remove(entry.key)
        try:
            folder.rename(target)
        except OSError:
            if read_entry(target) is None:
                raise
            # Another kernel was faster: the same key is the same rows.

    def part(self) -> Path:
        """A name for a file that is to be added when it is complete, on the same disk."""
        return self._own_name()

    def entries(self) -> list[Entry]:
        """All entries, the ones that were used least recently first."""
        return [entry for _, entry in sorted(self._used(), key=lambda each: each[0])]

    def remove(self, key: str) -> None:
        """Remove an entry; whoever has taken it can go on reading."""
        grave = self._own_name()
        with suppress(OSError):
            self._folder(key).rename(grave)
        shutil.rmtree(grave, ignore_errors=True)

    def clear(self, *, pinned: bool = False) -> list[Entry]:
        """Remove all entries, pinned ones only where that is asked for; returns what was removed."""
        gone = [entry for entry in self.entries() if pinned or not entry.pinned]
        for entry in gone:
            self.remove(entry.key)
        if pinned:
            self.pins.clear()
        self._sweep_staging()
        self._sweep_entries()
        return gone

    def trim(self) -> list[str]:
        """Remove entries until the others fit into the budget, those first that nobody used for longest.

        Nothing is read but names, sizes and times, so that it is quick however many there are.

        Returns
        -------
        list[str]
            The keys of what was removed; none where another process trims at the same time.
        """
        try:
            self._make_folders()
            with FileLock(self.home / "trim.lock", timeout=0):
                self._sweep_staging()
                return self._trim()
        except Timeout:
            return []

    def _trim(self) -> list[str]:
        pinned = self.pins.keys()
        oldest_first = sorted(self._footprints())
        total, number = sum(size for _, _, size in oldest_first), len(oldest_first)
        gone: list[str] = []
        for _, key, size in oldest_first:
            if total <= self.budget and number <= self.most:
                break
            if key not in pinned:
                self.remove(key)
                gone.append(key)
                total, number = total - size, number - 1
        return gone

    def _footprints(self) -> Iterator[tuple[int, str, int]]:
        """When each entry was last used, its key, and the bytes of its rows; without a manifest it was never used."""
        for folder in _listed(self._entries):
            with suppress(OSError):
                states = {file.name: file.stat() for file in folder.iterdir()}
                used = states[MANIFEST].st_mtime_ns if MANIFEST in states else 0
                rows = sum(state.st_size for name, state in states.items() if name != MANIFEST)
                yield used, folder.name, rows

    def _sweep_staging(self) -> None:
        """Remove what processes that were killed have left."""
        for left in _listed(self._staging):
            if is_abandoned(left, left.name.rpartition("@")[0], _ABANDONED_SECONDS):
                shutil.rmtree(left, ignore_errors=True)
                with suppress(OSError):
                    left.unlink()

    def _sweep_entries(self) -> None:
        """Remove entries that this version cannot read; until somebody does, they age like the others."""
        for folder in _listed(self._entries):
            if read_entry(folder) is None:
                self.remove(folder.name)

    def _own_name(self) -> Path:
        """A new name in staging that tells who made it."""
        # The folders may have been removed since the cache was opened.
        self._make_folders()
        return self._staging / f"{process_name()}@{uuid.uuid4().hex}"

    def _told(self, entry: Entry, pinned: Collection[str]) -> Entry:
        """The entry, with whether somebody has pinned it."""
        return entry.model_copy(update={"pinned": entry.key in pinned})

    def _used(self) -> Iterator[tuple[int, Entry]]:
        pinned = self.pins.keys()
        for folder in _listed(self._entries):
            entry = read_entry(folder)
            if entry is not None:
                with suppress(OSError):
                    yield (folder / MANIFEST).stat().st_mtime_ns, self._told(entry, pinned)

    def _is_sound(self, entry: Entry, path: Path) -> bool:
        state = path.stat()
        if state.st_size != entry.size:
            return False
        seen = (entry.key, state.st_size, state.st_ino, state.st_mtime_ns)
        if seen not in self._sound:
            if checksum(path) != entry.checksum:
                return False
            self._sound.add(seen)
        return True

    def _folder(self, key: str) -> Path:
        return self._entries / key


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        # Another file system, or one that has no hard links.
        shutil.copyfile(source, target)
