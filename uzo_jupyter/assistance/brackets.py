"""Brackets that are open at the cursor, and the chains of calls before a dot or a bracket."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from dataclasses import dataclass, field

from uzo_jupyter.expressions.tokens import Token


@dataclass(slots=True)
class Bracket:
    """A bracket that is open at the cursor."""

    index: int
    """The position of its opening token."""
    shape: str
    """``(``, ``[`` or ``{``."""
    position: int = 0
    """How many commas stand before the item at the cursor."""
    start: int = 0
    """The position of the item's first token."""
    keyword: str | None = None
    """The name before the ``=`` of the item."""
    after_colon: bool = False
    """Whether the item is the value of a mapping's entry."""
    keywords: set[str] = field(default_factory=set[str])
    """The names that items have so far."""


@dataclass(frozen=True, slots=True)
class Link:
    """One part of a chain: a word, and whether it is called. A bracket without a word has an empty one."""

    word: str
    index: int
    """The position of the word's token, or of the bracket's."""
    opened: int | None = None
    closed: int | None = None

    @property
    def is_called(self) -> bool:
        """Whether round brackets follow the word."""
        return self.opened is not None


@dataclass(frozen=True, slots=True)
class Chain:
    """What stands before a dot or a bracket, from its root on: ``col('a').str`` has the links col and str."""

    links: tuple[Link, ...]

    @property
    def root(self) -> Link:
        """The first link."""
        return self.links[0]

    @property
    def last(self) -> Link:
        """The last link."""
        return self.links[-1]

    @property
    def is_name(self) -> bool:
        """Whether it is one bare name."""
        return len(self.links) == 1 and bool(self.root.word) and not self.root.is_called

    def without(self, count: int) -> Chain | None:
        """The chain without its last links; None where nothing is left."""
        return Chain(self.links[:-count]) if count < len(self.links) else None

    def text(self, tokens: Sequence[Token], source: str) -> str:
        """The characters of the chain."""
        end = self.last.index if self.last.closed is None else self.last.closed
        return source[tokens[self.root.index].start : tokens[end].end]


def open_brackets(tokens: Sequence[Token]) -> list[Bracket]:
    """The brackets that the tokens open and do not close, the outermost first.

    Examples
    --------
    >>> from uzo_jupyter.expressions.tokens import significant
    >>> [found] = open_brackets(significant("a.sort('x', descending="))
    >>> found.position, found.keyword
    (1, 'descending')
    """
    found: list[Bracket] = []
    for index, token in enumerate(tokens):
        if token.kind == "open":
            found.append(Bracket(index, token.text, start=index + 1))
        elif token.kind == "close" and found:
            found.pop()
        elif found and token.text == ",":
            found[-1].position += 1
            found[-1].start, found[-1].keyword, found[-1].after_colon = index + 1, None, False
        elif found and token.text == ":":
            found[-1].after_colon = True
        elif found and token.text == "=" and index == found[-1].start + 1:
            found[-1].keyword = tokens[index - 1].text
            found[-1].keywords.add(tokens[index - 1].text)
    return found


def chain_before(tokens: Sequence[Token], end: int) -> Chain | None:
    """The chain whose last token is the one before ``end``; None where there is none.

    Examples
    --------
    >>> from uzo_jupyter.expressions.tokens import significant
    >>> tokens = significant("x + col('a').str")
    >>> [link.word for link in chain_before(tokens, len(tokens)).links]
    ['col', 'str']
    """
    links: list[Link] = []
    position = end - 1
    while position >= 0:
        opened = closed = None
        if tokens[position].kind == "close":
            closed, opened = position, _opening(tokens, position)
            if opened is None:
                return None
            position = opened - 1
        if position >= 0 and _is_word(tokens[position]) and (opened is None or tokens[opened].text == "("):
            links.append(Link(tokens[position].text, position, opened, closed))
        elif opened is not None:
            links.append(Link("", opened, opened, closed))
            break
        elif position >= 0 and tokens[position].kind in ("text", "number"):
            links.append(Link("", position))
            break
        else:
            return None
        if position == 0 or tokens[position - 1].text != ".":
            break
        position -= 2
    else:
        return None
    return Chain(tuple(reversed(links)))


def _is_word(token: Token) -> bool:
    return token.kind == "name" and not keyword.iskeyword(token.text)


def _opening(tokens: Sequence[Token], closing: int) -> int | None:
    depth = 0
    for position in range(closing, -1, -1):
        depth += (tokens[position].kind == "close") - (tokens[position].kind == "open")
        if depth == 0:
            return position
    return None
