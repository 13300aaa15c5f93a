"""Handing checked arguments to an allowed word."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from .errors import ExpressionError
from .rules import Rule
from .source import Source
from .values import THENS, WHENS, Parameter, as_expressions, is_argument, is_mapping, is_sequence, unwrapped

_FUNCTION_NAME: Final = re.compile(r"^[\w.<>]+\(\) ")
_TAKES_EXPRESSIONS: Final = ("Expr", "Any")
NEVER: Final = frozenset({"allow_object", "eager", "multithreaded", "parallel"})
"""Arguments that leave the lazy, pure world or only speak to the scheduler."""


FAILURES: Final = (Exception, pl.exceptions.PanicException)
"""Everything that may go wrong inside Polars: a panic of the Rust engine is not an ``Exception``."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call in the text: the word as written, its node and its arguments' values."""

    source: Source
    node: ast.Call
    label: str
    args: list[object]
    keywords: dict[str, object]

    def run(self, function: Callable[..., object], rule: Rule) -> object:
        """Call an allowed Polars function; every failure becomes an error at this place."""
        self._check_arguments()
        args, keywords = self._resolved(function, rule)
        self._check_rule(rule, args, keywords)
        result = self._guarded(function, args, keywords)
        if not isinstance(result, (pl.Expr, *WHENS, *THENS)):
            raise self.source.error(f"`{self.label}` does not give a column here.", self.node.func)
        return result

    def growth(self, rule: Rule) -> int:
        """By which factor this call can lengthen a value."""
        if rule.growth is None:
            return 1
        args = [unwrapped(item) for item in self.args]
        return rule.growth(rule.named(args, {name: unwrapped(item) for name, item in self.keywords.items()}))

    def _check_arguments(self) -> None:
        for name in self.keywords.keys() & NEVER:
            raise self.source.error(f"`{name}` cannot be set in an expression.", self._argument(name))
        for value, node in self._pairs():
            if not is_argument(value):
                raise self.source.error("This is not a value.", node)

    def _pairs(self) -> list[tuple[object, ast.expr]]:
        keyword_nodes = [keyword.value for keyword in self.node.keywords]
        positional = zip(self.args, self.node.args, strict=True)
        return [*positional, *zip(self.keywords.values(), keyword_nodes, strict=True)]

    def _resolved(self, function: Callable[..., object], rule: Rule) -> tuple[list[Any], dict[str, Any]]:
        """The arguments with parameters as literal columns, or as plain values where only those fit."""
        if not any(map(_has_parameter, [*self.args, *self.keywords.values()])):
            return self.args, self.keywords
        literal = _literal_arguments(function, rule)
        args = [
            unwrapped(value) if literal(index, None) else as_expressions(value)
            for index, value in enumerate(self.args)
        ]
        keywords = {
            name: unwrapped(value) if literal(None, name) else as_expressions(value)
            for name, value in self.keywords.items()
        }
        return args, keywords

    def _check_rule(self, rule: Rule, args: list[Any], keywords: Mapping[str, Any]) -> None:
        if not rule.checks:
            return
        for name, value in rule.named(args, keywords).items():
            problem = rule.checks[name](value) if name in rule.checks else None
            if problem:
                index = rule.positional.index(name) if name in rule.positional else None
                node = self._argument(name, index)
                raise self.source.error(f"`{name}` of `{self.label}` {problem}.", node)

    def _argument(self, name: str, index: int | None = None) -> ast.expr:
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        return self.node.args[index] if index is not None and index < len(self.node.args) else self.node

    def _guarded(self, function: Callable[..., object], args: list[Any], keywords: dict[str, Any]) -> object:
        try:
            return function(*args, **keywords)
        except ExpressionError:
            raise
        except TypeError as error:
            problem = f"`{self.label}`: {_FUNCTION_NAME.sub('', str(error))}."
            raise self.source.error(problem, self.node.func, _usage(function)) from error
        except FAILURES as error:
            first = str(error).strip().split("\n\n", maxsplit=1)[0]
            raise self.source.error(
                f"`{self.label}`: {first or type(error).__name__}", self.node.func
            ) from error


def _has_parameter(value: object) -> bool:
    if is_mapping(value):
        return any(_has_parameter(item) for item in value.values())
    return any(map(_has_parameter, value)) if is_sequence(value) else isinstance(value, Parameter)


def _literal_arguments(
    function: Callable[..., object], rule: Rule
) -> Callable[[int | None, str | None], bool]:
    """Which arguments take plain values only, from the rule and from Polars' own annotations."""
    if rule.literal:
        return lambda _index, _name: True
    parameters = list(inspect.signature(function).parameters.values())
    plain = {p.name: p.name in rule.checks or _is_plain(p) for p in parameters}
    rest = next((p for p in parameters if p.kind is p.VAR_POSITIONAL), None)

    def is_literal(index: int | None, name: str | None) -> bool:
        if index is not None:
            name = parameters[index].name if index < len(parameters) else rest.name if rest else None
        return plain.get(name or "", False)

    return is_literal


def _is_plain(parameter: inspect.Parameter) -> bool:
    annotation = str(parameter.annotation)
    return not any(word in annotation for word in _TAKES_EXPRESSIONS)


def _usage(function: Callable[..., object]) -> str | None:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    shown = [str(p.replace(annotation=inspect.Parameter.empty)) for p in parameters]
    return f"Its arguments: {', '.join(shown)}." if shown else "It takes no arguments."
