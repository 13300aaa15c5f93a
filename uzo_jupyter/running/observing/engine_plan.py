"""A query as the engine runs it, and what it has done so far: plain values, whatever Polars calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


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

    def at_or_above(self, operators: AbstractSet[int]) -> frozenset[int]:
        """The operators that some of these give rows to, near or far, and these.

        Examples
        --------
        >>> steps = {1: Operator(1, "Scan", (), {}), 2: Operator(2, "Sort", (1,), {}), 3: Operator(3, "Scan", (), {})}
        >>> sorted(EnginePlan(steps, {}, (2, 3)).at_or_above({1}))
        [1, 2]
        """
        readers: dict[int, list[int]] = {}
        for operator in self.operators.values():
            for source in operator.inputs:
                readers.setdefault(source, []).append(operator.id)
        return all_from(operators, readers)


def all_from(first: Iterable[_T], following: Mapping[_T, Iterable[_T]]) -> frozenset[_T]:
    """What can be reached from where one begins, and that.

    Examples
    --------
    >>> sorted(all_from([1], {1: [2], 2: [1, 3]}))
    [1, 2, 3]
    """
    reached = set(first)
    todo = list(reached)
    while todo:
        for other in following.get(todo.pop(), ()):
            if other not in reached:
                reached.add(other)
                todo.append(other)
    return frozenset(reached)


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a worker has done so far; ``seconds`` is the time that it worked, summed over threads."""

    rows_in: int
    rows_out: int
    seconds: float
    done: bool
