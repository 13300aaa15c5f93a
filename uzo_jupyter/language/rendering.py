"""The text of one statement: a chain of calls on one line, or with one argument a line where that is too long."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH = 100
"""Longer lines are broken."""


@dataclass(frozen=True, slots=True)
class ChainText:
    """What a chain begins with (empty where it begins with a call) and its calls with their arguments."""

    start: str
    calls: tuple[tuple[str, tuple[str, ...]], ...] = field(default_factory=tuple)

    def then(self, word: str, arguments: list[str]) -> ChainText:
        """The chain with one more call."""
        return ChainText(self.start, (*self.calls, (word, tuple(arguments))))

    def line(self) -> str:
        """The chain without line breaks of its own."""
        return self._text(frozenset())

    def statement(self, name: str | None) -> str:
        """The statement that gives the chain's last node its name.

        Examples
        --------
        >>> print(ChainText("a").then("join", ["b", "x" * 40, "y" * 40, "z" * 20]).statement("c"))
        c = a.join(
            b,
            xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,
            yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy,
            zzzzzzzzzzzzzzzzzzzz,
        )
        """
        target = "" if name is None else f"{name} = "
        broken: frozenset[int] = frozenset()
        while True:
            text = f"{target}{self._text(broken)}"
            left = [index for index, (_, parts) in enumerate(self.calls) if parts and index not in broken]
            if not left or max(map(len, text.split("\n"))) <= WIDTH:
                return text
            broken |= {max(left, key=lambda index: sum(map(len, self.calls[index][1])))}

    def _text(self, broken: frozenset[int]) -> str:
        calls = [_call(word, parts, index in broken) for index, (word, parts) in enumerate(self.calls)]
        return ".".join([self.start, *calls] if self.start else calls)


def _call(word: str, arguments: tuple[str, ...], is_broken: bool) -> str:
    if not is_broken:
        return f"{word}({', '.join(arguments)})"
    lines = "".join(f"    {argument},\n" for argument in arguments)
    return f"{word}(\n{lines})"
