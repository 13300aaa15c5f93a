"""Results that are kept between runs, by content key."""

from __future__ import annotations

from uzo_jupyter.running.cache.budget import format_size
from uzo_jupyter.running.cache.entry import Entry, checksum, scan
from uzo_jupyter.running.cache.store import ResultCache

__all__ = ["Entry", "ResultCache", "checksum", "format_size", "scan"]
