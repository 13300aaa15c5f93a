"""Small things that are known of content keys: how many rows there are, and what was written where."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from uzo_jupyter.operations.fingerprints import Fingerprint, files_fingerprint
from uzo_jupyter.planning import Content

_KEPT_SECONDS = 90 * 86_400.0
_T = TypeVar("_T", bound=BaseModel)


class Written(BaseModel):
    """What a node has written last: as long as the file looks like that, it holds those rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Fingerprint
    rows: int | None

    @classmethod
    def of(cls, path: Path, rows: int | None) -> Written:
        """What a file looks like now.

        Raises
        ------
        OSError
            When there is none.
        """
        return cls(state=files_fingerprint([path]), rows=rows)

    def is_file(self, size: int, number: int, changed_ns: int) -> bool:
        """Whether it is the file of that size, number on the disk and time of change."""
        return [state[1:4] for state in self.state] == [(size, number, changed_ns)]


class LastRun(BaseModel):
    """What the nodes of a workflow were made of when a run last came to their end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nodes: Mapping[str, Content]


class NoCopy(BaseModel):
    """That a source was copied for nothing; ``size`` is that of the copy where only the room was missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int | None


class _Rows(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int


class Facts:
    """What is known of content keys, one small file each; what is gone or damaged is not known.

    Parameters
    ----------
    home
        The folder of the cache.
    """

    def __init__(self, home: Path) -> None:
        self._home = home / "facts"
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)

    def rows(self, key: str) -> int | None:
        """How many rows the node of that key has."""
        found = self._read(f"{key}.rows", _Rows)
        return found.rows if found is not None else None

    def keep_rows(self, counts: Mapping[str, int]) -> None:
        """Remember how many rows there are, by key; a folder that cannot be written is no reason to fail."""
        for key, rows in counts.items():
            with suppress(OSError):
                self._write(f"{key}.rows", _Rows(rows=rows))

    def written(self, key: str, path: Path) -> Written | None:
        """What a node of that key wrote to ``path``, where the file still looks like that."""
        found = self._read(f"{key}.written", Written)
        if found is None:
            return None
        try:
            return found if Written.of(path, found.rows) == found else None
        except OSError:
            return None

    def keep_written(self, key: str, written: Written) -> None:
        """Remember what was written; a folder that cannot be written is no reason to fail."""
        with suppress(OSError):
            self._write(f"{key}.written", written)

    def forget_written(self, key: str) -> None:
        """Forget what a node of that key has written."""
        with suppress(OSError):
            (self._home / f"{key}.written").unlink(missing_ok=True)

    def no_copy(self, key: str) -> NoCopy | None:
        """Why there is no copy of the source of that key; None where none was tried."""
        return self._read(f"{key}.no-copy", NoCopy)

    def keep_no_copy(self, key: str, reason: NoCopy) -> None:
        """Remember that there is no copy; a folder that cannot be written is no reason to fail."""
        with suppress(OSError):
            self._write(f"{key}.no-copy", reason)

    def last_run(self, name: str, directory: Path) -> Mapping[str, Content]:
        """What the nodes of the workflow of that name in a folder were made of last."""
        found = self._read(_workflow_file(name, directory), LastRun)
        return found.nodes if found is not None else {}

    def keep_last_run(self, name: str, directory: Path, nodes: Mapping[str, Content]) -> None:
        """Remember what nodes were made of, beside those of earlier runs."""
        known = {**self.last_run(name, directory), **nodes}
        with suppress(OSError):
            self._write(_workflow_file(name, directory), LastRun(nodes=known))

    def clear(self, *, older_than: float = 0.0) -> None:
        """Forget everything that nobody asked for in so many seconds."""
        for file in self._home.glob("*"):
            with suppress(OSError):
                if time.time() - file.stat().st_mtime >= older_than:
                    file.unlink()

    def trim(self) -> None:
        """Forget what nobody asked for in three months."""
        self.clear(older_than=_KEPT_SECONDS)

    def _read(self, name: str, kind: type[_T]) -> _T | None:
        path = self._home / name
        try:
            found = kind.model_validate_json(path.read_bytes())
            os.utime(path)
        except (OSError, ValidationError):
            return None
        return found

    def _write(self, name: str, fact: BaseModel) -> None:
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._home / f".{name}.{os.getpid()}"
        part.write_text(fact.model_dump_json())
        part.replace(self._home / name)


def _workflow_file(name: str, directory: Path) -> str:
    return hashlib.sha256(f"{directory}\0{name}".encode()).hexdigest() + ".last"
