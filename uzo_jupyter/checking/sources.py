"""Schemas of sources, kept while the files behind them do not change."""

from __future__ import annotations

from collections import OrderedDict

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.checking.schemas import SchemaResult, source_schema
from uzo_jupyter.operations import FileSource, Place, SourceError
from uzo_jupyter.operations.fingerprints import Fingerprint, file_state

_KEPT = 500


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
    """The state of every file of the source, without a wait; None where there are no files to look at."""
    if not isinstance(node.operation, FileSource):
        return None
    try:
        return tuple(file_state(path) for path in node.operation.files(place))
    except (SourceError, OSError):
        return None
