"""Statements of a text replaced, removed and put in, with every other character as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from uzo_jupyter.language.program import Block

_NEXT = re.compile(r"[ \t\f]*;[ \t\f]*")
_BEFORE = re.compile(r"[ \t\f]*;[ \t\f]*\Z")
_REST_OF_LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n)?")


@dataclass(slots=True)
class _Change:
    """What happens at one statement; ``text`` is None where it stays."""

    block: Block
    text: str | None = None
    above: list[str] = field(default_factory=list[str])
    behind: list[str] = field(default_factory=list[str])


class Splicer:
    """Collects changes to the statements of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._changes: dict[Block, _Change] = {}
        self._end: list[str] = []

    def replace(self, block: Block, statements: Sequence[str], comments: Sequence[str]) -> None:
        """Write these statements in place of one, with comments above; without any the statement goes."""
        change = self._change(block)
        change.text = "\n".join(statements)
        change.above += comments

    def insert_before(self, block: Block, statements: Sequence[str]) -> None:
        """Write statements on lines before that of another."""
        self._change(block).above += statements

    def insert_behind(self, block: Block, statements: Sequence[str]) -> None:
        """Write statements on lines behind that of another."""
        if statements:
            self._change(block).behind += statements

    def append(self, statements: Sequence[str]) -> None:
        """Write statements at the end."""
        self._end += statements

    def _change(self, block: Block) -> _Change:
        return self._changes.setdefault(block, _Change(block))

    def text(self) -> str:
        """The text with all changes."""
        text = self._text
        # From the end to the start, so that what is before a change keeps its place.
        for change in sorted(self._changes.values(), key=lambda change: change.block.start, reverse=True):
            text = _applied(text, change)
        return _with_lines(text, len(text), self._end)


def _applied(text: str, change: _Change) -> str:
    block = change.block
    if change.behind:
        match = _REST_OF_LINE.match(text, block.end)
        text = _with_lines(text, match.end() if match else len(text), change.behind)
    if change.text is not None:
        text = (
            f"{text[: block.start]}{change.text}{text[block.end :]}" if change.text else _without(text, block)
        )
    if change.above:
        start = max(text.rfind("\n", 0, block.start), text.rfind("\r", 0, block.start)) + 1
        text = _with_lines(text, start, change.above)
    return text


def _with_lines(text: str, place: int, lines: Sequence[str]) -> str:
    """The text with lines put in where one begins (or at the end of the last line, which then ends)."""
    if not lines:
        return text
    before = text[:place]
    if before and not before.endswith(("\n", "\r")):
        before += "\n"
    return before + "".join(f"{line}\n" for line in lines) + text[place:]


def _without(text: str, block: Block) -> str:
    """The text without one statement; its line goes too, where nothing else stands on it."""
    start, end = block.start, block.end
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    following = _NEXT.match(text, end)
    if following:
        end = following.end()
    rest = _REST_OF_LINE.match(text, end)
    assert rest is not None
    is_last = not rest.group().strip() or rest.group().lstrip().startswith("#")
    before = _BEFORE.search(text, line, start)
    if is_last and before:
        start = before.start()
    if not text[line:start].strip() and not rest.group().strip():
        return text[:line] + text[rest.end() :]
    return text[:start] + (text[end:].lstrip(" \t\f") if start == line else text[end:])


def aligned(statement: str, written: str, name: str | None) -> str:
    """The statement with its ``=`` where a person put it: names are often padded to stand in columns.

    Examples
    --------
    >>> aligned("late = a.head(3)", "late   = a.head(2)", "late")
    'late   = a.head(3)'
    >>> aligned("first = a.head(2)", "late   = a.head(2)", "late")
    'first  = a.head(2)'
    """
    head = re.match(rf"{re.escape(name)}([ \t]*)(=[ \t]*)", written) if name is not None else None
    new = re.match(r"(\w+) = ", statement)
    if head is None or new is None:
        return statement
    padded = head.end(1) if head.group(1) != " " else 0
    blanks = head.group(1) if new.group(1) == name else " " * max(1, padded - len(new.group(1)))
    return new.group(1) + blanks + head.group(2) + statement[new.end() :]
