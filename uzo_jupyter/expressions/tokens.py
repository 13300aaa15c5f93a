"""A lossless scanner for expression text.

The standard tokenizer folds and rejects text that we want to explain, and costs ten times as much.  This
one never fails: every character belongs to exactly one token, whether or not the text is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n\f]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<text>[A-Za-z]{0,2}(?:'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"
      |'(?!'')(?:\\.|[^'\\\r\n])*'|"(?!"")(?:\\.|[^"\\\r\n])*"))
  | (?P<unfinished>[A-Za-z]{0,2}['"].*)
  | (?P<number>\.?[0-9][\w.]*(?:(?<=[eE])[+-][0-9_]+)?)
  | (?P<name>[^\W\d]\w*)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<operator>==|!=|<=|>=|:=|->|\*\*|//|<<|>>|&&|\|\||\.\.\.|[-+*/%@&|^~<>=!.,:;])
  | (?P<strange>.)
    """,
    re.VERBOSE | re.DOTALL,
)

BLANK: Final = frozenset({"space", "comment"})


class Token(NamedTuple):
    """A piece of the text: its kind (a group of the pattern), its characters and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Index after the last character."""
        return self.start + len(self.text)


def scan(text: str) -> Iterator[Token]:
    """Split a text into tokens that join to the same text again.

    Examples
    --------
    >>> [token.text for token in scan("col('a')  # note")]
    ['col', '(', "'a'", ')', '  ', '# note']
    """
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "strange", match.group(), match.start())


def significant(text: str) -> list[Token]:
    """The tokens without blanks and comments."""
    return [token for token in scan(text) if token.kind not in BLANK]
