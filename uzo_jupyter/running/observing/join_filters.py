"""Rows that a join keeps from being read: filters that Polars puts below it, of which nobody said anything.

Some are filled while the query runs, from the keys of the other side. They can be seen in the plan, as
``col("key").dynamic_predicate()``, but not whose they are. Others keep out keys that are null. A join is taken to own
one that is below it unless none of its keys can be that column.
"""

from __future__ import annotations

import re

from uzo_jupyter.running.observing.engine_plan import EnginePlan, Operator, all_from
from uzo_jupyter.running.observing.kinds import made_columns, plain_columns

_FILTER = re.compile(r"\b(dynamic_predicate|is_not_null)\(")
_OF_COLUMN = re.compile(r'^col\("([^"]*)"\)\.(dynamic_predicate|is_not_null)\(\)$')
_KEEP_NAMES = frozenset(
    {"Scan", "Filter", "SimpleProjection", "Cache", "Slice", "Sort", "Distinct", "Join", "Union"}
)
_SIDES = ("left_on", "right_on")

_Keys = frozenset[str] | None
"""The names of a join's keys further down; None if they may have any name there."""


class JoinFilters:
    """Where the joins of a query may have kept rows from coming out."""

    def __init__(self, plan: EnginePlan) -> None:
        self._operators = plan.operators
        self._hash_joins = {worker.operator for worker in plan.workers.values() if worker.kind == "EquiJoin"}
        self._over_filters = plan.at_or_above({step.id for step in plan.operators.values() if _filters(step)})

    def thinned_by(self, join: int, side: int) -> frozenset[int] | None:
        """The operators on one side of a join that may give fewer rows because of it.

        Parameters
        ----------
        join
            The join's operator.
        side
            0 for the left, 1 for the right.

        Returns
        -------
        frozenset of int or None
            None where nothing is known: other joins than those by hashing may stop when one side is at its end.
            What is returned holds if the join gave a row: of one that gave none, a side may not have been read.
        """
        operator = self._operators[join]
        if join not in self._hash_joins or len(operator.inputs) != len(_SIDES):
            return None
        top = (operator.inputs[side], plain_columns(operator, _SIDES[side]))
        readers: dict[tuple[int, _Keys], list[tuple[int, _Keys]]] = {top: []}
        filtered: list[tuple[int, _Keys]] = []
        todo = [top]
        while todo:
            place = todo.pop()
            operator = self._operators[place[0]]
            if any(_may_be_of(text, place[1]) for text in _filters(operator)):
                filtered.append(place)
            keys = _names_below(operator, place[1])
            for source in (source for source in operator.inputs if source in self._over_filters):
                below = (source, keys)
                if below not in readers:
                    readers[below] = []
                    todo.append(below)
                readers[below].append(place)
        return frozenset(number for number, _ in all_from(filtered, readers))


def _filters(operator: Operator) -> list[str]:
    said = [value if isinstance(value, list) else [value] for value in operator.properties.values()]  # pyright: ignore[reportUnknownVariableType]
    return [text for part in said for item in part if _FILTER.search(text := str(item))]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _may_be_of(text: str, keys: _Keys) -> bool:
    named = _OF_COLUMN.match(text)
    # A join may have added a suffix to the name.
    return named is None or keys is None or any(key.startswith(named.group(1)) for key in keys)


def _names_below(operator: Operator, keys: _Keys) -> _Keys:
    """The names of the same columns below an operator."""
    if keys is None or operator.kind in _KEEP_NAMES:
        return keys
    if operator.kind == "HStack":
        return None if keys & made_columns(operator) else keys
    is_plain = operator.kind == "Select" and keys <= (plain_columns(operator, "exprs") or frozenset())
    return keys if is_plain else None
