"""What reading a text gives: the workflow, what is wrong, and where in the text everything stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from uzo_jupyter.model import Workflow
from uzo_jupyter.protocol import Diagnostic, Span


def _no_places() -> Mapping[str, Place]:
    return {}


def _no_fields() -> Mapping[str, FieldPlace]:
    return {}


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a setting stands, how it is written there, and (for an expression) the text that the config has."""

    span: Span
    written: str
    value: str | None = None

    def inside(self, inner: Span) -> Span:
        """A range of the config's text as a range of the whole text."""
        if self.value is None:
            return self.span
        start = self._place(inner.line, inner.column)
        end = self._place(inner.end_line, inner.end_column)
        if start is None or end is None:
            return self.span
        return Span(line=start[0], column=start[1], end_line=end[0], end_column=end[1])

    def _place(self, line: int, column: int) -> tuple[int, int] | None:
        assert self.value is not None
        lines = self.value.split("\n")
        wanted = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
        offset = _written_offset(self.written, self.value, wanted)
        if offset is None:
            return None
        before = self.written[:offset].split("\n")
        first = self.span.column if len(before) == 1 else 1
        return self.span.line + len(before) - 1, first + len(before[-1])


def _written_offset(written: str, value: str, wanted: int) -> int | None:
    """Where a character of a config's expression is written: ``low`` stands there for ``param('low')``.

    Examples
    --------
    >>> _written_offset("a > low & b", "a > param('low') & b", 19)
    10
    """
    if written[1:-1] == value:
        return wanted + 1  # It stands in quotes.
    here = there = 0
    while there < wanted and here < len(written):
        if value.startswith("param('", there) and not written.startswith("param('", here):
            end = value.index("')", there)
            here += end - there - len("param('")
            there = end + len("')")
        elif written[here] != value[there : there + 1]:
            return None  # It is written with escapes.
        else:
            here, there = here + 1, there + 1
    return here


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in the text, and where its settings do (by wire name, ``expressions.gain``)."""

    span: Span
    fields: Mapping[str, FieldPlace] = field(default_factory=_no_fields)


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a statement that could not be read: it stands in the text only.

    ``node`` is the one that it belongs to. Where it is the name of a node that is not there, ``handle`` is the input
    that it was to feed.
    """

    problem: Diagnostic
    node: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One statement: its characters from ``start`` to ``end``, and the nodes (or the parameter) that it makes.

    ``name`` is the name before its ``=``; it stands for the last of the nodes.
    """

    start: int
    end: int
    nodes: tuple[str, ...] = ()
    name: str | None = None
    parameter: str | None = None
    unread: tuple[Unread, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Program:
    """A text that was read. ``diagnostics`` are about its syntax and words only."""

    text: str
    workflow: Workflow
    diagnostics: tuple[Diagnostic, ...] = ()
    places: Mapping[str, Place] = field(default_factory=_no_places)
    blocks: tuple[Block, ...] = ()
    """The statements that could be read, in the order of the text."""

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with its place in the text, where node or field are known here."""
        place = self.places.get(diagnostic.node or "")
        if place is None:
            # In a document a place is one within the setting.
            return (
                diagnostic.model_copy(update={"within": diagnostic.span}) if diagnostic.field else diagnostic
            )
        outer = place.fields.get(diagnostic.field or "")
        if outer is None:
            return diagnostic if diagnostic.span else diagnostic.model_copy(update={"span": place.span})
        span = outer.span if diagnostic.span is None else outer.inside(diagnostic.span)
        return diagnostic.model_copy(update={"span": span, "within": diagnostic.span})
