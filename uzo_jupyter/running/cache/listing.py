"""What is kept, as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence

from uzo_jupyter.running.cache.budget import VARIABLE, format_size
from uzo_jupyter.running.cache.entry import Entry
from uzo_jupyter.running.cache.facts import Facts
from uzo_jupyter.running.cache.store import ResultCache

_SHORT = 12


def kept_text(cache: ResultCache) -> str:
    """One line an entry, the ones that were used last first, and how much room they take."""
    entries = cache.entries()
    lines = [_line(entry) for entry in reversed(entries)]
    size = format_size(sum(entry.size for entry in entries))
    budget = format_size(cache.budget)
    total = f"{len(entries)} kept, {size} of {budget} ({VARIABLE}) in {cache.home}"
    return "\n".join([*lines, total])


def clear_kept(cache: ResultCache, *, pinned: bool = False) -> list[Entry]:
    """Remove what is kept, pinned results only where that is asked for; returns what was removed."""
    gone = cache.clear(pinned=pinned)
    Facts(cache.home).clear()
    return gone


def cleared_text(gone: Sequence[Entry]) -> str:
    """What was removed.

    Examples
    --------
    >>> cleared_text([])
    'removed 0 results, 0 bytes'
    """
    return f"removed {len(gone)} results, {format_size(sum(entry.size for entry in gone))}"


def _line(entry: Entry) -> str:
    used = entry.created.astimezone().strftime("%Y-%m-%d %H:%M")
    marks = " pinned" if entry.pinned else " copy" if entry.what == "copy" else ""
    size = format_size(entry.size)
    what = f"{entry.workflow}: {entry.node}"
    return f"{entry.key[:_SHORT]}  {used}  {size:>10}  {entry.rows:>12,} rows  {what}{marks}"
