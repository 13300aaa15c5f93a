"""Finds the steps that nodes asked for in the plan that Polars made of them.

Both are walked from the results down. Between two places where several inputs meet, both are a chain of steps, and
the longest sequence that occurs in both in the same order is taken to be the same. What is in one chain only was
added, moved or dropped by the optimiser. The rows of a dropped step are those that flow where it would be; where even
that is not certain, there is no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from uzo_jupyter.running.observing.engine_plan import EnginePlan, Operator
from uzo_jupyter.running.observing.kinds import column_names, hides_rows, score, was_done_below
from uzo_jupyter.running.observing.logical import Step


@dataclass(slots=True)
class Alignment:
    """What was found.

    ``places`` has, by the step's identity, the operators where its rows come out, each with whether something that
    comes later may have kept rows from coming this far. ``work`` has the operators that work for a node, and
    ``mixed`` those of them that do not do exactly what the node asked for.
    """

    places: dict[int, dict[int, bool]] = field(default_factory=dict[int, dict[int, bool]])
    work: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    mixed: set[int] = field(default_factory=set[int])


class Aligner:
    """Aligns the results of one query, one after the other."""

    def __init__(self, plan: EnginePlan) -> None:
        self._plan = plan
        self._seen: set[tuple[int, int, bool]] = set()
        self.found = Alignment()

    def align(self, step: Step, operator: int) -> None:
        """Take it that the rows of ``step`` come out of ``operator``, and go on from there to the sources."""
        todo = [(step, operator, False)]
        while todo:
            asked, run, hidden = todo.pop()
            run = self._real(run)
            if (id(asked), run, hidden) not in self._seen:
                self._seen.add((id(asked), run, hidden))
                todo.extend(self._chain(asked, run, hidden))

    def _real(self, operator: int) -> int:
        """The operator behind what is kept for several readers."""
        while self._plan.operators[operator].kind == "Cache":
            operator = self._plan.operators[operator].inputs[0]
        return operator

    def _chain(self, first: Step, operator: int, hidden: bool) -> list[tuple[Step, int, bool]]:
        asked, run = _steps_from(first), self._operators_from(operator)
        pairs = _common(asked, run)
        places = _places(asked, run, pairs)
        filters: list[int] = []
        for number, step in enumerate(asked):
            match = run[pairs[number]] if number in pairs else None
            if number in places:
                hidden = hidden or self._may_be_filtered(run[: places[number]], filters)
                self._put(step, run[places[number]], hidden)
            if match is not None:
                self._note_work(step, match)
            if match is not None and match.kind == "Filter":
                filters.append(pairs[number])
            exact = match is not None and step.operator is not None and score(step.operator, match) == 2
            if len(step.inputs) > 1:
                if match is None or len(match.inputs) != len(step.inputs):
                    return []
                return [
                    (source, match.inputs[index], hidden or _hides(step, index, exact))
                    for index, source in enumerate(step.inputs)
                ]
            hidden = hidden or _hides(step, 0, exact)
        return []

    def _may_be_filtered(self, above: Sequence[Operator], filters: Sequence[int]) -> bool:
        """Whether a filter has a copy below what is kept for several readers: what any of them lets through is kept."""
        return any(
            self._plan.operators[step.inputs[0]].kind == "Cache"
            for step in above[min(filters, default=len(above)) :]
        )

    def _operators_from(self, operator: int) -> list[Operator]:
        chain = [self._plan.operators[operator]]
        while len(chain[-1].inputs) == 1:
            chain.append(self._plan.operators[self._real(chain[-1].inputs[0])])
        return chain

    def _put(self, step: Step, operator: Operator, hidden: bool) -> None:
        places = self.found.places.setdefault(id(step), {})
        # What is computed for several readers is complete if one of them needs all of it.
        places[operator.id] = hidden and places.get(operator.id, True)

    def _note_work(self, step: Step, operator: Operator) -> None:
        if step.owner is not None:
            self.found.work.setdefault(step.owner, set()).add(operator.id)
            if step.operator is not None and score(step.operator, operator) < 2:
                self.found.mixed.add(operator.id)


def _hides(step: Step, source: int, exact: bool) -> bool:
    return step.operator is not None and hides_rows(step.operator, source, in_place=exact)


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
    places.update(_places_of_dropped(asked, run, dropped, start))
    return places


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
