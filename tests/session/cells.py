"""Cells of a notebook that define functions, without a notebook."""

from __future__ import annotations

import linecache
import textwrap
from itertools import count

_NUMBERS = count(1)


def execute(names: dict[str, object], text: str) -> None:
    """Execute a cell as IPython does: its text is known, and what it defines belongs to ``__main__``."""
    text, file = textwrap.dedent(text), f"<ipython-input-{next(_NUMBERS)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    names["__name__"] = "__main__"
    exec(compile(text, file, "exec"), names)
