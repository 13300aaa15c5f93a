"""Text as statements: splitting that survives a broken statement, and places in the text."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from uzo_jupyter.protocol import Diagnostic, Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_USAGE = "Write: name = source(...) or name = node.transform(...)."
_CURES = {
    "unterminated": "A quote is missing at the end of the text.",
    "perhaps you meant": "Write == to compare.",
    "was never closed": "A bracket is missing.",
}
_DETECTED = re.compile(r" \(detected at line \d+\)")
_OPEN_END = ("was never closed", "unterminated triple-quoted")
_MOST_CHUNKS = 50
"""How far behind its first line an open bracket is searched for its end."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its tree, and its first character and the one behind its last."""

    tree: ast.stmt
    start: int
    end: int


def parse_quietly(text: str) -> list[ast.stmt]:
    """The statements of a text; Python's warnings about its escapes are for programs that run.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        When it cannot be read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body


class Source:
    """A text with its lines; turns places of ``ast`` (UTF-8 bytes) into places for people (characters).

    Examples
    --------
    >>> source = Source("a = 1")
    >>> source.span(source.statements()[0][0].tree.targets[0])
    Span(line=1, column=1, end_line=1, end_column=2)
    """

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.text = text
        self._first_line = first_line
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._ends = [*self._starts[1:], len(text)]

    def statements(self) -> tuple[list[Statement], list[Diagnostic]]:
        """All statements that can be read, and a diagnostic for each that cannot."""
        try:
            trees = parse_quietly(self.text)
        except _UNREADABLE:
            return self._one_by_one()
        return [self._statement(tree) for tree in trees], []

    def _one_by_one(self) -> tuple[list[Statement], list[Diagnostic]]:
        statements: list[Statement] = []
        diagnostics: list[Diagnostic] = []
        begins = list(self._begins())
        position = 0
        while position < len(begins) - 1:
            trees, error, taken = self._read_chunk(begins, position)
            if error is not None:
                diagnostics.append(self._syntax_error(error, begins[position], begins[position + 1]))
            statements.extend(self._statement(tree) for tree in trees)
            position += taken
        return statements, diagnostics

    def _begins(self) -> Iterator[int]:
        """Lines at the left margin, for a statement begins nowhere else, and the number of lines."""
        yield 0
        for line in range(1, len(self._starts)):
            if self.text[self._starts[line] : self._ends[line]].strip() and (
                self.text[self._starts[line]] not in " \t\f#)]}"
            ):
                yield line
        yield len(self._starts)

    def _read_chunk(
        self, begins: list[int], position: int
    ) -> tuple[list[ast.stmt], BaseException | None, int]:
        """The statements that begin at a margin, or what is wrong there, and how many margins that took.

        A bracket or text that is open at the end of the chunk may be closed by one of the next chunks.
        """
        first: BaseException | None = None
        for stop in range(position + 1, min(position + _MOST_CHUNKS, len(begins))):
            lines = self.text[self._starts[begins[position]] : self._ends[begins[stop] - 1]]
            try:
                trees = parse_quietly(lines)
            except _UNREADABLE as error:
                first = first or error
                if not any(sign in str(error) for sign in _OPEN_END):
                    break
            else:
                return [ast.increment_lineno(tree, begins[position]) for tree in trees], None, stop - position
        return [], first, 1

    def _statement(self, tree: ast.stmt) -> Statement:
        start = self._offset(tree.lineno, tree.col_offset)
        return Statement(tree, start, self._offset(tree.end_lineno or tree.lineno, tree.end_col_offset or 0))

    def _syntax_error(self, error: BaseException, start: int, stop: int) -> Diagnostic:
        line, column = start + 1, 1
        reason = "it cannot be read"
        if isinstance(error, SyntaxError):
            line, column = start + (error.lineno or 1), error.offset or 1
            # Python counts lines within the statement, which is not what a reader sees.
            reason = _DETECTED.sub("", error.msg).rstrip("?.")
        line = min(max(line, start + 1), stop)
        column = min(max(column, 1), len(self._line(line)) + 1)
        number = line + self._first_line - 1
        span = Span(line=number, column=column, end_line=number, end_column=column + 1)
        hint = next((cure for sign, cure in _CURES.items() if sign in reason), _USAGE)
        return Diagnostic(code="syntax", message=f"Syntax error: {reason}.", hint=hint, span=span)

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> Span:
        """The range of a part of the tree, in lines and characters counted from 1."""
        end_line = node.end_lineno or node.lineno
        return Span(
            line=node.lineno + self._first_line - 1,
            column=self._column(node.lineno, node.col_offset) + 1,
            end_line=end_line + self._first_line - 1,
            end_column=self._column(end_line, node.end_col_offset or 0) + 1,
        )

    def segment(self, node: ast.expr) -> str:
        """The text of a part of the tree, as it was written."""
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self.text[self._offset(node.lineno, node.col_offset) : end]

    def _line(self, line: int) -> str:
        return self.text[self._starts[line - 1] : self._ends[line - 1]].rstrip("\r\n")

    def _offset(self, line: int, byte: int) -> int:
        return self._starts[line - 1] + self._column(line, byte)

    def _column(self, line: int, byte: int) -> int:
        text = self._line(line)
        return byte if text.isascii() else len(text.encode()[:byte].decode(errors="ignore"))
