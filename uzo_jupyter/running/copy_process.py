"""The process that copies one slow source: ``python -m uzo_jupyter.running.copy_process``.

It takes one request on stdin and ends when stdin is closed. It leaves the machine to others as far as it can: a low
priority, and one thread of Polars.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is imported

import polars as pl

from uzo_jupyter.operations import Registry, Source
from uzo_jupyter.planning import contents
from uzo_jupyter.protocol import utc_now
from uzo_jupyter.protocol.runner import CopySource
from uzo_jupyter.running.cache import Entry, ResultCache, checksum
from uzo_jupyter.running.parent import request_of_parent
from uzo_jupyter.running.prepare import checked_request, wishes_of
from uzo_jupyter.running.priority import give_way

_LOG = logging.getLogger(__name__)
_SPARE = 2
"""The disk must have this many times the size of the copy left when it is done."""


def main() -> None:
    """Make the copy that is asked for; where that fails, the source is read as before."""
    request = CopySource.model_validate_json(request_of_parent())
    give_way()
    make_copy(request, Registry.load(), ResultCache())


def make_copy(request: CopySource, registry: Registry, cache: ResultCache) -> bool:
    """Keep a copy of a source under its content key; returns whether it is kept.

    The copy has the same columns, types and order of rows, or there is none. It is a Parquet file: a tenth of the
    size of an Arrow file, and as fast to read where only some columns are.
    """
    checked, place = checked_request(request.start, registry)
    source = checked.nodes[request.node].operation
    assert isinstance(source, Source)
    started = time.perf_counter()
    part = cache.part()
    try:
        rows = source.scan(place)
        rows.sink_parquet(part, compression="lz4")
        if pl.read_parquet_schema(part) != rows.collect_schema() or not _has_room(part):
            return False
        if _key(request, registry) != request.key:
            # It was changed while it was read.
            return False
        entry = Entry(
            key=request.key,
            directory=str(place.directory),
            workflow=checked.workflow.name,
            node=request.node,
            what="copy",
            format="parquet",
            rows=pl.scan_parquet(part, glob=False).select(pl.len()).collect().item(),
            size=part.stat().st_size,
            checksum=checksum(part),
            seconds=time.perf_counter() - started,
            created=utc_now(),
        )
        kept = cache.add(entry, part, replace=wishes_of(request.start).is_fresh(request.node))
        cache.trim()
        return kept
    finally:
        part.unlink(missing_ok=True)


def _key(request: CopySource, registry: Registry) -> str | None:
    checked, place = checked_request(request.start, registry)
    content = contents(checked, [request.node], place)[request.node]
    return content and content.key


def _has_room(part: Path) -> bool:
    return shutil.disk_usage(part).free > part.stat().st_size * _SPARE


if __name__ == "__main__":
    main()
