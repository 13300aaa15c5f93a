"""Names: what can stand as one, and which one a person may have meant."""

from __future__ import annotations

import difflib
import keyword
import unicodedata
from collections.abc import Iterable


def is_name(text: str) -> bool:
    """Whether a text can stand as the name of a node or parameter.

    Examples
    --------
    >>> is_name("late"), is_name("two words"), is_name("class"), is_name("\ufb01n")
    (True, False, False, False)
    """
    # Python reads a name in its compatibility form: one that is not in that form would come back as another.
    return text.isidentifier() and not keyword.iskeyword(text) and unicodedata.is_normalized("NFKC", text)


def did_you_mean(word: str, words: Iterable[str], label: str = "Known") -> str:
    """A hint with the nearest valid words.

    Examples
    --------
    >>> did_you_mean("fliter", ["filter", "head"])
    "Did you mean 'filter'?"
    >>> did_you_mean("xyz", ["filter", "head"], "Words")
    'Words: filter, head.'
    """
    known = list(words)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    if not known:
        return f"{label}: none."
    listed = ", ".join(known[:30]) + (", ..." if len(known) > 30 else "")
    return f"{label}: {listed}."
