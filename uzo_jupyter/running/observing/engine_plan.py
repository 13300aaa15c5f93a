"""A query as the engine runs it, and what it has done so far: plain values, whatever Polars calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """A step of a query as Polars planned it: its kind, what it says of itself, and where its rows come from."""

    id: int
    kind: str
    inputs: tuple[int, ...]
    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Worker:
    """A part of the running engine; ``operator`` is the step that it works for."""

    id: int
    kind: str
    inputs: tuple[int, ...]
    operator: int


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """One execution as Polars planned it; ``roots`` are its results, in the order of the queries."""

    operators: Mapping[int, Operator]
    workers: Mapping[int, Worker]
    roots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a worker has done so far; ``seconds`` is the time that it worked, summed over threads."""

    rows_in: int
    rows_out: int
    seconds: float
    done: bool
