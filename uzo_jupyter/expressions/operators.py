"""Operators between values, and the advice for those that mean something else than they seem to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import polars as pl

from . import limits
from .source import Source
from .tokens import Token, significant
from .values import Parameter, is_number

_Operator: TypeAlias = Callable[[Any, Any], Any]

BINARY: Final[Mapping[type[ast.operator], _Operator]] = MappingProxyType(
    {
        ast.Add: lambda left, right: left + right,
        ast.Sub: lambda left, right: left - right,
        ast.Mult: lambda left, right: left * right,
        ast.Div: lambda left, right: left / right,
        ast.FloorDiv: lambda left, right: left // right,
        ast.Mod: lambda left, right: left % right,
        ast.Pow: lambda left, right: left**right,
        ast.BitAnd: lambda left, right: left & right,
        ast.BitOr: lambda left, right: left | right,
        ast.BitXor: lambda left, right: left ^ right,
    }
)
COMPARISONS: Final[Mapping[type[ast.cmpop], _Operator]] = MappingProxyType(
    {
        ast.Eq: lambda left, right: left == right,
        ast.NotEq: lambda left, right: left != right,
        ast.Lt: lambda left, right: left < right,
        ast.LtE: lambda left, right: left <= right,
        ast.Gt: lambda left, right: left > right,
        ast.GtE: lambda left, right: left >= right,
    }
)
LOGICAL: Final = (ast.BitAnd, ast.BitOr, ast.BitXor)

_COMPARING: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_JOINING: Final = frozenset({"&", "|", "^"})


def fold(source: Source, node: ast.BinOp, left: object, right: object) -> object:
    """The result of an operator between two literals; numbers only, and small ones only."""
    plain_left = left.value if isinstance(left, Parameter) else left
    plain_right = right.value if isinstance(right, Parameter) else right
    has_parameter = isinstance(left, Parameter) or isinstance(right, Parameter)
    if not (is_number(plain_left) and is_number(plain_right)) or isinstance(node.op, LOGICAL):
        if has_parameter:
            return None
        raise source.error("This operator needs a column on one side.", node, logical_hint(source, node))
    if isinstance(node.op, ast.Pow) and not (abs(plain_left) <= 1e6 and 0 <= plain_right <= limits.EXPONENT):
        raise source.error("The power of two literals is too large.", node)
    try:
        result = BINARY[type(node.op)](plain_left, plain_right)
    except ArithmeticError as error:
        raise source.error(f"This cannot be calculated: {error}.", node) from None
    return Parameter(result) if has_parameter else result


def check_logical_sides(source: Source, node: ast.BinOp, left: object, right: object) -> None:
    """Refuse ``a > (1 & b)``, which is what ``a > 1 & b`` says and not what it means."""
    for value, other, side in ((left, right, node.left), (right, left, node.right)):
        literal = isinstance(value, (str, float)) or (is_number(value) and _compares(other))
        if isinstance(node.op, LOGICAL) and literal:
            message = "`&` and `|` bind tighter than comparisons."
            raise source.error(message, side, "Put each comparison in brackets: (a > 1) & (b < 2).")


def logical_hint(source: Source, node: ast.expr) -> str:
    """The user's own text with each comparison in brackets, as far as that can be computed."""
    text = source.segment(node)
    pieces = _split(text)
    if len(pieces) < 2 or not any(_is_comparison(piece) for piece in pieces):
        return "Put each comparison in brackets: (a > 1) & (b < 2)."
    return "Write " + " ".join(f"({piece})" if _is_comparison(piece) else piece for piece in pieces)


def _compares(value: object) -> bool:
    """Whether an expression's outermost step gives true or false."""
    if not isinstance(value, pl.Expr):
        return False
    plan = value.meta.serialize(format="json")
    return plan.startswith('{"BinaryExpr"') and any(
        f'"op":"{name}"' in plan for name in ("Eq", "NotEq", "Lt", "LtEq", "Gt", "GtEq", "And", "Or")
    )


def _split(text: str) -> list[str]:
    """The text cut before and after each ``&``, ``|`` and ``^`` that is not in brackets."""
    pieces: list[str] = []
    start = 0
    for token in _outer(text):
        if token.text in _JOINING:
            pieces += [text[start : token.start].strip(), token.text]
            start = token.end
    return [*pieces, text[start:].strip()]


def _is_comparison(piece: str) -> bool:
    return any(token.text in _COMPARING for token in _outer(piece))


def _outer(text: str) -> list[Token]:
    depth = 0
    outer: list[Token] = []
    for token in significant(text):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0 and token.kind == "operator":
            outer.append(token)
    return outer
