"""Arguments as values of a config, and back."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection

from uzo_jupyter.expressions import from_parameters, to_parameters
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.language.source import Source, parse_quietly
from uzo_jupyter.language.spelling import FieldKind
from uzo_jupyter.model import JsonValue

_LARGEST_WHOLE = 2**64
_LONG = 40
"""Longer texts are written on the lines that they have."""


class ValueProblem(Exception):
    """An argument is not what may stand there."""

    def __init__(
        self, message: str, node: ast.expr | ast.keyword, hint: str | None = None, code: str = "argument"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.node = node
        self.hint = hint
        self.code = code


class ArgumentReader:
    """Makes config values of arguments; ``parameters`` are the names that stand for parameters."""

    def __init__(self, source: Source, parameters: Collection[str]) -> None:
        self._source = source
        self._parameters = parameters

    def read(self, node: ast.expr, kind: FieldKind) -> JsonValue:
        """The config value of an argument.

        Raises
        ------
        ValueProblem
            When something stands there that is neither a literal nor a parameter.
        """
        if isinstance(node, ast.Constant) and (kind != "expression" or isinstance(node.value, str | None)):
            return _constant(node)
        if isinstance(node, ast.Name) and node.id in self._parameters and kind != "expression":
            return {"param": node.id}
        if isinstance(node, ast.List | ast.Tuple) and kind != "dtype":
            return [self.read(item, kind) for item in node.elts]
        if isinstance(node, ast.Dict):
            return self._mapping(node, kind)
        if kind == "expression":
            return to_parameters(self._source.segment(node), self._parameters)
        if kind == "dtype":
            return self._source.segment(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            number = self.read(node.operand, kind)
            if isinstance(number, int | float) and not isinstance(number, bool):
                return -number
        raise self._no_value(node)

    def _no_value(self, node: ast.expr) -> ValueProblem:
        text = self._source.segment(node)[:60]
        hint = f"Parameters: {', '.join(self._parameters)}." if self._parameters else None
        if isinstance(node, ast.Name):
            hint = f'Write "{node.id}" in quotes, or name a parameter.'
            near = did_you_mean(node.id, self._parameters)
            hint = near if near.startswith("Did you mean") else hint
        return ValueProblem(f"A plain value must stand here, not {text!r}.", node, hint)

    def _mapping(self, node: ast.Dict, kind: FieldKind) -> JsonValue:
        return {key: self.read(value, kind) for key, value in entries(node)}


def entries(node: ast.Dict) -> list[tuple[str, ast.expr]]:
    """The keys and values of a mapping that is written out.

    Raises
    ------
    ValueProblem
        When a key is no text, or stands there twice.
    """
    found: dict[str, ast.expr] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise ValueProblem("The keys of a mapping must be texts in quotes.", key or node)
        name = _constant(key)
        assert isinstance(name, str)
        if name in found:
            raise ValueProblem(f"{name!r} is given twice.", key)
        found[name] = value
    return list(found.items())


def _constant(node: ast.Constant) -> JsonValue:
    value = node.value
    if not isinstance(value, bool | int | float | str | None):
        raise ValueProblem(f"A value of type {type(value).__name__} cannot stand here.", node)
    if not is_storable(value):
        raise ValueProblem("No file can hold this value.", node)
    return value


def is_storable(value: bool | int | float | str | None) -> bool:
    """Whether a document can hold a value: no infinite or huge number, no half of a character.

    Examples
    --------
    >>> is_storable(1e999), is_storable("\\ud800"), is_storable("ä")
    (False, False, True)
    """
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or abs(value) < _LARGEST_WHOLE


def literal(value: JsonValue) -> str:
    """A value as it is written in the language, with double quotes where they can be.

    Examples
    --------
    >>> literal({"a": [1, None, True], "b": 'say "so"'})
    '{"a": [1, None, True], "b": \\'say "so"\\'}'
    """
    if isinstance(value, dict):
        items = ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items())
        return f"{{{items}}}"
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    lines = text.split("\n")
    if len(text) > _LONG and len(lines) > 1 and all(map(str.isprintable, lines)) and not _ends_early(text):
        return f'"""{text}"""'
    written = repr(text)
    return f'"{written[1:-1]}"' if '"' not in text else written


def _ends_early(text: str) -> bool:
    """Whether three double quotes around the text would mean another text."""
    return "\\" in text or '"""' in text or text.endswith('"')


def argument_text(value: JsonValue, kind: FieldKind, parameters: Collection[str] = ()) -> str:
    """A config value as an argument is written; reading it gives the value back where it fits its kind.

    Examples
    --------
    >>> argument_text({"a": "col('x') > param('low')"}, "expression", ["low"])
    '{"a": col(\\'x\\') > low}'
    >>> argument_text({"param": "low"}, "value", ["low"]), argument_text("Int64", "dtype")
    ('low', 'Int64')
    """
    if isinstance(value, dict):
        name = value.get("param")
        if len(value) == 1 and isinstance(name, str) and name in parameters and kind != "expression":
            return name
        items = (f"{literal(key)}: {argument_text(item, kind, parameters)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        return f"[{', '.join(argument_text(item, kind, parameters) for item in value)}]"
    if isinstance(value, str) and kind != "value":
        return _code_or_text(value, kind, parameters)
    return literal(value)


def _code_or_text(value: str, kind: FieldKind, parameters: Collection[str]) -> str:
    """Code where it can stand as one argument and reads back as itself, else the text in quotes."""
    short = from_parameters(value) if kind == "expression" else value
    codes = (code for code in dict.fromkeys((short, value)) if _reads_as(value, code, kind, parameters))
    return next(codes, literal(value))


def _reads_as(value: str, code: str, kind: FieldKind, parameters: Collection[str]) -> bool:
    source = Source(f"f({code})")
    try:
        argument = _only_argument(parse_quietly(source.text))
        if argument is None or (kind == "expression" and isinstance(argument, ast.Name) and code == value):
            return False  # The name of a function, as in agg(price="sum").
        return ArgumentReader(source, parameters).read(argument, kind) == value
    except (SyntaxError, ValueError, RecursionError, MemoryError, ValueProblem):
        return False


def _only_argument(statements: list[ast.stmt]) -> ast.expr | None:
    """The argument of a text that is a call with nothing but one plain argument."""
    call = statements[0].value if len(statements) == 1 and isinstance(statements[0], ast.Expr) else None
    if not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
        return None
    return None if isinstance(call.args[0], ast.Starred | ast.GeneratorExp) else call.args[0]
