"""Finds the steps that nodes asked for in the plan that Polars made of them.

Both are walked from the results down. Between two places where several inputs meet, both are a chain of steps, and
the longest sequence that occurs in both in the same order is taken to be the same. What is in one chain only was
added, moved or dropped by the optimiser. The rows of a dropped step are those that flow where it would be; where even
that is not certain, there is no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from uzo_jupyter.running.observing.engine_plan import EnginePlan, Operator
from uzo_jupyter.running.observing.join_filters import JoinFilters
from uzo_jupyter.running.observing.kinds import column_names, hides_rows, merged_into, score, was_done_below
from uzo_jupyter.running.observing.logical import Step


@dataclass(frozen=True, slots=True)
class Above:
    """What stands between a place and the result, and may have kept rows from coming out there.

    ``hides`` says that something may have. Otherwise all rows come out, if each of ``joins`` gave one, and unless the
    place is one of ``thinned``.
    """

    hides: bool = False
    joins: frozenset[int] = frozenset()
    thinned: frozenset[int] = frozenset()

    def at(self, operator: int, *, hides: bool = False) -> Above:
        """The same for one place."""
        return Above(hides=self.hides or hides or operator in self.thinned, joins=self.joins)


@dataclass(slots=True)
class Alignment:
    """What was found.

    ``places`` has, by the step's identity, the operators where its rows come out, each with what stands above it.
    ``work`` has the operators that work for a node, and ``mixed`` those of them that do not do exactly what the node
    asked for.
    """

    places: dict[int, dict[int, Above]] = field(default_factory=dict[int, dict[int, Above]])
    work: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    mixed: set[int] = field(default_factory=set[int])


class Aligner:
    """Aligns the results of one query, one after the other."""

    def __init__(self, plan: EnginePlan) -> None:
        self._plan = plan
        self._filters = JoinFilters(plan)
        self._over_shared = plan.at_or_above(
            {step.id for step in plan.operators.values() if step.kind == "Cache"}
        )
        self._seen: set[tuple[int, int, Above]] = set()
        self.found = Alignment()

    def align(self, step: Step, operator: int) -> None:
        """Take it that the rows of ``step`` come out of ``operator``, and go on from there to the sources."""
        todo = [(step, operator, Above())]
        while todo:
            asked, run, above = todo.pop()
            run = self._real(run)
            if (id(asked), run, above) not in self._seen:
                self._seen.add((id(asked), run, above))
                todo.extend(self._chain(asked, run, above))

    def _real(self, operator: int) -> int:
        """The operator behind what is kept for several readers."""
        while self._plan.operators[operator].kind == "Cache":
            operator = self._plan.operators[operator].inputs[0]
        return operator

    def _chain(self, first: Step, operator: int, above: Above) -> list[tuple[Step, int, Above]]:
        asked, run = _steps_from(first), self._operators_from(operator)
        pairs = _common(asked, run)
        places = _places(asked, run, pairs)
        hides = False
        # A join that is not found may have become another, which keeps only what something above it asks for.
        is_changed = len(asked[-1].inputs) > 1 and len(asked) - 1 not in pairs
        for number, step in enumerate(asked):
            match = run[pairs[number]] if number in pairs else None
            if number in places:
                hides = hides or (is_changed and _asks_for_less(above, asked[:number]))
                self._put(step, run[places[number]], above.at(run[places[number]].id, hides=hides))
            if match is not None:
                self._note_work(step, match)
            exact = match is not None and step.operator is not None and score(step.operator, match) == 2
            if len(step.inputs) > 1:
                if match is None or len(match.inputs) != len(step.inputs) or _may_be_merged(step):
                    return []
                here = replace(above, hides=above.hides or hides)
                return [
                    (source, match.inputs[side], self._below(here, step, match, side, exact))
                    for side, source in enumerate(step.inputs)
                ]
            hides = hides or _hides(step, 0, exact) or (match is not None and self._has_copy_below(match))
        return []

    def _below(self, above: Above, step: Step, match: Operator, side: int, exact: bool) -> Above:
        """What stands above an input of a step with several."""
        if not _hides(step, side, exact):
            return above
        is_join = exact and match.kind == "Join"
        schema = step.schemas[side] if step.schemas else None
        thinned = self._filters.thinned_by(match.id, side, schema) if is_join else None
        if thinned is None:
            return replace(above, hides=True)
        return replace(above, joins=above.joins | {match.id}, thinned=above.thinned | thinned)

    def _has_copy_below(self, match: Operator) -> bool:
        """Whether a filter may have a copy below what is kept for several readers: what any lets through is kept."""
        return match.kind == "Filter" and match.id in self._over_shared

    def _operators_from(self, operator: int) -> list[Operator]:
        chain = [self._plan.operators[operator]]
        while len(chain[-1].inputs) == 1:
            chain.append(self._plan.operators[self._real(chain[-1].inputs[0])])
        return chain

    def _put(self, step: Step, operator: Operator, above: Above) -> None:
        places = self.found.places.setdefault(id(step), {})
        # What is computed for several readers is complete if one of them needs all of it.
        before = places.get(operator.id)
        if before is None or before.hides or (not above.hides and len(above.joins) < len(before.joins)):
            places[operator.id] = above

    def _note_work(self, step: Step, operator: Operator) -> None:
        if step.owner is not None:
            self.found.work.setdefault(step.owner, set()).add(operator.id)
            if step.operator is not None and score(step.operator, operator) < 2:
                self.found.mixed.add(operator.id)


def _hides(step: Step, source: int, exact: bool) -> bool:
    return step.operator is not None and hides_rows(step.operator, source, in_place=exact)


def _asks_for_less(above: Above, steps: Sequence[Step]) -> bool:
    """Whether what is above may be a reason to leave rows out."""
    return bool(above.joins) or any(step.operator and step.operator.kind == "Filter" for step in steps)


def _may_be_merged(step: Step) -> bool:
    """Whether it is a union of unions: Polars makes one of them, and its inputs are not those that were asked for."""
    ends = (_steps_from(source)[-1].operator for source in step.inputs)
    return _is_union(step.operator) and any(_is_union(end) for end in ends)


def _is_union(operator: Operator | None) -> bool:
    return operator is not None and operator.kind == "Union"


def _steps_from(step: Step) -> list[Step]:
    chain = [step]
    while len(chain[-1].inputs) == 1:
        chain.append(chain[-1].inputs[0])
    return chain


def _places(asked: Sequence[Step], run: Sequence[Operator], pairs: Mapping[int, int]) -> dict[int, int]:
    """Where in ``run`` the rows of each step come out, of those of which that is certain."""
    places: dict[int, int] = {}
    dropped: list[int] = []
    start = 0
    for number in range(len(asked)):
        if number in pairs:
            places.update(_places_of_dropped(asked, run, dropped, start))
            places[number] = pairs[number]
            dropped, start = [], pairs[number] + 1
        else:
            dropped.append(number)
            _forget_before(asked, run, number, start, places)
    places.update(_places_of_dropped(asked, run, dropped, start))
    return places


def _forget_before(
    asked: Sequence[Step], run: Sequence[Operator], dropped: int, start: int, places: dict[int, int]
) -> None:
    """A filter that became part of one further up has done nothing yet where the steps between have their places."""
    operator = asked[dropped].operator
    merged = None if operator is None else merged_into(operator, run[:start])
    if merged is not None:
        for number in [number for number, place in places.items() if place > merged]:
            del places[number]


def _places_of_dropped(
    asked: Sequence[Step], run: Sequence[Operator], dropped: Sequence[int], start: int
) -> dict[int, int]:
    """Steps that are not found next to each other all have the rows that come out below the one that was found last."""
    for number in dropped:
        operator = asked[number].operator
        if operator is not None and not was_done_below(operator, run[:start], run[start:]):
            return {}
    return dict.fromkeys(dropped, start) if start < len(run) else {}


def _fit(step: Step, operator: Operator) -> int:
    if step.operator is not None:
        return score(step.operator, operator)
    if operator.inputs:
        return 0
    names = column_names(operator)
    return 2 if not names or not step.columns or names & step.columns else 0


def _common(asked: Sequence[Step], run: Sequence[Operator]) -> dict[int, int]:
    """The best common subsequence: the number of the operator for each step that has one."""
    # What is the same at both ends need not be compared with everything.
    top = 0
    while top < min(len(asked), len(run)) and _fit(asked[top], run[top]) == 2:
        top += 1
    end = 0
    while end < min(len(asked), len(run)) - top and _fit(asked[-1 - end], run[-1 - end]) == 2:
        end += 1
    middle = _common_middle(asked[top : len(asked) - end], run[top : len(run) - end])
    return {
        **{number: number for number in range(top)},
        **{top + step: top + operator for step, operator in middle.items()},
        **{len(asked) - 1 - number: len(run) - 1 - number for number in range(end)},
    }


def _common_middle(asked: Sequence[Step], run: Sequence[Operator]) -> dict[int, int]:
    fits = [[_fit(step, operator) for operator in run] for step in asked]
    best = [[0] * (len(run) + 1) for _ in range(len(asked) + 1)]
    for i in reversed(range(len(asked))):
        for j in reversed(range(len(run))):
            taken = fits[i][j] + best[i + 1][j + 1] if fits[i][j] else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken)
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(asked) and j < len(run):
        if fits[i][j] and best[i][j] == fits[i][j] + best[i + 1][j + 1]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
