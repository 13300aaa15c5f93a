"""Results that are kept between runs, by content key."""

from __future__ import annotations

from uzo_jupyter.running.cache.budget import format_size, parse_size
from uzo_jupyter.running.cache.entry import Entry, checksum, scan
from uzo_jupyter.running.cache.facts import Facts, NoCopy, Written
from uzo_jupyter.running.cache.listing import clear_kept, cleared_text, kept_text
from uzo_jupyter.running.cache.pins import Owner, Pins
from uzo_jupyter.running.cache.store import ResultCache

__all__ = [
    "Entry",
    "Facts",
    "NoCopy",
    "Owner",
    "Pins",
    "ResultCache",
    "Written",
    "checksum",
    "clear_kept",
    "cleared_text",
    "format_size",
    "kept_text",
    "parse_size",
    "scan",
]
