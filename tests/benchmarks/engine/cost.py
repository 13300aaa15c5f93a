"""What work has cost: time, processor time, memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of the processor, and the most memory of the process so far in megabytes."""

    wall: float
    cpu: float
    peak: float


def most_memory(pid: int | None = None) -> float:
    """The most memory that a process had so far in megabytes; what it has now where the system does not tell."""
    status = Path(f"/proc/{pid or os.getpid()}/status")
    if not status.exists():
        return psutil.Process(pid).memory_info().rss / 1e6
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def processor_seconds(process: psutil.Process) -> float:
    """The processor time of a process, and of those that it has started and that are over."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    # Only where processes are told of that are over.
    return sum(getattr(times, part, 0.0) for part in ("user", "system", "children_user", "children_system"))
