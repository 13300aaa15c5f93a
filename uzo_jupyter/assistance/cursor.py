"""Where the cursor stands in a text that need not be finished: the tokens of its statement before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from uzo_jupyter.expressions.tokens import BLANK, Token, scan

_BEGINS = re.compile(r"[^\W\d]\w*[ \t]*(?:=[ \t]*[^\W\d]\w*[ \t]*[.(]|\.[ \t]*[^\W\d]\w*[ \t]*\()")
"""What begins a statement even where a bracket before it was never closed."""
_NEXT = re.compile(r"^(?=[^\W\d]\w*[ \t]*(?:=(?!=)|\.))", re.MULTILINE)
_OPENING = re.compile(r"[A-Za-z]{0,2}('''|\"\"\"|'|\")")


class Cursor(NamedTuple):
    """What stands before the cursor."""

    before: tuple[Token, ...]
    """The tokens of the statement before the word that is being written, without blanks."""
    typed: str
    """The part of the word, or of the text in quotes, that stands before the cursor."""
    start: int
    """Where that part starts."""
    quote: str
    """The quote that is open; empty outside of texts."""
    begin: int
    """Where the statement begins."""
    is_number: bool = False
    """Whether a number is being written, which nothing can complete."""


def cursor_in_statement(text: str, offset: int) -> Cursor | None:
    """The cursor in a text of several statements; None in a comment.

    Examples
    --------
    >>> found = cursor_in_statement('a = read_csv("a.csv")\\nb = a.fil', 31)
    >>> [token.text for token in found.before], found.typed, found.begin
    (['b', '=', 'a', '.'], 'fil', 22)
    """
    return _cursor(_last_statement(text[:offset]), offset)


def cursor_in_expression(text: str, offset: int) -> Cursor | None:
    """The cursor in a text that is one expression.

    Examples
    --------
    >>> cursor_in_expression("col('dep_", 9).quote
    "'"
    """
    return _cursor(list(_tokens(text[:offset])), offset)


def end_of_statement(text: str, offset: int) -> int:
    """Where the statement around an offset ends: the next line begins another one, or the text is over."""
    line_end = text.find("\n", offset)
    match = _NEXT.search(text, line_end + 1) if line_end >= 0 else None
    return match.start() if match else len(text)


def end_of_word(text: str, offset: int) -> int:
    """Where the word, or the text in quotes, ends in which the offset lies.

    Examples
    --------
    >>> end_of_word("late.filter(x)", 6), end_of_word("col('dep delay')", 7)
    (11, 14)
    """
    for token in _tokens(text):
        if token.start <= offset <= token.end:
            if token.kind == "name" or (token.kind == "number" and offset < token.end):
                return token.end
            if token.kind in ("text", "unfinished") and offset > token.start:
                opening = _OPENING.match(token.text)
                quote = opening[1] if opening else ""
                return token.end - len(quote) if token.kind == "text" else max(offset, token.end)
    return offset


def _cursor(tokens: list[Token], offset: int) -> Cursor | None:
    last = tokens[-1] if tokens else None
    if last is not None and last.kind == "comment" and last.end == offset:
        return None
    before = tuple(token for token in tokens if token.kind not in BLANK)
    begin = before[0].start if before else offset
    if last is not None and last.kind == "unfinished" and last.end == offset:
        opening = _OPENING.match(last.text)
        assert opening is not None
        start = last.start + opening.end()
        return Cursor(before[:-1], last.text[opening.end() :], start, opening[1], begin)
    if last is not None and last.kind == "number":
        return Cursor(before[:-1], "", offset, "", begin, is_number=True)
    if last is not None and last.kind == "name":
        return Cursor(before[:-1], last.text, last.start, "", begin)
    return Cursor(before, "", offset, "", begin)


def _tokens(text: str) -> Iterator[Token]:
    """All tokens; a quote that is never closed ends with its line, so that it does not swallow the rest."""
    start = 0
    while start < len(text):
        for token in scan(text[start:]):
            moved = token._replace(start=token.start + start)
            cut = moved.text.find("\n") if token.kind == "unfinished" else -1
            if cut >= 0 and not _is_tripled(moved):
                yield moved._replace(text=moved.text[:cut])
                start = moved.start + cut
                break
            yield moved
        else:
            return


def _is_tripled(token: Token) -> bool:
    opening = _OPENING.match(token.text)
    return opening is not None and len(opening[1]) == 3


def _last_statement(text: str) -> list[Token]:
    """The tokens of the statement with which the text ends; none where a new one may begin there."""
    statement: list[Token] = []
    depth = 0
    fresh_line = True
    for token in _tokens(text):
        if token.kind in BLANK:
            fresh_line = fresh_line or "\n" in token.text
        else:
            if fresh_line and (depth <= 0 or _begins_anew(text, token)):
                statement, depth = [], 0
            fresh_line = False
            depth += (token.kind == "open") - (token.kind == "close")
        statement.append(token)
    over = fresh_line and depth <= 0 and statement and statement[-1].kind == "space"
    return [] if over else statement


def _begins_anew(text: str, token: Token) -> bool:
    at_margin = token.start == 0 or text[token.start - 1] == "\n"
    return at_margin and _BEGINS.match(text, token.start) is not None
