"""Names of the language: what is an identifier, and which ids the links of a chain get."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container

from pydantic.alias_generators import to_camel

from uzo_jupyter.model import did_you_mean, is_name

__all__ = ["chain_base", "chain_id", "did_you_mean", "free_name", "is_name", "wire_name"]

_LONGEST_NAME = 40


def wire_name(name: str) -> str:
    """The name of a setting in a document.

    Examples
    --------
    >>> wire_name("nulls_last")
    'nullsLast'
    """
    return to_camel(name)


def chain_id(base: str, word: str, is_taken: Callable[[str], bool]) -> str:
    """The id of a link that has no name of its own: it does not change when another link is put in.

    Examples
    --------
    >>> chain_id("top", "sort", {"top.sort"}.__contains__)
    'top.sort2'
    """
    candidate = f"{base}.{word}"
    number = 2
    while is_taken(candidate):
        candidate = f"{base}.{word}{number}"
        number += 1
    return candidate


def chain_base(identity: str, word: str) -> str | None:
    """The name whose chain a link belongs to, where its id says so.

    Examples
    --------
    >>> chain_base("top.sort2", "sort"), chain_base("late", "filter")
    ('top', None)
    """
    match = re.fullmatch(rf"(?P<base>[^.]+)\.{re.escape(word)}\d*", identity)
    return match["base"] if match and is_name(match["base"]) else None


def free_name(identity: str, *taken: Container[str]) -> str:
    """A name for a node whose id cannot be one.

    Examples
    --------
    >>> free_name("late flights!", {"late_flights"})
    'late_flights_2'
    """
    known = unicodedata.normalize("NFKC", identity[:_LONGEST_NAME])
    stem = "".join(c if f"a{c}".isidentifier() else "_" for c in known).strip("_")
    stem = stem if is_name(stem) else f"node_{stem}".strip("_")
    stem = stem if is_name(stem) else "node"
    name, number = stem, 2
    while any(name in names for names in taken):
        name, number = f"{stem}_{number}", number + 1
    return name
