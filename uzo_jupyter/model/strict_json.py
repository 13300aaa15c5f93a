"""JSON read strictly: what other readers would guess at is refused here, with its place."""

from __future__ import annotations

import json
from typing import cast

from uzo_jupyter.errors import DocumentError
from uzo_jupyter.model.workflow import JsonValue

MAX_BYTES = 20_000_000
MAX_DEPTH = 60
_LARGEST_WHOLE = 2**64
"""Whole numbers from here on fit into no integer type."""


def loads(data: str | bytes) -> JsonValue:
    """The value of a JSON text.

    Parameters
    ----------
    data
        UTF-8 bytes or text, at most 20 MB.

    Raises
    ------
    DocumentError
        For anything that is not plain JSON: a wrong encoding, NaN, a number too large for 64 bits, a key that
        stands twice in one object, half a character, or nesting deeper than 60.

    Examples
    --------
    >>> loads('{"a": [1, 2]}')
    {'a': [1, 2]}
    >>> loads('{"a": 1, "a": 2}')
    Traceback (most recent call last):
        ...
    uzo_jupyter.errors.DocumentError: The key 'a' stands twice in one object.
    """
    text = _decode(data)
    _check_size_and_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DocumentError(f"This is not JSON: {error.msg} at {place}.", hint=_guess(text)) from None
    except RecursionError:
        raise DocumentError(f"The document is nested deeper than {MAX_DEPTH} levels.") from None
    _check_characters(text, value)
    return cast("JsonValue", value)


def _decode(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    if len(data) > MAX_BYTES:
        raise DocumentError(f"The document is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"The document is not UTF-8 text (byte {error.start}).", hint="Save it as UTF-8."
        ) from None


def _check_size_and_depth(text: str) -> None:
    if len(text) > MAX_BYTES:
        raise DocumentError(f"The document is larger than {MAX_BYTES // 1_000_000} MB.")
    depth = 0
    quoted = escaped = False
    for character in text:
        if quoted:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise DocumentError(f"The document is nested deeper than {MAX_DEPTH} levels.")
        elif character in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    result: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in result:
            raise DocumentError(f"The key {key!r} stands twice in one object.")
        result[key] = value
    return result


def _refuse(constant: str) -> JsonValue:
    raise DocumentError(f"{constant} is not a JSON number.")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise DocumentError(f"The number {text} is too large.")
    return number


def _whole(text: str) -> int:
    if len(text) > len(str(_LARGEST_WHOLE)) + 1 or abs(int(text)) >= _LARGEST_WHOLE:
        shown = text if len(text) <= 30 else f"{text[:27]}..."
        raise DocumentError(f"The number {shown} is too large.")
    return int(text)


def _check_characters(text: str, value: object) -> None:
    """Refuse halves of characters: JSON can write them, but no file and no table can hold them."""
    try:
        text.encode()
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise DocumentError(f"The text holds half a character ({half}).") from None


def _guess(text: str) -> str | None:
    """What the file probably is instead, so that the person knows what to do."""
    start = text.lstrip()[:60]
    if start.startswith("<<<<<<<") or "\n>>>>>>> " in text:
        return "It holds the marks of an unfinished git merge: resolve the conflict first."
    if start.startswith("version https://git-lfs"):
        return "It is a git-lfs pointer: fetch the file with 'git lfs pull'."
    if start.lower().startswith(("<!doctype", "<html")):
        return "It is an HTML page, perhaps an error page saved in place of the file."
    if "'" in start and '"' not in start:
        return "JSON needs double quotes."
    return None
