"""Sets of words written as text, which is easier to read and to keep sorted than a list of quotes."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text.

    Examples
    --------
    >>> sorted(word_set("b a"))
    ['a', 'b']
    """
    return frozenset(text.split())
