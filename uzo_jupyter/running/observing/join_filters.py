"""Rows that a join keeps from being read: filters that Polars puts below it, of which nobody said anything.

Some are filled while the query runs, from the keys of the other side. They can be seen in the plan, as
``col("key").dynamic_predicate()``, but not whose they are. Others keep out keys that are null. A join is taken to own
one that is below it unless none of its keys can be that column. If a join has filters that are filled, it has one for
each key of the types in ``FILTERED`` that comes straight from a Parquet file: where one of those is missing, the join
owns none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from uzo_jupyter.running.observing.engine_plan import EnginePlan, Operator, all_from
from uzo_jupyter.running.observing.kinds import column_names, made_columns, plain_columns

_FILLED, _NOT_NULL = "dynamic_predicate", "is_not_null"
_FILTER = re.compile(r"\b(dynamic_predicate|is_not_null)\(")
_OF_COLUMN = re.compile(r'^col\("([^"]*)"\)\.(dynamic_predicate|is_not_null)\(\)$')
_KEEP_NAMES = frozenset(
    {"Scan", "Filter", "SimpleProjection", "Cache", "Slice", "Sort", "Distinct", "Join", "Union"}
)
_PASSED = frozenset({"Filter", "SimpleProjection", "Select", "HStack"})
"""What filters that are filled are put below, besides inner joins."""
_SIDES = ("left_on", "right_on")

_Key = str | None
"""The name of a join's key further down; None if it may have any name there."""
_Place = tuple[int, _Key]

FILTERED = frozenset(
    {
        *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
        *(pl.String, pl.Binary, pl.Boolean, pl.Date, pl.Time, pl.Datetime, pl.Duration, pl.Decimal),
    }
)
"""The types of keys that Polars makes filters for; not so for floats, categories and nested types."""


class JoinFilters:
    """Where the joins of a query may have kept rows from coming out."""

    def __init__(self, plan: EnginePlan) -> None:
        self._operators = plan.operators
        self._hash_joins = {worker.operator for worker in plan.workers.values() if worker.kind == "EquiJoin"}
        self._over_filters = plan.at_or_above({step.id for step in plan.operators.values() if _filters(step)})

    def thinned_by(self, join: int, side: int, schema: pl.Schema | None = None) -> frozenset[int] | None:
        """The operators on one side of a join that may give fewer rows because of it.

        Parameters
        ----------
        join
            The join's operator.
        side
            0 for the left, 1 for the right.
        schema
            The columns of that side, if they are known.

        Returns
        -------
        frozenset of int or None
            None where nothing is known: other joins than those by hashing may stop when one side is at its end.
            What is returned holds if the join gave a row: of one that gave none, a side may not have been read.
        """
        operator = self._operators[join]
        if join not in self._hash_joins or len(operator.inputs) != len(_SIDES):
            return None
        source = operator.inputs[side]
        keys: frozenset[_Key] = plain_columns(operator, _SIDES[side]) or frozenset({None})
        below = {key: self._filters_below(source, key) for key in keys}
        filled = {key: filters.thinned(_FILLED) for key, filters in below.items()}
        owns_none = any(
            not filled[key] and key is not None and self._would_be_filtered(source, key, schema)
            for key in keys
        )
        thinned = [filters.thinned(_NOT_NULL) for filters in below.values()]
        thinned += [] if owns_none else [*filled.values()]
        return frozenset(operator for operators in thinned for operator in operators)

    def _would_be_filtered(self, operator: int, key: str, schema: pl.Schema | None) -> bool:
        """Whether a join that owns filters surely has one for this key, below this operator.

        So it is if the column comes from one Parquet file and everything between lets such a filter through.
        """
        if schema is None or key not in schema or schema[key].base_type() not in FILTERED:
            return False
        todo, found = [operator], 0
        while todo:
            step = self._operators[todo.pop()]
            if step.kind == "Scan":
                columns = column_names(step)
                if not columns or (key in columns and step.properties.get("scan_type") != "Parquet"):
                    return False
                found += key in columns
            elif not _lets_through(step) or _name_below(step, key) != key:
                return False
            todo += step.inputs
        return found == 1

    def _filters_below(self, operator: int, key: _Key) -> _FiltersBelow:
        top = (operator, key)
        readers: dict[_Place, list[_Place]] = {top: []}
        filtered: dict[str, list[_Place]] = {_FILLED: [], _NOT_NULL: []}
        todo = [top]
        while todo:
            place = todo.pop()
            step = self._operators[place[0]]
            for text in _filters(step):
                if _may_be_of(text, place[1]):
                    for function in _FILTER.findall(text):
                        filtered[function].append(place)
            for source in (source for source in step.inputs if source in self._over_filters):
                below = (source, _name_below(step, place[1]))
                if below not in readers:
                    readers[below] = []
                    todo.append(below)
                readers[below].append(place)
        return _FiltersBelow(filtered, readers)


@dataclass(frozen=True, slots=True)
class _FiltersBelow:
    """The filters below a join that may be those of one key, by their function, and what reads their rows."""

    filtered: Mapping[str, Sequence[_Place]]
    readers: Mapping[_Place, Sequence[_Place]]

    def thinned(self, function: str) -> frozenset[int]:
        """The operators that may give fewer rows because of filters with this function."""
        return frozenset(operator for operator, _ in all_from(self.filtered[function], self.readers))


def _lets_through(operator: Operator) -> bool:
    return operator.kind in _PASSED or (operator.kind == "Join" and operator.properties.get("how") == "INNER")


def _filters(operator: Operator) -> list[str]:
    said = [value if isinstance(value, list) else [value] for value in operator.properties.values()]  # pyright: ignore[reportUnknownVariableType]
    return [text for part in said for item in part if _FILTER.search(text := str(item))]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _may_be_of(text: str, key: _Key) -> bool:
    named = _OF_COLUMN.match(text)
    # A join may have added a suffix to the name.
    return named is None or key is None or key.startswith(named.group(1))


def _name_below(operator: Operator, key: _Key) -> _Key:
    """The name of the same column below an operator."""
    if key is None or operator.kind in _KEEP_NAMES:
        return key
    if operator.kind == "HStack":
        made = made_columns(operator)
        return None if made is None or key in made else key
    is_plain = operator.kind == "Select" and key in (plain_columns(operator, "exprs") or frozenset())
    return key if is_plain else None
