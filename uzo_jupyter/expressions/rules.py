"""What an allowed word demands of its arguments."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias, cast

import polars as pl

from . import limits
from .values import SCALARS, is_dtype, is_mapping, is_sequence

Check: TypeAlias = Callable[[object], str | None]
"""Says what an argument must be, if it is not: "must be …"."""

Growth: TypeAlias = Callable[[Mapping[str, object]], int]
"""By which factor, at most, a call lengthens a value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one word may be called.

    Attributes
    ----------
    checks
        Arguments that must be literals, each with what it must be.
    positional
        Names of the positional arguments, so that a check also finds an argument without a name.
    growth
        How much longer the call can make a value, for words that can.
    literal
        Whether all arguments are literals, as in ``col``.
    """

    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    positional: tuple[str, ...] = ()
    growth: Growth | None = None
    literal: bool = False

    def named(self, args: list[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments by name, as far as the rule needs to know them."""
        return {**dict(zip(self.positional, args, strict=False)), **keywords}


@dataclass(frozen=True, slots=True)
class Limited:
    """A word of a table that has checks, before the table knows its arguments' names."""

    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    growth: Growth | None = None


Table: TypeAlias = Mapping[str, Rule]


def table(owner: object, plain: str, limited: Mapping[str, Limited] | None = None) -> Table:
    """Make a table from words that need no checks and words that do.

    Parameters
    ----------
    owner
        The class or module of Polars that has the words.
    plain
        Words without checks, separated by blanks.
    limited
        Words with checks.
    """
    rules = {word: Rule() for word in plain.split()}
    for word, limit in (limited or {}).items():
        names = tuple(inspect.signature(getattr(owner, word)).parameters)
        positional = names[1:] if names[:1] == ("self",) else names
        rules[word] = Rule(limit.checks, positional, limit.growth)
    return MappingProxyType(rules)


def whole(low: int, high: int, *, or_none: bool = False) -> Check:
    """A literal whole number within bounds."""

    def check(value: object) -> str | None:
        if or_none and value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return None
        return f"must be a whole number from {low:,} to {high:,}, written as a number"

    return check


