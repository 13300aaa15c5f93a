"""Parameters in expression text: ``param('limit')`` in a document, plain ``limit`` in the language."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection
from typing import Final

from .tables import RESERVED
from .tokens import Token, scan, significant

PLAIN_TEXT: Final = re.compile(r"""(?:'[^'\\]*'|"[^"\\]*")""")


def parameters_in(text: str) -> frozenset[str]:
    """The names of the parameters that a text asks for, even if the text has errors.

    Examples
    --------
    >>> sorted(parameters_in("col('age') > param('low') & ) param('high')"))
    ['high', 'low']
    """
    tokens = significant(text)
    return frozenset(
        tokens[index + 2].text[1:-1]
        for index, token in enumerate(tokens)
        if token.text == "param" and _is_reference(tokens, index)
    )


def to_parameters(text: str, names: Collection[str]) -> str:
    """Write each bare name that is a parameter as ``param('name')``; every other character stays.

    Parameters
    ----------
    text
        An expression; it may have errors.
    names
        The parameters' names.  Words of the expression language always mean themselves.

    Examples
    --------
    >>> to_parameters("col('age') > low  # low", {"low"})
    "col('age') > param('low')  # low"
    """
    tokens = list(scan(text))
    wanted = {name for name in names if _can_stand_bare(name)}
    return "".join(
        f"param('{token.text}')" if token.text in wanted and _is_bare(tokens, index) else token.text
        for index, token in enumerate(tokens)
    )


def from_parameters(text: str) -> str:
    """Write ``param('name')`` as the bare name where that means the same.

    Examples
    --------
    >>> from_parameters("col('age') > param('low') + param('my limit') + param('len')")
    "col('age') > low + param('my limit') + param('len')"
    """
    tokens = list(scan(text))
    pieces: list[str] = []
    index = 0
    while index < len(tokens):
        name = _written_name(tokens, index)
        pieces.append(name or tokens[index].text)
        index += 4 if name else 1
    return "".join(pieces)


def _can_stand_bare(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and name not in RESERVED


def _is_reference(tokens: list[Token], index: int) -> bool:
    """Whether ``param('name')`` starts here."""
    kinds = [token.kind for token in tokens[index : index + 4]]
    if kinds != ["name", "open", "text", "close"] or (index and tokens[index - 1].text == "."):
        return False
    brackets = tokens[index + 1].text + tokens[index + 3].text
    return brackets == "()" and PLAIN_TEXT.fullmatch(tokens[index + 2].text) is not None


def _written_name(tokens: list[Token], index: int) -> str | None:
    """The name that can take the place of the four tokens from here, if there is one."""
    if tokens[index].text != "param" or not _is_reference(tokens, index):
        return None
    name = tokens[index + 2].text[1:-1]
    return name if _can_stand_bare(name) and _stands_alone(tokens, index, index + 4) else None


def _is_bare(tokens: list[Token], index: int) -> bool:
    return tokens[index].kind == "name" and _stands_alone(tokens, index, index + 1)


def _stands_alone(tokens: list[Token], start: int, end: int) -> bool:
    """Whether the tokens from start to end are a value: no attribute, call target or argument name.

    The same question is asked in both directions, which makes the directions inverse to each other.
    """
    if end < len(tokens) and tokens[end].kind in ("name", "text", "number", "unfinished"):
        return False  # without a blank between them, a bare name would run into what follows
    if start and tokens[start - 1].kind in ("name", "number", "text", "unfinished"):
        return False
    before = next((token.text for token in reversed(tokens[:start]) if not _is_blank(token)), "")
    after = next((token.text for token in tokens[end:] if not _is_blank(token)), "")
    return before != "." and after not in ("(", "=", ":=")


def _is_blank(token: Token) -> bool:
    return token.kind in ("space", "comment")
