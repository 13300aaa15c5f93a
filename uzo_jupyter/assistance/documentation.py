"""What is told about a word, as plain text and as Markdown. Texts of the user never become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

_MOST_COLUMNS = 40
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&])")


@dataclass(frozen=True, slots=True)
class Documentation:
    """What is told about a word."""

    title: str
    """How it is written, or its name."""
    kind: str = ""
    """What it is, in a few words."""
    text: str = ""
    """Sentences of the project or of Polars, which may hold ``code``."""
    note: str = ""
    """Words of the user."""
    rows: tuple[tuple[str, str], ...] = ()
    """Names with what they mean: arguments, columns."""
    more: str = ""
    example: str = ""

    @property
    def plain(self) -> str:
        """The documentation for a terminal."""
        width = max((len(name) for name, _ in self.rows), default=0)
        table = "\n".join(f"  {name:<{width}}  {meaning}".rstrip() for name, meaning in self.rows)
        head = f"{self.title}   {self.kind}".rstrip()
        example = "\n".join(f"  {line}" for line in self.example.splitlines())
        text = unwrapped(self.text).replace("``", "`")
        return "\n\n".join(_given([head, self.note, text, table, self.more, example]))

    @property
    def markdown(self) -> str:
        """The documentation as Markdown."""
        table = "\n".join(f"- {code(name)} {markup(meaning)}".rstrip() for name, meaning in self.rows)
        head = f"**{code(self.title)}** {self.kind}".rstrip()
        example = f"```python\n{self.example}\n```" if self.example else ""
        return "\n\n".join(_given([head, escaped(self.note), markup(self.text), table, self.more, example]))


def code(text: str) -> str:
    """A text as code, whatever characters it has.

    Examples
    --------
    >>> print(code("a`b"))
    `` a`b ``
    """
    plain = " ".join(text.split("\n"))
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}" if longest else f"{fence}{plain}{fence}"


def escaped(text: str) -> str:
    """A text that means nothing but its characters.

    Examples
    --------
    >>> print(escaped("<b> *x*"))
    \\<b\\> \\*x\\*
    """
    return _MARKUP.sub(r"\\\1", text)


def markup(text: str) -> str:
    """Sentences with ``code`` in them as Markdown, in which nothing else is markup.

    Examples
    --------
    >>> print(markup("``a_b`` is *not* ``c``"))
    `a_b` is \\*not\\* `c`
    """
    parts = text.split("``")
    return "".join(code(part) if index % 2 else escaped(part) for index, part in enumerate(parts))


def unwrapped(text: str) -> str:
    """A text with each paragraph in one line, which whoever shows it breaks where there is room.

    Examples
    --------
    >>> unwrapped("One\\ntwo.\\n\\nThree.")
    'One two.\\n\\nThree.'
    """
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in text.split("\n\n"))


def columns_told(columns: Mapping[str, pl.DataType]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The first columns with their types, and how many there are beside them."""
    rows = tuple((name, str(dtype)) for name, dtype in list(columns.items())[:_MOST_COLUMNS])
    left = len(columns) - len(rows)
    return rows, f"and {left} more columns" if left else ""


def _given(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]
