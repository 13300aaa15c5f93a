"""The second lock: look at what was built, not at what was written.

A built expression is serialised and every kind of node that carries a payload must be on a list.  A Python
function, a plugin, a pickled object or a kind that a later Polars invents is not.

Measured on ``(col('age') > 18) & ~col('name').is_null()``: 20 µs of the 110 to 160 µs that ``build`` takes, so
that every expression is checked and nothing is cached.
"""

from __future__ import annotations

import json
from typing import Final, cast

import polars as pl

from .errors import ExpressionError
from .wording import word_set

_KINDS: Final = word_set(
    """
    AddBusinessDay Agg Alias All Any AnyOf ApproxQuantile ArgSort Array ArrayExpr Backward Bin BinaryExpr
    Bitwise Boolean Breaks Business BusinessDayCount ByDType ByIndex ByName Cast CastTimeUnit Categorical
    Clip Column Combine ConcatHorizontal ConcatVertical Contains ContainsAny ConvertTimeZone CorrCov
    Correlation Count CountMatches Covariance CumCount CumMax CumMin CumProd CumSum Cut Datetime
    DatetimeFunction Decimal Diff Difference Drop Duration EndsWith Entropy Enum Eval EwmMean EwmMeanBy
    EwmStd EwmSum EwmSumBy EwmVar Explicit Explode Extract ExtractGroups ExtractMany Field FieldByName
    FillNullWithStrategy Filter Find FindMany First FirstNonNull Format Forward Function Gather
    GatherEvery Get Hash HexDecode IntRange Interpolate Intervals IsBetween IsBusinessDay IsClose IsEmpty
    IsIn IsSorted Item Join JsonDecode KeepName Kurtosis Last LastNonNull List ListExpr Matches Max Mean
    MeanHorizontal Median Min Mode NUnique Normalize Ordered Over PadEnd PadStart Pow Prefix PrefixFields
    QCut Quantile Quantiles Range Rank Ranks Reinterpret RenameAlias RenameFields Replace ReplaceMany
    ReplaceStrict ReplaceTimeZone Rolling RollingExpr RollingExprBy Round RoundSF RowEncode SearchSorted
    SelectFields Selector SetOperation Skew Slice Sort SortBy SpearmanRank Split SplitExact SplitN
    SplitRegex StartsWith Std StringExpr Strptime Struct StructEval StructExpr Suffix SuffixFields Sum
    SumHorizontal TemporalExpr Ternary TimeStamp To ToArray ToDecimal ToInteger ToString ToStruct TopK
    TopKBy TotalDays TotalHours TotalMicroseconds TotalMilliseconds TotalMinutes TotalNanoseconds
    TotalSeconds Trigonometry Truncate Union Unique ValueCounts Var
    """
)
"""Nodes, functions and data types that carry a payload.  ``Map`` is missing: in some places it is a callback."""

_FIELDS: Final = word_set(
    """
    abs_tol adjust allow_duplicates allow_empty alpha as_list ascii_case_insensitive base bias breaks
    broadcast_nulls by cache center closed closed_window corr_cov_options days ddof decimals delimiter
    descending digits dtype empty_as_null error evaluation exact expr falsy fields fill_char fisher
    fn_params form format fractional function function_by half_life has_max has_min idx ignore_nulls
    include_breaks include_intervals include_nulls inclusive index_column indices inner input insertions
    is_corr keep_nulls labels left left_closed leftmost length limit literal maintain_order mapping method
    min_periods mode months multithreaded n name names nans_equal negative normalize nsecs null_behavior
    null_on_oob nulls_equal nulls_last offset op options order_by overlapping parallel parsed_int
    partition_by pat pattern period predicate prob probs propagate_nans rel_tol return_dtype
    returns_scalar reverse right right_closed roll scale seed side sort sort_options spec step strict
    strings time_unit time_zone truthy use_formal_bound value variant week_mask weeks weights window_size
    """
)
"""Parts of a payload.  ``callback`` is missing."""

_ALLOWED: Final = _KINDS | _FIELDS

