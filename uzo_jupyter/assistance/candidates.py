"""What can stand at the cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from uzo_jupyter.assistance.documentation import Documentation

Kind = Literal[
    "word",
    "node",
    "method",
    "argument",
    "option",
    "column",
    "function",
    "parameter",
    "value",
    "dtype",
    "file",
]
"""What a completion is: a word that begins a node, a node, a method of a node or of an expression, ..."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: the characters from ``start`` to ``end`` become ``text``."""

    text: str
    kind: Kind
    detail: str
    """The type of a column, the title of an operation, the first sentence about a function."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that can stand at the cursor, whatever is written there so far."""

    text: str
    kind: Kind
    detail: str = ""
    kept: int = 0
    """How many characters of what is written stay before it: it is only a part of a text, such as a word of SQL."""
    name: str = ""
    """What a person types and points at, where that is not what ``text`` shows."""
    told: Callable[[], Documentation] | None = field(default=None, compare=False)
    """Makes what is told about it; without one that is kind and detail."""

    @property
    def word(self) -> str:
        """The word without its quotes and its ``=``, which is what a person begins to type."""
        return self.name or self.text.strip("\"'").removesuffix("=")

    def documentation(self) -> Documentation:
        """What is told about it."""
        return self.told() if self.told else Documentation(self.text, self.kind, self.detail)
