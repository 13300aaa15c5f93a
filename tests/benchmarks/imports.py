"""How long a fresh interpreter takes to load the package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.figure import Figure, measured

STATEMENTS = ("pass", "import uzo_jupyter", "import uzo_jupyter.magics", "from uzo_jupyter import Session")


def figures() -> Iterator[Figure]:
    """A fresh interpreter with each statement."""
    for statement in STATEMENTS:
        command = [sys.executable, "-c", statement]
        yield measured(f"python -c '{statement}'", lambda: subprocess.run(command, check=True))  # noqa: B023
