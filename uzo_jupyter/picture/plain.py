"""User text on one line."""

from __future__ import annotations


def plain(text: str, longest: int) -> str:
    """The text without line breaks and characters that would steer a terminal or that XML cannot hold.

    Examples
    --------
    >>> plain("two\\nlines", 80)
    'two lines'
    """
    return "".join(c if c.isprintable() else " " for c in text)[:longest]


def shortened(text: str, longest: int) -> str:
    """The same on so many characters, with a sign where something was left out.

    Examples
    --------
    >>> shortened("Group and aggregate", 10)
    'Group and…'
    """
    whole = plain(text, longest + 1)
    return whole if len(whole) <= longest else f"{whole[: longest - 1]}…"
