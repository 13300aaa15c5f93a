"""Names, attributes and calls: every place where a word of the user's text meets a table."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import polars as pl

from . import hints, limits
from .calls import Call
from .dtypes import read_dtype, spells_dtype
from .errors import ExpressionError
from .parameters import PLAIN_TEXT
from .rules import Rule, Table
from .source import Source
from .tables import AFTER_WHEN, FUNCTIONS, METHODS, NAMESPACES, THEN_METHODS
from .values import THENS, WHENS, Parameter, ParameterValue, parameter_problem


@dataclass(frozen=True, slots=True)
class Namespace:
    """``col('x').str``: half of a call, never a value."""

    owner: pl.Expr
    name: str


class Lookup(ABC):
    """The half of the builder that knows words; what a node is worth, the other half knows."""

    def __init__(self, source: Source, parameters: Mapping[str, ParameterValue]) -> None:
        self.source = source
        self._parameters = parameters
        self._growth = 1

    @abstractmethod
    def value(self, node: ast.expr) -> object:
        """What a node is worth."""

    def visit_name(self, node: ast.Name) -> object:
        if spells_dtype(node):
            return read_dtype(self.source, node)
        if node.id in FUNCTIONS or node.id in ("param", "pl"):
            hint = f"Write {node.id}(...)." if node.id != "pl" else "Write pl.col('x') or just col('x')."
            raise self.source.error(f"`{node.id}` is not a value.", node, hint)
        raise self.source.error(f"Unknown name {node.id!r}.", node, hints.for_name(node.id))

    def visit_attribute(self, node: ast.Attribute) -> object:
        if spells_dtype(node):
            return read_dtype(self.source, node)
        if (path := _dotted(node.value)) in ("pl", "col", "pl.col"):
            raise self.source.error(
                f"`{path}.{node.attr}` is not available.", node, _path_hint(path, node.attr)
            )
        owner = self.value(node.value)
        receiver = self.source.segment(node.value)
        if isinstance(owner, pl.Expr) and node.attr in NAMESPACES:
            return Namespace(owner, node.attr)
        if isinstance(owner, pl.Expr) and node.attr in METHODS:
            hint = f"Write {receiver}.{node.attr}()."
            raise self.source.error(f"`.{node.attr}` is a method and needs brackets.", node, hint)
        raise self._unknown_method(node, owner)

    def visit_call(self, node: ast.Call) -> object:
        if spells_dtype(node.func):
            return read_dtype(self.source, node)
        if isinstance(node.func, ast.Name):
            return self._function(node, node.func.id)
        if isinstance(node.func, ast.Attribute):
            if _dotted(node.func.value) == "pl":
                return self._function(node, node.func.attr)
            return self._method(node, node.func)
        raise self.source.error("Only a name can be called.", node.func)

    def _function(self, node: ast.Call, word: str) -> object:
        if word == "param":
            return self._parameter(node)
        rule = FUNCTIONS.get(word)
        if rule is None:
            written = self.source.segment(node.func)
            raise self.source.error(f"Unknown function `{written}`.", node.func, hints.for_function(word))
        call = self._arguments(node, word)
        if word == "lit" and len(call.args) == 1 and isinstance(call.args[0], pl.Expr) and not call.keywords:
            return call.args[0]  # people wrap dates twice: lit(date(2024, 1, 1))
        return self._run(call, pl, word, rule)

    def _method(self, node: ast.Call, func: ast.Attribute) -> object:
        owner = self.value(func.value)
        if isinstance(owner, Namespace):
            rule = NAMESPACES[owner.name].get(func.attr)
            target, label = getattr(owner.owner, owner.name), f".{owner.name}.{func.attr}"
        else:
            rule, target, label = _table_for(owner).get(func.attr), owner, f".{func.attr}"
        if rule is None:
            raise self._unknown_method(func, owner)
        return self._run(self._arguments(node, label), target, func.attr, rule)

    def _run(self, call: Call, owner: object, word: str, rule: Rule) -> object:
        """Call ``owner.word``; the word stands in a table, which is what makes ``getattr`` safe here."""
        result = call.run(getattr(owner, word), rule)
        self._growth *= call.growth(rule)
        if self._growth > limits.GROWTH:
            message = "Together these steps could make a value enormously long."
            raise self.source.error(message, call.node.func, "Replace less, or split it into several steps.")
        return result

    def _arguments(self, node: ast.Call, label: str) -> Call:
        for item in node.args:
            if isinstance(item, ast.Starred):
                raise self.source.error("`*` is not allowed in a call.", item)
        args = [self.value(item) for item in node.args]
        keywords: dict[str, object] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self.source.error("`**` is not allowed in a call.", keyword)
            keywords[keyword.arg] = self.value(keyword.value)
        return Call(self.source, node, label, args, keywords)

    def _parameter(self, node: ast.Call) -> Parameter:
        argument = node.args[0] if len(node.args) == 1 and not node.keywords else None
        # Only the plain spelling: `parameters_in` has to find every name without parsing.
        if argument is None or not PLAIN_TEXT.fullmatch(self.source.segment(argument)):
            raise self.source.error("`param` takes one name in quotes.", node, "For example: param('limit')")
        name = str(cast("ast.Constant", argument).value)
        if name not in self._parameters:
            hint = hints.did_you_mean(name, self._parameters) or "Add it to the workflow's parameters."
            raise self.source.error(f"Unknown parameter {name!r}.", argument, hint)
        value = self._parameters[name]
        if problem := parameter_problem(value):
            raise self.source.error(f"Parameter {name!r}: {problem}", node)
        return Parameter(value)

    def _unknown_method(self, node: ast.Attribute, owner: object) -> ExpressionError:
        receiver = self.source.segment(node.value)
        if isinstance(owner, Namespace):
            receiver = receiver.removesuffix(f".{owner.name}")
            hint = hints.for_namespace_method(node.attr, owner.name, receiver)
            return self.source.error(f"`.{owner.name}` has no method `.{node.attr}`.", node, hint)
        if isinstance(owner, WHENS):
            return self.source.error(f"After `when(...)` comes `.then(...)`, not `.{node.attr}`.", node)
        if isinstance(owner, pl.Expr):
            hint = hints.for_method(node.attr, receiver)
            return self.source.error(f"A column has no method `.{node.attr}`.", node, hint)
        return self.source.error(f"`.{node.attr}` needs a column before it.", node, f"Write lit({receiver}).")


def _table_for(owner: object) -> Table:
    if isinstance(owner, WHENS):
        return AFTER_WHEN
    if isinstance(owner, THENS):
        return THEN_METHODS
    return METHODS if isinstance(owner, pl.Expr) else {}


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=first), attr=second):
            return f"{first}.{second}"
        case _:
            return ""


def _path_hint(path: str, word: str) -> str | None:
    if path != "pl":
        return f"A column is written {path}({word!r})."
    return f"Write {path}.{word}(...)." if word in FUNCTIONS else hints.for_function(word)
