"""The text that is being built, and the way from a syntax node back to a line and a column."""

from __future__ import annotations

import ast
import re
from typing import Final

from .errors import ExpressionError

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Source:
    """An expression text with positions.

    The text is parsed inside one pair of brackets, so that line breaks mean nothing.  All knowledge of that
    extra character on the first line is here.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.wrapped = f"({text}\n)"

    def error(self, message: str, node: ast.AST | None = None, hint: str | None = None) -> ExpressionError:
        """An error that points at a syntax node, or at the start of the text."""
        if not isinstance(node, (ast.expr, ast.keyword)):
            return ExpressionError(message, hint=hint)
        lines = _LINE_END.split(self.wrapped)
        line, offset = node.lineno, node.col_offset
        if isinstance(node, ast.Attribute) and node.end_lineno and node.end_col_offset:
            # The word after the dot is meant, not the whole chain before it.
            line, offset = node.end_lineno, node.end_col_offset - len(node.attr)
        column, end = self._column(lines, line, offset), None
        if node.end_lineno == line and node.end_col_offset is not None:
            end = self._column(lines, line, node.end_col_offset)
        return ExpressionError(message, hint=hint, line=line, column=column, end_column=end)

    def error_at(self, message: str, index: int, length: int = 1, hint: str | None = None) -> ExpressionError:
        """An error that points at a character of the text."""
        before = _LINE_END.split(self.text[:index])
        column = len(before[-1]) + 1
        return ExpressionError(
            message, hint=hint, line=len(before), column=column, end_column=column + length
        )

    def segment(self, node: ast.expr) -> str:
        """The user's own characters for a node."""
        return ast.get_source_segment(self.wrapped, node) or ""

    def is_bracketed(self, node: ast.expr) -> bool:
        """Whether a node stands directly in round brackets of its own."""
        start, end = self._index(node.lineno, node.col_offset), -1
        if node.end_lineno is not None and node.end_col_offset is not None:
            end = self._index(node.end_lineno, node.end_col_offset)
        before, after = self.wrapped[:start].rstrip(), self.wrapped[end:].lstrip()
        return before.endswith("(") and after.startswith(")")

    def _index(self, line: int, offset: int) -> int:
        ends = [match.end() for match in _LINE_END.finditer(self.wrapped)]
        start = ends[line - 2] if line > 1 else 0
        return start + _characters(self.wrapped[start:], offset)

    def _column(self, lines: list[str], line: int, offset: int) -> int:
        """Column of a byte offset: syntax nodes count UTF-8 bytes, readers count characters."""
        opening_bracket = 1 if line == 1 else 0
        return max(1, _characters(lines[line - 1], offset) - opening_bracket + 1)


def _characters(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode(errors="ignore"))
