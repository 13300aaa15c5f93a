"""One figure: something measured several times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPEATS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and the values; ``unit`` stands behind them."""

    name: str
    values: Sequence[float]
    unit: str = "s"

    def line(self) -> str:
        """The figure as a line of the table.

        Examples
        --------
        >>> Figure("parse", [0.1, 0.3, 0.2]).line().split()
        ['parse', '0.200', 's', '0.100', 's', '0.300', 's']
        """
        cells = (statistics.median(self.values), min(self.values), max(self.values))
        return f"{self.name:<52}" + "".join(f"{f'{cell:.3f} {self.unit}':>10}" for cell in cells)


def measured(name: str, work: Callable[[], object], repeats: int = REPEATS) -> Figure:
    """How long the work takes, after once for warming up."""
    work()
    return Figure(name, [seconds(work) for _ in range(repeats)])


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes once."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
