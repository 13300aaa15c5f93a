"""Copies of slow sources, made in the background so that the next run reads them faster."""

from __future__ import annotations

import logging
import shutil
import threading
from contextlib import suppress
from pathlib import Path

from uzo_jupyter.operations import FileSource, Place, Source
from uzo_jupyter.protocol.runner import CopySource, StartRun
from uzo_jupyter.running.cache import Facts, NoCopy, ResultCache
from uzo_jupyter.running.child import start_child
from uzo_jupyter.running.prepare import PreparedRun, wishes_of

_LOG = logging.getLogger(__name__)
_WORTH_BYTES = 4_000_000
"""A smaller file is read at once."""
_SPARE = 2
"""The disk must have this many times the size of a copy left when it is done."""


class Copies:
    """Makes copies one after the other, each in a process of its own with a low priority.

    Parameters
    ----------
    log
        Takes what the processes print.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self._waiting: list[CopySource] = []
        self._lock = threading.Lock()
        self._works = False

    def ask(self, request: StartRun, prepared: PreparedRun, cache: ResultCache) -> None:
        """Copy the slow sources that a run has read and that the cache has no copy of."""
        wanted = slow_sources(request, prepared, cache)
        with self._lock:
            known = {copy.key for copy in self._waiting}
            self._waiting += [copy for copy in wanted if copy.key not in known]
            if self._works or not self._waiting:
                return
            self._works = True
        threading.Thread(target=self._work, args=(cache,), name="uzo-copies", daemon=True).start()

    def _work(self, cache: ResultCache) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._works = False
                    return
                copy = self._waiting[0]
            try:
                self._make(copy, cache)
            except OSError:
                _LOG.exception("no copy of %s was made", copy.node)
            with self._lock:
                # Only now: another run need not ask for what is being made.
                self._waiting.pop(0)

    def _make(self, copy: CopySource, cache: ResultCache) -> None:
        """Let a process make the copy, and wait for it. It ends itself when this process does."""
        process, reports = start_child("uzo_jupyter.running.copy_process", self._log, own_group=False)
        assert process.stdin is not None
        with reports, process.stdin:
            with suppress(BrokenPipeError):
                process.stdin.write(copy.model_dump_json(by_alias=True).encode() + b"\n")
                process.stdin.flush()
            if process.wait() != 0:
                # What ended it once would end it after each run.
                Facts(cache.home).keep_no_copy(copy.key, NoCopy(size=None))


def slow_sources(request: StartRun, prepared: PreparedRun, cache: ResultCache) -> list[CopySource]:
    """The sources that a run has read and that are worth a copy."""
    found: list[CopySource] = []
    wishes, facts = wishes_of(request), Facts(cache.home)
    for node, planned in prepared.plan.nodes.items():
        key = prepared.reuse.keys[node]
        bound = prepared.plan.bound(node)
        read = isinstance(bound.operation, Source) and bound.operation.slow and not planned.is_reused
        # A copy that is there is made again where the person does not want what is kept.
        kept = key is not None and not wishes.is_fresh(node) and cache.find(key) is not None
        if key is None or bound.policy.cache is False or kept or not _may_be_kept(key, cache, facts):
            continue
        if read and _is_large(bound.operation, Path(request.directory)):
            found.append(CopySource(start=request, node=node, key=key))
    return found


def _may_be_kept(key: str, cache: ResultCache, facts: Facts) -> bool:
    """Whether a copy was not tried in vain before, or has room now."""
    tried = facts.no_copy(key)
    return tried is None or (tried.size is not None and has_room(cache, tried.size))


def has_room(cache: ResultCache, size: int) -> bool:
    """Whether a copy of that size may be kept, and leaves room enough on the disk.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cache = ResultCache(Path(folder), budget=1000)
    ...     has_room(cache, 501)
    False
    """
    return cache.has_place_for(size) and shutil.disk_usage(cache.home).free > size * _SPARE


def _is_large(source: object, directory: Path) -> bool:
    if not isinstance(source, FileSource):
        return True
    with suppress(OSError):
        return sum(file.stat().st_size for file in source.files(Place(directory))) >= _WORTH_BYTES
    return False
