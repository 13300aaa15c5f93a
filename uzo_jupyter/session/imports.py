"""What functions of the notebook import, and where modules of the notebook's own lie."""

from __future__ import annotations

import sys
from pathlib import Path


def imported_from(value: object) -> tuple[str, str] | None:
    """The module and the name under which a value can be imported; None for what the notebook made itself.

    Examples
    --------
    >>> from pathlib import Path
    >>> imported_from(Path)[1], imported_from(3)
    ('Path', None)
    """
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module == "__main__" or "." in name:
        return None
    return (module, name) if getattr(sys.modules.get(module), name, None) is value else None


def own_modules() -> str | None:
    """The folder where this process finds modules that lie beside the notebook; None where it looks for none there."""
    try:
        folder = str(Path.cwd())
    except OSError:
        return None  # it was removed
    return folder if {"", folder} & set(sys.path) else None
