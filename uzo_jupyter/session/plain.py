"""Plain values as text of Python that gives them back."""

from __future__ import annotations

import ast
from typing import cast


def plain_text(value: object) -> str | None:
    """The text of a plain value, the same in every process; None for a value that is not plain.

    Parameters
    ----------
    value
        Numbers, text, bytes, booleans, None, and lists, tuples, dictionaries and sets of such values are plain.

    Returns
    -------
    str or None
        What Python reads as the very same value.

    Examples
    --------
    >>> plain_text({"b", "a"}), plain_text([1, (2.5, None)]), plain_text(object())
    ("{'a', 'b'}", '[1, (2.5, None)]', None)
    """
    try:
        text = _text(value)
        read: object = ast.literal_eval(text)
        return text if _text(read) == text else None
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None


def _text(value: object) -> str:
    """As ``repr``, but the members of a set are sorted: their order is another one in each process."""
    kind = type(value)
    if kind is dict:
        pairs = cast("dict[object, object]", value).items()
        return "{" + ", ".join(f"{_text(key)}: {_text(each)}" for key, each in pairs) + "}"
    if kind is list:
        return f"[{', '.join(map(_text, cast('list[object]', value)))}]"
    if kind is tuple:
        members = cast("tuple[object, ...]", value)
        return f"({', '.join(map(_text, members))}{',' if len(members) == 1 else ''})"
    if kind is set:
        sorted_members = sorted(map(_text, cast("set[object]", value)))
        return "{" + ", ".join(sorted_members) + "}" if sorted_members else "set()"
    if kind not in _SCALARS:
        raise TypeError(f"a {kind.__name__} is not plain")
    return repr(value)


_SCALARS = (bool, int, float, complex, str, bytes, type(None))
