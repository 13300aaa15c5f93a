"""The process that copies one slow source: ``python -m uzo_jupyter.running.copy_process``.

It takes one request on stdin and ends when stdin is closed. It leaves the machine to others as far as it can: a low
priority, and one thread of Polars.
"""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is imported

import polars as pl

from uzo_jupyter.operations import Registry, Source
from uzo_jupyter.planning import contents
from uzo_jupyter.protocol import utc_now
from uzo_jupyter.protocol.runner import CopySource
from uzo_jupyter.running.cache import Entry, Facts, NoCopy, ResultCache, checksum
from uzo_jupyter.running.copies import has_room
from uzo_jupyter.running.parent import request_of_parent
from uzo_jupyter.running.prepare import RequestChecker, wishes_of
from uzo_jupyter.running.priority import give_way

_LOG = logging.getLogger(__name__)


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
    checked, place = RequestChecker(registry).check(request.start)
    source = checked.nodes[request.node].operation
    assert isinstance(source, Source)
    started = time.perf_counter()
    part = cache.part()
    try:
        rows = source.scan(place)
        rows.sink_parquet(part, compression="lz4")
        if not _is_worth_keeping(part, rows, request.key, cache):
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
    except OSError:
        # Such as a full disk: it is tried again when there is room for more than was written.
        _LOG.exception("no copy of %s was made", request.node)
        Facts(cache.home).keep_no_copy(request.key, NoCopy(size=part.stat().st_size if part.exists() else 0))
        return False
    finally:
        part.unlink(missing_ok=True)


def _key(request: CopySource, registry: Registry) -> str | None:
    checked, place = RequestChecker(registry).check(request.start)
    content = contents(checked, [request.node], place)[request.node]
    return content and content.key


def _is_worth_keeping(part: Path, rows: pl.LazyFrame, key: str, cache: ResultCache) -> bool:
    """Whether the copy is the same table and there is room for it; if not, that is remembered."""
    size = part.stat().st_size
    same = pl.read_parquet_schema(part) == rows.collect_schema()
    if same and has_room(cache, size):
        return True
    Facts(cache.home).keep_no_copy(key, NoCopy(size=size if same else None))
    return False


if __name__ == "__main__":
    main()
