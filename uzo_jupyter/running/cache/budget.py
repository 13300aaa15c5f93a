"""How much room kept results may take."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from uzo_jupyter.errors import UzoError

VARIABLE = "UZO_CACHE_BUDGET"
_MOST = 20_000_000_000
_PART_OF_FREE = 4
_UNITS = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_PREFIXES = "kMGT"
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?b)?\s*", re.IGNORECASE)


def parse_size(text: str) -> int:
    """Bytes of a text such as ``500 MB``.

    Raises
    ------
    UzoError
        When the text is no size.

    Examples
    --------
    >>> parse_size("1.5 GB"), parse_size("0")
    (1500000000, 0)
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        raise UzoError(f"{text!r} is no size.", hint="Write for example 500MB or 20GB.")
    return int(float(match[1]) * _UNITS[(match[2] or "").lower()])


def format_size(size: int) -> str:
    """Bytes as a person reads them.

    Examples
    --------
    >>> format_size(512), format_size(48_200_000)
    ('512 bytes', '48.2 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    power = min(len(_PREFIXES), (len(str(size)) - 1) // 3)
    return f"{size / 1000**power:.1f} {_PREFIXES[power - 1]}B"


def budget_from_environment(home: Path) -> int:
    """The room for kept results: ``UZO_CACHE_BUDGET``, else 20 GB or a quarter of what is free on the disk.

    Raises
    ------
    UzoError
        When the variable holds no size.
    """
    text = os.environ.get(VARIABLE)
    if text:
        try:
            return parse_size(text)
        except UzoError as error:
            raise UzoError(f"{VARIABLE}: {error.message}", hint=error.hint) from None
    return min(_MOST, shutil.disk_usage(home).free // _PART_OF_FREE)
