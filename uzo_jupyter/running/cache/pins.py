"""Which results are pinned, and for whom: one small file a pin, so that nobody touches what others have pinned."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from uzo_jupyter.running.processes import is_gone


class Owner(BaseModel):
    """A workflow that pins results.

    ``file`` is the notebook or document in which it stands, None where nobody knows it; ``process`` is the kernel,
    as :func:`~uzo_jupyter.running.processes.process_name` names it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    directory: str
    workflow: str
    file: str | None = None
    process: str = ""

    def is_heir_of(self, other: Owner) -> bool:
        """Whether this is the same workflow, or one of the same name after nothing is left of the other.

        Examples
        --------
        >>> mine = Owner(directory="/", workflow="w", file="/a.ipynb", process="1@here")
        >>> mine.is_heir_of(mine.model_copy(update={"process": "2@here"}))
        True
        >>> mine.is_heir_of(mine.model_copy(update={"workflow": "other"}))
        False
        """
        if (self.directory, self.workflow) != (other.directory, other.workflow):
            return False
        if self.file == other.file and (self.file is not None or self.process == other.process):
            return True
        has_file = other.file is not None and Path(other.file).exists()
        return not has_file and is_gone(other.process)


class Pin(BaseModel):
    """A node of a workflow whose result under ``key`` stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: Owner
    node: str
    key: str

    @property
    def name(self) -> str:
        """The name of its file: the key, and who it is of."""
        whose = [self.owner.directory, self.owner.workflow, self.owner.file or self.owner.process, self.node]
        return f"{self.key}.{hashlib.sha256(repr(whose).encode()).hexdigest()[:16]}"


class Pins:
    """The pins of all workflows of a user; safe to use from several processes.

    Parameters
    ----------
    home
        The folder of the cache.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pins, owner = Pins(Path(folder)), Owner(directory="/", workflow="w")
    ...     pins.settle(owner, ["a"], {"a": "key-of-a"})
    ...     pinned = pins.keys()
    ...     pins.settle(owner, [], {})
    ...     pinned, pins.keys()
    (frozenset({'key-of-a'}), frozenset())
    """

    def __init__(self, home: Path) -> None:
        self._home = home / "pins"

    def keys(self) -> frozenset[str]:
        """The keys that somebody has pinned."""
        return frozenset(name.split(".")[0] for name in self._names())

    def settle(self, owner: Owner, nodes: Collection[str], pins: Mapping[str, str | None]) -> None:
        """Pin what a workflow wants pinned, and release what it had pinned before.

        Parameters
        ----------
        owner
            The workflow. What other workflows have pinned stays as it is.
        nodes
            All its nodes: pins of nodes that it has no longer are released.
        pins
            For each node that is looked at the key of its result where it is pinned, None where it is not. Pins of
            its other nodes stay.

        Raises
        ------
        OSError
            When a pin cannot be written.
        """
        wanted = [Pin(owner=owner, node=node, key=key) for node, key in pins.items() if key is not None]
        for pin in wanted:
            self._write(pin)
        names = {pin.name for pin in wanted}
        for name, pin in self._pins():
            settled = pin.node in pins or pin.node not in nodes
            if settled and name not in names and owner.is_heir_of(pin.owner):
                self._remove(name)

    def clear(self) -> None:
        """Release everything."""
        for name in self._names():
            self._remove(name)

    def _pins(self) -> Iterator[tuple[str, Pin]]:
        for name in self._names():
            with suppress(OSError, ValidationError):
                yield name, Pin.model_validate_json((self._home / name).read_bytes())

    def _names(self) -> list[str]:
        try:
            return [file.name for file in self._home.iterdir() if not file.name.startswith(".")]
        except FileNotFoundError:
            return []

    def _write(self, pin: Pin) -> None:
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._home / f".{pin.name}.{os.getpid()}"
        part.write_text(pin.model_dump_json())
        part.replace(self._home / pin.name)

    def _remove(self, name: str) -> None:
        (self._home / name).unlink(missing_ok=True)
