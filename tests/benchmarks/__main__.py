"""``python -m tests.benchmarks [THEME...]`` prints how long things take: the median of five, the least and the most."""

from __future__ import annotations

import os
import sys
import tempfile

THEMES = ("imports", "checking", "samples", "tables", "observing", "runs", "engine", "browser")


def main(themes: list[str]) -> None:
    """Measure the themes and print a line for each figure."""
    # Processes that are started for the measurements write nothing into the user's folders.
    with tempfile.TemporaryDirectory(prefix="uzo-bench-", ignore_cleanup_errors=True) as home:
        os.environ.update(
            UZO_DATA_DIR=f"{home}/data", UZO_CACHE_DIR=f"{home}/cache", UZO_PREFECT_IDLE_SECONDS="5"
        )
        from importlib import import_module

        print(f"{'what':<52}{'median':>10}{'min':>10}{'max':>10}")
        for theme in themes or THEMES:
            for figure in import_module(f"tests.benchmarks.{theme}").figures():
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
