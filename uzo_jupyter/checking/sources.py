"""Schemas of sources, kept while the files behind them do not change."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TypeAlias

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.checking.schemas import SchemaResult, source_schema
from uzo_jupyter.operations import FileSource, Place, SourceError

_KEPT = 500

Fingerprint: TypeAlias = tuple[tuple[str, int, int, int, int], ...]


class SourceSchemas:
    """Reads the schema of each source once for each state of its files."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[object, Fingerprint], SchemaResult] = OrderedDict()

    def schema(self, node: BoundNode, place: Place) -> SchemaResult:
        """The schema of a source node."""
        fingerprint = _fingerprint(node, place)
        if fingerprint is None:
            return source_schema(node, place)
        key = (node.id, node.operation.model_dump_json(), str(place.directory)), fingerprint
        if key not in self._known:
            self._known[key] = source_schema(node, place)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[key]


def _fingerprint(node: BoundNode, place: Place) -> Fingerprint | None:
    """What tells the state of every file of the source; None where there are no files to look at."""
    if not isinstance(node.operation, FileSource):
        return None
    try:
        return tuple(_state(path) for path in node.operation.files(place))
    except (SourceError, OSError):
        return None


def _state(path: Path) -> tuple[str, int, int, int, int]:
    """Path, size, number on the disk, and the times of the last change of its bytes and of its rights."""
    state = path.stat()
    return str(path), state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns
