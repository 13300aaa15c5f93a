"""The one exception of this package: what is wrong, where, and what would be right."""

from __future__ import annotations

from uzo_jupyter.errors import UzoError

_LONGEST_MESSAGE = 400


class ExpressionError(UzoError, ValueError):
    """An expression text that cannot be built.

    Parameters
    ----------
    message
        What is wrong, in one line.
    hint
        What to write instead, if that is known.
    line, column
        Where it starts, both from 1; columns count characters, not bytes.
    end_column
        The column after the last character, when the fault ends on the same line.

    Examples
    --------
    >>> print(ExpressionError("Unknown name 'colour'.", hint="Did you mean 'col'?", column=5))
    Unknown name 'colour'. (line 1, column 5)
    Hint: Did you mean 'col'?
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        line: int = 1,
        column: int = 1,
        end_column: int | None = None,
    ) -> None:
        # Polars writes paragraphs; a form field and a log have room for one line.
        super().__init__(_one_line(message))
        self.hint = hint
        self.line = line
        self.column = column
        self.end_column = end_column

    def __str__(self) -> str:
        where = f"{self.message} (line {self.line}, column {self.column})"
        return f"{where}\nHint: {self.hint}" if self.hint else where

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions travel between processes; the default would lose the keywords.
        return type(self), (self.message,), self.__dict__.copy()


def _one_line(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"
