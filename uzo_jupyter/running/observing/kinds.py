"""When a step that the engine runs is one that a node asked for, and what it does to the number of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from uzo_jupyter.running.observing.engine_plan import Operator

_COLUMN = re.compile(r'^col\("([^"]*)"\)(?:\.alias\("([^"]*)"\))?$')
_ALIAS = re.compile(r'\.alias\("([^"]*)"\)$')
_ROOT = re.compile(r'col\("([^"]*)"\)')

_PROJECTIONS = frozenset({"Select", "SimpleProjection"})
_KEPT: dict[str, tuple[str, ...]] = {
    "Join": ("how", "left_on", "right_on"),
    "GroupBy": ("keys",),
    "Sort": ("sort_columns",),
    "Distinct": ("subset", "keep_strategy"),
    "MapFunction": ("function",),
    "Slice": ("offset", "len"),
    "Union": ("num_inputs",),
}
"""What an optimised step still says as before, by its kind."""

_LIMITS = ("slice", "pre_slice", "n_rows")
"""Where a step says that a limit became part of it."""

_MOVABLE = frozenset({"Filter", "HStack", "SimpleProjection", "Sort", "Slice", "Window"})
_WATCHED_THROUGH = frozenset({"HStack", "SimpleProjection", "Sort", "Distinct", "GroupBy", "Union", "Window"})


def score(asked: Operator, run: Operator) -> int:
    """How well they fit: 0 not at all, 2 the same, 1 the same with more or less to do.

    Examples
    --------
    >>> asked = Operator(1, "Filter", (), {"predicate": ['col("a") > 1']})
    >>> score(asked, Operator(7, "Filter", (), {"predicate": ['col("a") > 1']}))
    2
    >>> score(asked, Operator(7, "Filter", (), {"predicate": ['col("b") > 1']}))
    0
    """
    if asked.kind in _PROJECTIONS and run.kind in _PROJECTIONS:
        return _overlap(_names(asked), _names(run))
    if asked.kind != run.kind:
        return 0
    match asked.kind:
        case "Filter":
            return _overlap(_texts(asked, "predicate"), _texts(run, "predicate"))
        case "HStack":
            return _overlap(_names(asked), _names(run))
        case "Window":
            return 2 if asked.properties.get("partition_by") == run.properties.get("partition_by") else 0
        case kind:
            kept = _KEPT.get(kind)
            if kept is None:
                return 1
            return 2 if all(asked.properties.get(name) == run.properties.get(name) for name in kept) else 0


def _overlap(asked: frozenset[str], run: frozenset[str]) -> int:
    if asked == run:
        return 2
    return 1 if asked & run else 0


def may_move(asked: Operator) -> bool:
    """Whether what is below still has its rows counted at the same place when this step is not found there.

    Examples
    --------
    >>> may_move(Operator(1, "Filter", (), {})), may_move(Operator(1, "MapFunction", (), {}))
    (True, False)
    """
    return asked.kind in _MOVABLE or (asked.kind == "Select" and keeps_rows(asked))


def was_done_below(asked: Operator, above: Sequence[Operator], below: Sequence[Operator]) -> bool:
    """Whether a step that is not found was surely done ``below`` and not ``above``.

    Filters move down, but two may become one; a limit becomes part of another step, or of another limit.

    Examples
    --------
    >>> low = Operator(1, "Filter", (), {"predicate": ['col("a") > 1']})
    >>> scan = Operator(8, "Scan", (), {"predicate": ['col("a") > 1']})
    >>> both = Operator(9, "Filter", (), {"predicate": ['col("a") > 1', 'col("b") > 1']})
    >>> was_done_below(low, [], [scan]), was_done_below(low, [both], [scan])
    (True, False)
    """
    if asked.kind == "Filter":
        return merged_into(asked, above) is None
    if asked.kind == "Slice":
        for step in below:
            if step.kind == "Slice" or any(step.properties.get(name) for name in _LIMITS):
                return True
            if not keeps_rows(step):
                return False
        return False
    return may_move(asked)


def merged_into(asked: Operator, above: Sequence[Operator]) -> int | None:
    """The number of the first filter above that does some of what a filter was asked to do.

    Examples
    --------
    >>> low = Operator(1, "Filter", (), {"predicate": ['col("a") > 1']})
    >>> both = Operator(9, "Filter", (), {"predicate": ['col("a") > 1', 'col("b") > 1']})
    >>> merged_into(low, [Operator(2, "Sort", (), {}), both])
    1
    """
    if asked.kind != "Filter":
        return None
    wanted = _texts(asked, "predicate")
    found = (
        i for i, step in enumerate(above) if step.kind == "Filter" and wanted & _texts(step, "predicate")
    )
    return next(found, None)


def hides_rows(asked: Operator, source: int, *, in_place: bool) -> bool:
    """Whether fewer rows than the workflow says may have come out of an input of the step.

    Examples
    --------
    >>> hides_rows(Operator(1, "Slice", (), {"len": 10}), 0, in_place=True)
    True
    >>> left = Operator(1, "Join", (), {"how": "LEFT"})
    >>> hides_rows(left, 0, in_place=True), hides_rows(left, 1, in_place=True)
    (False, True)
    """
    match asked.kind:
        case "Filter":
            return not in_place
        case "Join":
            how = asked.properties.get("how")
            return not (how == "FULL" or (how == "LEFT" and source == 0) or (how == "RIGHT" and source == 1))
        case "Select":
            return not all(_COLUMN.match(text) for text in _list(asked, "exprs"))
        case "MapFunction":
            return not str(asked.properties.get("function", "")).startswith(
                ("EXPLODE", "UNPIVOT", "ROW INDEX")
            )
        case kind:
            return kind not in _WATCHED_THROUGH


def keeps_rows(run: Operator) -> bool:
    """Whether as many rows leave it as come in.

    Examples
    --------
    >>> keeps_rows(Operator(1, "Select", (), {"exprs": ['col("a")']}))
    True
    """
    if run.kind == "Select":
        return all(_COLUMN.match(text) for text in _list(run, "exprs"))
    return run.kind in {"SimpleProjection", "HStack", "Cache", "Window"}


def column_names(run: Operator) -> frozenset[str]:
    """The columns that a scan could read, as far as it says."""
    return _texts(run, "file_columns") or _texts(run, "schema_names")


def made_columns(operator: Operator) -> frozenset[str] | None:
    """The columns that a step makes anew or in another way; None if that cannot be told of each.

    An expression whose column has its name without being told so may say that of another column first.

    Examples
    --------
    >>> made_columns(Operator(1, "HStack", (), {"exprs": ['(col("a") + 1).alias("b")']}))
    frozenset({'b'})
    >>> made_columns(Operator(1, "HStack", (), {"exprs": ['when(col("a") > 3).then(col("b")).otherwise(0)']})) is None
    True
    """
    made = [_COLUMN.match(text) or _ALIAS.search(text) for text in _list(operator, "exprs")]
    names = frozenset(found.group(found.lastindex or 1) for found in made if found is not None)
    return names if all(made) else None


def plain_columns(operator: Operator, name: str) -> frozenset[str] | None:
    """The columns that a list of expressions takes as they are; None if there are other expressions.

    Examples
    --------
    >>> plain_columns(Operator(1, "Join", (), {"left_on": ['col("a")']}), "left_on")
    frozenset({'a'})
    >>> plain_columns(Operator(1, "Join", (), {"left_on": ['col("a").abs()']}), "left_on") is None
    True
    """
    found = [_COLUMN.match(text) for text in _list(operator, name)]
    plain = {
        match.group(1) for match in found if match is not None and match.group(2) in (None, match.group(1))
    }
    return frozenset(plain) if len(plain) == len(found) and plain else None


def _names(operator: Operator) -> frozenset[str]:
    if operator.kind == "SimpleProjection":
        return _texts(operator, "columns")
    return frozenset(name for text in _list(operator, "exprs") if (name := _output(text)) is not None)


def _output(text: str) -> str | None:
    """The name of an expression's column.

    Examples
    --------
    >>> _output('(col("a") + 1).alias("b")'), _output('col("a").sum()')
    ('b', 'a')
    """
    found = _ALIAS.search(text) or _ROOT.search(text)
    return found.group(1) if found else None


def _texts(operator: Operator, name: str) -> frozenset[str]:
    return frozenset(_list(operator, name))


def _list(operator: Operator, name: str) -> list[str]:
    value = operator.properties.get(name)
    return [str(item) for item in value] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
