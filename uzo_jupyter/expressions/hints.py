"""The nearest valid word, and where a word that was looked for really is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from .tables import DTYPES, FUNCTIONS, METHODS, NAMESPACES
from .wording import word_set

_ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "astype": "cast",
        "contains": "str.contains",
        "cumcount": "cum_count",
        "cummax": "cum_max",
        "cummin": "cum_min",
        "cumprod": "cum_prod",
        "cumsum": "cum_sum",
        "cut": "bin_intervals",
        "endswith": "str.ends_with",
        "fillna": "fill_null",
        "isin": "is_in",
        "isna": "is_null",
        "isnull": "is_null",
        "lower": "str.to_lowercase",
        "notna": "is_not_null",
        "notnull": "is_not_null",
        "nunique": "n_unique",
        "prod": "product",
        "qcut": "bin_quantiles",
        "startswith": "str.starts_with",
        "strip": "str.strip_chars",
        "upper": "str.to_uppercase",
        "where": "filter",
    }
)
"""Words of pandas and of older Polars that difflib cannot see are the same thing."""

_PYTHON: Final = word_set(
    "apply inspect map map_batches map_elements map_fields pipe pipe_with_dtype rolling_map fold reduce "
    "cum_fold cum_reduce map_groups defer"
)


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant, if one is near.

    Examples
    --------
    >>> closest("int64", ["Int64", "Int32"])
    'Int64'
    >>> closest("zebra", ["Int64"]) is None
    True
    """
    words = list(candidates)
    for candidate in words:
        if candidate.lower() == word.lower():
            return candidate
    matches = get_close_matches(word[:100], words, n=1)
    return matches[0] if matches else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The same as a sentence."""
    found = closest(word, candidates)
    return f"Did you mean {found!r}?" if found else None


def for_name(word: str) -> str:
    """Hint for a bare name that means nothing here."""
    if word in _PYTHON:
        return "Python functions do not run in expressions."
    column = f"a column is written col({word!r})"
    found = closest(word, [*FUNCTIONS, *DTYPES, "param"])
    return f"Did you mean {found!r}? Or {column}." if found else f"{column[0].upper()}{column[1:]}."


def for_function(word: str) -> str | None:
    """Hint for a function that does not exist here."""
    if word in _PYTHON:
        return "Python functions do not run in expressions."
    return did_you_mean(word, [*FUNCTIONS, *DTYPES, "param"])


def for_method(word: str, receiver: str) -> str | None:
    """Hint for a method that an expression does not have."""
    if word in _PYTHON:
        return "Python functions do not run in expressions."
    if word in _ELSEWHERE:
        return f"Write {receiver}.{_ELSEWHERE[word]}(...)."
    homes = [name for name, table in NAMESPACES.items() if word in table]
    if homes:
        places = " and ".join(f".{name}" for name in homes)
        return f"`.{word}` is in {places}: {receiver}.{homes[0]}.{word}()"
    found = closest(word, METHODS)
    if found:
        return f"Did you mean {found!r}?"
    everywhere = {method: name for name, table in NAMESPACES.items() for method in table}
    found = closest(word, everywhere)
    return f"Did you mean {receiver}.{everywhere[found]}.{found}()?" if found else None


def for_namespace_method(word: str, namespace: str, receiver: str) -> str | None:
    """Hint for a method that a namespace does not have."""
    if word in _PYTHON:
        return "Python functions do not run in expressions."
    if word in METHODS:
        return f"`.{word}` belongs to the column itself: {receiver}.{word}()"
    found = closest(word, NAMESPACES[namespace])
    if found:
        return f"Did you mean {receiver}.{namespace}.{found}()?"
    homes = [name for name, table in NAMESPACES.items() if word in table]
    return f"`.{word}` is in .{homes[0]}: {receiver}.{homes[0]}.{word}()" if homes else None
