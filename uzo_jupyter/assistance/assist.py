"""Completions and descriptions for a place in a text that need not be finished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from uzo_jupyter.assistance.candidates import Candidate, Completion
from uzo_jupyter.assistance.cursor import Cursor, cursor_in_expression, cursor_in_statement, end_of_word
from uzo_jupyter.assistance.documentation import Documentation
from uzo_jupyter.assistance.expressions import ExpressionSlot, Surroundings
from uzo_jupyter.assistance.nodes import NodeSlot
from uzo_jupyter.assistance.scene import Scene, node_told
from uzo_jupyter.assistance.slots import Reading, candidates_at, end_of_callee
from uzo_jupyter.checking import Checked
from uzo_jupyter.model import ParameterValue
from uzo_jupyter.operations import Place, Registry

_NAMED = re.compile(r"[ \t]*=(?!=)")
"""What follows a word that is a name, of a node or of an argument."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is told about the word from ``start`` to ``end``."""

    documentation: Documentation
    start: int
    end: int

    @property
    def plain(self) -> str:
        """It as text."""
        return self.documentation.plain

    @property
    def markdown(self) -> str:
        """It as Markdown."""
        return self.documentation.markdown


class _Known(NamedTuple):
    """What is known beside the text."""

    registry: Registry
    checked: Checked | None
    place: Place | None


def complete(
    text: str,
    line: int,
    column: int,
    registry: Registry,
    checked: Checked | None = None,
    place: Place | None = None,
) -> list[Completion]:
    """How the text can go on at the cursor. It never raises.

    Parameters
    ----------
    text
        The statements of a workflow; any of them may be unfinished or wrong.
    line, column
        Where the cursor stands, counted from 1: column 1 is before the first character of the line.
    registry
        The operations.
    checked
        The last check of the workflow: it knows the columns of its sources.
    place
        Where the workflow runs. Without it no folder is listed and no data frame of the notebook looked at.

    Examples
    --------
    >>> registry = Registry.load()
    >>> text = 'late = flights.sor'
    >>> [(each.text, each.detail) for each in complete(text, 1, 19, registry)]
    [('sort', 'Sort rows')]
    """
    offset = offset_at(text, line, column)
    return _completions(_in_workflow(text, offset, _Known(registry, checked, place)))


def describe(
    text: str,
    line: int,
    column: int,
    registry: Registry,
    checked: Checked | None = None,
    place: Place | None = None,
) -> Description | None:
    """What is told about the word at the cursor, else about the call in whose brackets it stands. It never raises.

    The arguments are those of :func:`complete`. It is None where there is nothing to tell.

    Examples
    --------
    >>> registry = Registry.load()
    >>> print(describe("late = flights.sort('delay')", 1, 17, registry).plain.splitlines()[0])
    .sort(...)   Sort rows
    """
    offset = offset_at(text, line, column)
    known = _Known(registry, checked, place)
    told = _described(text, end_of_word(text, offset), known)
    if told is not None:
        return told
    cursor = cursor_in_statement(text, offset)
    callee = end_of_callee(Reading(text, cursor.before)) if cursor else None
    return None if callee is None else _described(text, callee, known)


def _described(text: str, end: int, known: _Known) -> Description | None:
    """What is told about the word that ends there."""
    found = _in_workflow(text, end, known)
    if found is not None and not found.cursor.before and _NAMED.match(text, end):
        documentation = node_told(text, found.cursor.typed, known.registry, known.checked, known.place)
        return Description(documentation, found.cursor.start, end) if documentation else None
    return _description(found, text, end)


def complete_expression(
    text: str, offset: int, columns: Mapping[str, pl.DataType], parameters: Mapping[str, ParameterValue]
) -> list[Completion]:
    """How an expression that stands alone can go on after ``offset`` characters. It never raises.

    Examples
    --------
    >>> columns = {"dep_delay": pl.Int64(), "dep_time": pl.Int64(), "carrier": pl.String()}
    >>> [each.text for each in complete_expression("col('dep_", 9, columns, {})]
    ['dep_delay', 'dep_time']
    """
    return _completions(_in_expression(text, offset, columns, parameters))


def describe_expression(
    text: str, offset: int, columns: Mapping[str, pl.DataType], parameters: Mapping[str, ParameterValue]
) -> Description | None:
    """What is told about the word of an expression that stands alone. It never raises.

    Examples
    --------
    >>> describe_expression("col('a')", 6, {"a": pl.Int64()}, {}).plain
    'a   column, Int64'
    """
    end = end_of_word(text, offset)
    return _description(_in_expression(text, end, columns, parameters), text, end)


def offset_at(text: str, line: int, column: int) -> int:
    """The offset of a place that is counted from 1; places outside of the text are moved into it.

    Examples
    --------
    >>> offset_at("ab\\ncd", 2, 2), offset_at("ab\\ncd", 1, 99)
    (4, 2)
    """
    lines = text.split("\n")
    row = min(max(line, 1), len(lines)) - 1
    return sum(len(each) + 1 for each in lines[:row]) + min(max(column, 1) - 1, len(lines[row]))


class _Place(NamedTuple):
    """A cursor and what can stand at it."""

    cursor: Cursor
    candidates: Iterator[Candidate]


def _in_workflow(text: str, offset: int, known: _Known) -> _Place | None:
    cursor = cursor_in_statement(text, offset)
    if cursor is None:
        return None
    scene = Scene(text, cursor, known.registry, known.checked, known.place)
    return _Place(cursor, candidates_at(NodeSlot(scene, Reading(text, cursor.before)), cursor))


def _in_expression(
    text: str, offset: int, columns: Mapping[str, pl.DataType], parameters: Mapping[str, ParameterValue]
) -> _Place | None:
    cursor = cursor_in_expression(text, offset)
    if cursor is None:
        return None
    surroundings = Surroundings(lambda: columns, lambda: parameters, bare_parameters=False)
    slot = ExpressionSlot(surroundings, Reading(text, cursor.before))
    return _Place(cursor, candidates_at(slot, cursor))


def _completions(place: _Place | None) -> list[Completion]:
    if place is None:
        return []
    cursor = place.cursor
    found: dict[str, Completion] = {}
    for candidate in place.candidates:
        text = _quoted(candidate.text, cursor.quote)
        typed = cursor.typed[candidate.kept :]
        if text is None or not _matches(candidate, text, typed):
            continue
        start = cursor.start + candidate.kept
        found.setdefault(
            text, Completion(text, candidate.kind, candidate.detail, start, cursor.start + len(cursor.typed))
        )
    return list(found.values())


def _matches(candidate: Candidate, text: str, typed: str) -> bool:
    written = typed.casefold()
    return text.casefold().startswith(written) or candidate.word.casefold().startswith(written)


def _quoted(text: str, quote: str) -> str | None:
    """The text as it stands in such quotes; None where it cannot stand there."""
    if not quote:
        return text
    if "\n" in text or "\r" in text:
        return None
    escaped = text.replace("\\", "\\\\")
    return escaped.replace(quote[0], f"\\{quote[0]}")


def _description(place: _Place | None, text: str, end: int) -> Description | None:
    if place is None or not place.cursor.typed:
        return None
    cursor = place.cursor
    is_name = not cursor.quote and _NAMED.match(text, end) is not None
    for candidate in place.candidates:
        wanted = cursor.typed[candidate.kept :]
        if _quoted(candidate.text, cursor.quote) == (f"{wanted}=" if is_name else wanted):
            return Description(candidate.documentation(), cursor.start + candidate.kept, end)
    return None
