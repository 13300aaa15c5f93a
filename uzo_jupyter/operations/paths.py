"""Paths in a document: what they may be, and what they mean on this machine."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

PATH_PROBLEM = "path"
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")
_GLOB = re.compile(r"[*?\[]")
_PROTECTED = (".ipynb", ".uzo.json", ".py")


def check_path(text: str) -> str:
    """The path itself, if it is one that a workflow may name.

    A document may come from anybody, so a path says plainly which file it means: no expansion of ``~`` or
    ``$NAME``, no URL, no network share, no pattern that climbs out of its folder.

    Examples
    --------
    >>> check_path("data/flights-*.csv")
    'data/flights-*.csv'
    """
    if any(ord(character) < 32 for character in text):
        raise _refused("A path has no control characters.")
    if text.startswith("~") or "$" in text or ("%" in text and re.search(r"%\w+%", text)):
        raise _refused(
            "'~' and '$NAME' are not expanded in a path.", "Write the path out, or use a parameter."
        )
    if text.startswith("\\\\") or text.startswith("//"):
        raise _refused(
            "A path on a network share is not read.", "Copy the file, or mount the share as a folder."
        )
    if _SCHEME.match(text) and not re.match(r"^[A-Za-z]:[\\/]", text):
        raise _refused(
            f"{text.split(':')[0]}: addresses are not read by a file connector.", "Write a plain path."
        )
    if any("**" in part and part != "**" for part in re.split(r"[\\/]", text)):
        raise _refused("'**' means folders and stands alone between slashes, as in data/**/*.csv.")
    match = _GLOB.search(text)
    if match is not None and ".." in re.split(r"[\\/]", text[match.start() :]):
        raise _refused("A pattern must not climb out of its folder with '..'.")
    return text


def check_target(text: str) -> str:
    """The path itself, if a workflow may write there.

    Examples
    --------
    >>> check_target("top.parquet")
    'top.parquet'
    """
    check_path(text)
    if _GLOB.search(text):
        raise _refused("A file to write has no '*', '?' or '['.")
    if text.endswith(("/", "\\")) or Path(text).name in ("", ".", ".."):
        raise _refused(f"{text!r} is a folder.", "Name a file in it.")
    if Path(text).name.lower().endswith(_PROTECTED):
        kinds = ", ".join(_PROTECTED)
        raise _refused(
            f"A workflow does not write over notebooks, workflows or code ({kinds}).", "Choose another name."
        )
    return text


def _refused(message: str, hint: str | None = None) -> PydanticCustomError:
    return PydanticCustomError(PATH_PROBLEM, "{message}", {"message": message, "hint": hint})


SourcePath = Annotated[
    str,
    Field(min_length=1, max_length=4096, json_schema_extra={"format": "path"}),
    AfterValidator(check_path),
]
"""A file to read, or a pattern such as ``data/*.csv``; relative paths start at the notebook's folder."""

TargetPath = Annotated[
    str,
    Field(min_length=1, max_length=4096, json_schema_extra={"format": "path"}),
    AfterValidator(check_target),
]
"""A file to write; relative paths start at the notebook's folder."""


def is_pattern(text: str) -> bool:
    """Whether a path names files by a pattern."""
    return _GLOB.search(text) is not None


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern names a file; both are absolute or start at the same folder.

    Examples
    --------
    >>> matches("data/2026/a.csv", "data/*/*.csv"), matches("data/2026/a.csv", "data/*.csv")
    (True, False)
    >>> matches("data/2026/a.csv", "**/*.csv")
    True
    """
    return _parts_match(Path(path).parts, Path(pattern).parts)


def _parts_match(parts: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    if not patterns:
        return not parts
    first, rest = patterns[0], patterns[1:]
    if first == "**":
        return any(_parts_match(parts[skip:], rest) for skip in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], first) and _parts_match(parts[1:], rest)


def near_names(path: Path) -> list[str]:
    """Names of files beside a missing one, nearest first."""
    import difflib

    try:
        names = [entry.name for entry in sorted(path.parent.iterdir())[:2000]]
    except OSError:
        return []
    return difflib.get_close_matches(path.name, names, n=3, cutoff=0.6)