def number_or_list(high: int) -> Check:
    """A bounded number of bins, or the list of their edges."""
    count = whole(1, high)

    def check(value: object) -> str | None:
        return (
            literal_list(value) and count(value) and f"must be a list of numbers, or a count up to {high:,}"
        )

    return check


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few literals."""

    choices: tuple[str | bool, ...]

    def __call__(self, value: object) -> str | None:
        wanted = " or ".join(repr(choice) for choice in self.choices)
        return None if isinstance(value, (str, bool)) and value in self.choices else f"must be {wanted}"


def one_of(*choices: str | bool) -> OneOf:
    """One of a few literals."""
    return OneOf(choices)


def literal_list(value: object) -> str | None:
    """A list whose members are all literals."""
    if is_sequence(value) and all(isinstance(item, SCALARS) or literal_list(item) is None for item in value):
        return None
    return "must be a list of literals"


def collection(value: object) -> str | None:
    """A list of literals, or an expression."""
    if isinstance(value, pl.Expr) or literal_list(value) is None:
        return None
    return "must be a list such as [1, 2], or a list column"


def literal_value(value: object) -> str | None:
    """A literal, or a list of them."""
    if isinstance(value, SCALARS) or literal_list(value) is None:
        return None
    return "must be a literal"


def dtype(value: object) -> str | None:
    """A data type."""
    return None if is_dtype(value) or value is None else "must be a data type such as Int64"


def text(value: object) -> str | None:
    """A literal text."""
    return None if isinstance(value, str) else "must be a text in quotes"


def not_empty(value: object) -> str | None:
    """Anything but an empty text, which matches between every two characters."""
    if is_mapping(value):
        return not_empty(list(value))
    items = value if is_sequence(value) else [value]
    return "must not be empty" if any(item == "" for item in items if isinstance(item, str)) else None


def not_none(value: object) -> str | None:
    """Anything but None, with which every comparison is null."""
    return "must not be None; write .is_null() or .is_not_null()" if value is None else None


def selector(value: object) -> str | None:
    """What names columns: texts, data types, or a list of them."""
    items = value if is_sequence(value) else [value]
    good = all(isinstance(item, str) or is_dtype(item) for item in items)
    return None if good and items else "must be a column name in quotes"


def row_count(value: object) -> str | None:
    """A bound of a range: a small literal, or the number of rows with a literal added."""
    if whole(-limits.RANGE, limits.RANGE, or_none=True)(value) is None:
        return None
    if isinstance(value, pl.Expr) and _counted_rows(_plan(value)) in (0, 1):
        return None
    return f"must be len(), len() + 1, or a whole number up to {limits.RANGE:,}"


def _counted_rows(node: object) -> int:
    """How many times a plan counts rows; a large number if it does anything but count, add and subtract."""
    match cast("Any", node):
        case "Len" | {"Agg": {"Count": {"input": {"Column": str()}}}}:
            return 1
        case {"Literal": {"Dyn": {"Int": int(value)}}} if abs(value) <= limits.RANGE:
            return 0
        case {"BinaryExpr": {"op": "Plus" | "Minus"}}:
            sides = cast("dict[str, dict[str, object]]", node)["BinaryExpr"]
            return _counted_rows(sides["left"]) + _counted_rows(sides["right"])
        case _:
            return 1_000


def period(value: object) -> str | None:
    """A length of time."""
    good = isinstance(value, (str, dt.timedelta))
    return None if good else "must be a length of time such as '7d' or '1h30m'"


def inner(value: object) -> str | None:
    """An expression for the members of a list: it must not make rows of its own."""
    if isinstance(value, pl.Expr) and '"Range":' not in value.meta.serialize(format="json"):
        return None
    return "must be an expression on element(), without ranges"


def grows_with(name: str) -> Growth:
    """Growth by a literal text (a replacement, a separator), or by an unknown one."""

    def growth(arguments: Mapping[str, object]) -> int:
        return _length(arguments.get(name, ""))

    return growth


def grows_with_mapping(arguments: Mapping[str, object]) -> int:
    """Growth of ``replace_many``."""
    patterns = arguments.get("patterns")
    values = list(patterns.values()) if is_mapping(patterns) else arguments.get("replace_with", "")
    items = values if is_sequence(values) else [values]
    return max((_length(item) for item in items), default=1)


def grows_with_placeholders(arguments: Mapping[str, object]) -> int:
    """Growth of ``format``, which may repeat an argument."""
    template = arguments.get("f_string")
    return max(1, template.count("{")) if isinstance(template, str) else limits.UNKNOWN_GROWTH


def grows_with_mentions(arguments: Mapping[str, object]) -> int:
    """Growth of an inner expression, which may mention its receiver many times: ``element() + element()``."""
    plans = "".join(
        item.meta.serialize(format="json") for item in _flat(arguments) if isinstance(item, pl.Expr)
    )
    return max(1, plans.count('"Element"') + plans.count('"Field"'))


def doubles(_: Mapping[str, object]) -> int:
    """Growth of words that escape or encode."""
    return 2


def _flat(value: object) -> list[object]:
    if is_mapping(value):
        return [leaf for item in value.values() for leaf in _flat(item)]
    return [leaf for item in value for leaf in _flat(item)] if is_sequence(value) else [value]


def _length(value: object) -> int:
    if isinstance(value, str):
        return max(1, len(value))
    # The plan of an expression is at least as long as the literal texts in it: lit('long text').
    plan = value.meta.serialize(format="json") if isinstance(value, pl.Expr) else ""
    return max(limits.UNKNOWN_GROWTH, len(plan))


def _plan(expression: pl.Expr) -> object:
    return json.loads(expression.meta.serialize(format="json"))
