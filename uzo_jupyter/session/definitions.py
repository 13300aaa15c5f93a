"""The definition of a function of the notebook: its text with the defaults that it has, and the names it looks up."""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

from uzo_jupyter.session.imports import imported_from
from uzo_jupyter.session.plain import plain_text

_LOADS = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"})


class DefaultError(ValueError):
    """The default of an argument cannot be written down."""


@dataclass(frozen=True, slots=True)
class Definition:
    """The text of a definition, and the names that Python looks up in its module, when it is made or called."""

    text: str
    names: tuple[str, ...]


def definition_of(function: FunctionType, statement: ast.FunctionDef, source: str) -> Definition:
    """The definition of a function as it is now.

    A default was computed when the function was defined: what its expression would give today may be something else.

    Parameters
    ----------
    function
        The function.
    statement, source
        The one statement of its text, and that text.

    Returns
    -------
    Definition
        With plain values in place of the expressions of its defaults.

    Raises
    ------
    DefaultError
        When a default is neither a plain value nor what its expression gives anywhere.
    """
    places: list[tuple[ast.expr, str]] = []
    names = [name for part in statement.decorator_list for name in _names(part)]
    for expression, value in _defaults(function, statement):
        text = plain_text(value)
        if text is None:
            _must_be_constant(expression, value, function.__globals__)
            names += _names(expression)
        elif text != _literal_text(expression):
            places.append((expression, text))
    used = dict.fromkeys([*names, *_looked_up(function.__code__)])
    return Definition(_replaced(source, places), tuple(used))


def _defaults(function: FunctionType, statement: ast.FunctionDef) -> list[tuple[ast.expr, object]]:
    """The expression of each default, and its value."""
    # A decorator may have put another function around it, which does not have the defaults of the text.
    defined = inspect.unwrap(function)
    arguments = statement.args
    given: Mapping[str, object] = defined.__kwdefaults__ or {}
    by_name = [
        (argument.arg, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    ]
    values = defined.__defaults__ or ()
    if len(values) != len(arguments.defaults) or given.keys() != {name for name, _ in by_name}:
        raise DefaultError("whose defaults are not those of its text")
    return [
        *zip(arguments.defaults, values, strict=True),
        *((default, given[name]) for name, default in by_name),
    ]


def _must_be_constant(expression: ast.expr, value: object, outer: Mapping[str, object]) -> None:
    """Raise where the expression of a default might give something else now than when the function was defined."""
    if isinstance(expression, ast.Lambda):
        return  # it is not computed before it is called
    if isinstance(expression, ast.Name):
        name = expression.id
        is_constant = outer.get(name, getattr(builtins, name, None)) is value
    else:
        is_constant = all(_is_import(outer[name]) for name in _names(expression) if name in outer)
    if not is_constant:
        raise DefaultError(f"with the default {ast.unparse(expression)}, which may be another value by now")


def _is_import(value: object) -> bool:
    return isinstance(value, ModuleType) or imported_from(value) is not None


def _literal_text(expression: ast.expr) -> str | None:
    """The text of the value of an expression that is a plain value itself."""
    try:
        return plain_text(ast.literal_eval(expression))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _replaced(source: str, places: list[tuple[ast.expr, str]]) -> str:
    """The text with other texts in place of some expressions."""
    raw = source.encode()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for expression, text in sorted(
        places, key=lambda place: (place[0].lineno, place[0].col_offset), reverse=True
    ):
        assert expression.end_lineno is not None
        assert expression.end_col_offset is not None
        begin = starts[expression.lineno - 1] + expression.col_offset
        end = starts[expression.end_lineno - 1] + expression.end_col_offset
        raw = raw[:begin] + text.encode() + raw[end:]
    return raw.decode()


def _names(part: ast.expr) -> Iterator[str]:
    yield from (node.id for node in ast.walk(part) if isinstance(node, ast.Name))


def _looked_up(code: CodeType) -> Iterator[str]:
    """The names that code looks up in its module, those of functions and classes in it too; attributes are none."""
    made: set[str] = set()
    for instruction in dis.get_instructions(code):
        if instruction.opname == "STORE_NAME":
            made.add(instruction.argval)  # the body of a class has names of its own
        elif instruction.opname in _LOADS and instruction.argval not in made:
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _looked_up(constant)