_DTYPE: Final = word_set(
    "Array Categorical Datetime Decimal Duration Enum List Map Struct dtype name namespace physical strings inner"
)
"""What may stand inside a data type; there ``Map`` is a type."""

_DATA: Final = frozenset({"Dyn", "Scalar", "Series"})
"""Kinds of literal whose payload is data, not nodes."""

_MERGING: Final = word_set(
    """AnyHorizontal AllHorizontal AsStruct Coalesce Concat ConcatHorizontal MaxHorizontal MeanHorizontal
    MinHorizontal SumHorizontal"""
)
"""Functions that make one column of all their inputs."""

_MANY: Final = frozenset({"Selector", "SelectFields"})


def check_plan(expression: pl.Expr, *, allow_many: bool = True) -> None:
    """Refuse an expression that holds anything but known, pure nodes.

    Parameters
    ----------
    expression
        What was built.
    allow_many
        Whether it may expand to more than one column.

    Raises
    ------
    ExpressionError
        If a node is not on the list, or the expression can give many columns where one is wanted.

    Examples
    --------
    >>> check_plan(pl.col("a") + 1)
    >>> check_plan(pl.col("a").map_batches(lambda values: values))
    Traceback (most recent call last):
    ...
    uzo_jupyter.expressions.errors.ExpressionError: `AnonymousFunction` is not allowed in an expression. ...
    """
    try:
        plan = json.loads(expression.meta.serialize(format="json"))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError) as error:
        raise ExpressionError(f"The expression cannot be written down: {error}") from error
    _check_kinds(plan)
    if not allow_many and _gives_many(plan):
        raise ExpressionError(
            "This can give many columns where one is wanted.",
            hint="Name one column, as in col('price'), or combine them: sum_horizontal(...).",
        )


def _check_kinds(plan: object) -> None:
    # Whatever carries a payload is a key; a kind without one is a bare string and cannot hold anything.
    # Names of columns and other user text are values, never keys.
    stack = [plan]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(cast("list[object]", node))
        elif isinstance(node, dict):
            for key, payload in cast("dict[str, object]", node).items():
                if key == "Literal":
                    _check_literal(payload)
                    continue
                if key not in _ALLOWED:
                    raise ExpressionError(f"`{key}` is not allowed in an expression.")
                stack.append(payload)


def _check_literal(payload: object) -> None:
    """A literal is data, or a data type; neither may hold Python objects."""
    items = cast("dict[str, object]", payload) if isinstance(payload, dict) else {}
    if _DATA.isdisjoint(items):
        bad = _keys(cast("object", payload)) - _DTYPE
    else:
        # Only the first two levels have names; below are values and the bytes of lists.
        bad = {"Object"} & {
            key
            for item in items.values()
            if isinstance(item, dict)
            for key in cast("dict[str, object]", item)
        }
    if bad or payload == "Object":
        raise ExpressionError("A literal of this kind is not allowed in an expression.")


def _keys(payload: object) -> set[str]:
    """The keys of a payload and of all that is inside it."""
    if isinstance(payload, list):
        return {key for item in cast("list[object]", payload) for key in _keys(item)}
    if not isinstance(payload, dict):
        return set()
    items = cast("dict[str, object]", payload)
    return set(items) | {key for item in items.values() for key in _keys(item)}


def _gives_many(node: object) -> bool:
    if isinstance(node, list):
        return any(_gives_many(item) for item in cast("list[object]", node))
    if not isinstance(node, dict):
        return False
    items = cast("dict[str, object]", node)
    if "Literal" in items:
        return False
    if "Function" in items:
        return _function_gives_many(cast("dict[str, object]", items["Function"]))
    return not _MANY.isdisjoint(items) or any(_gives_many(item) for item in items.values())


def _function_gives_many(function: dict[str, object]) -> bool:
    kind = function.get("function")
    while isinstance(kind, dict) and kind:
        name, payload = next(iter(cast("dict[str, object]", kind).items()))
        if name in _MERGING or name in _MANY:
            return name in _MANY
        kind = payload
    return not (isinstance(kind, str) and kind in _MERGING) and _gives_many(function.get("input"))
