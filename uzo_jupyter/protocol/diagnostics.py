"""What is wrong with a workflow, as values that a person can act on."""

from __future__ import annotations

from typing import Literal

from uzo_jupyter.protocol.base import Message

Severity = Literal["error", "warning"]


class Span(Message):
    """A range in a text: lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Diagnostic(Message):
    """One thing that is wrong: what, where, what would be valid.

    ``node`` and ``field`` say where in the workflow, ``span`` where in the text, ``file`` and
    ``row`` where in the data. ``hint`` says what would be valid or what to do next.

    Examples
    --------
    >>> Diagnostic(code="unknown-column", message="No column 'nam'.", hint="Did you mean 'name'?",
    ...            node="late").line()
    "error: late: No column 'nam'. Did you mean 'name'?"
    """

    code: str
    message: str
    severity: Severity = "error"
    hint: str | None = None
    node: str | None = None
    field: str | None = None
    span: Span | None = None
    file: str | None = None
    row: int | None = None
    within: Span | None = None
    """The place in the text of the setting itself, for whoever shows that text alone."""

    def line(self) -> str:
        """The diagnostic as one line of plain text."""
        where = [str(part) for part in (self.file, self.node, self.field) if part is not None]
        if self.span is not None:
            where.append(f"line {self.span.line}, column {self.span.column}")
        place = f"{', '.join(where)}: " if where else ""
        message = self.message
        if self.hint:
            stop = "" if message.endswith((".", "!", "?", ":")) else "."
            message = f"{message}{stop} {self.hint}"
        return " ".join(f"{self.severity}: {place}{message}".split())


def has_errors(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Whether any of the diagnostics forbids a run."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)
