"""The words of expressions with their rules and what Polars says about them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import polars as pl

from uzo_jupyter.assistance.candidates import Candidate, Kind
from uzo_jupyter.assistance.documentation import Documentation
from uzo_jupyter.expressions import Vocabulary, Word, words
from uzo_jupyter.expressions.calls import NEVER
from uzo_jupyter.expressions.rules import OneOf, Rule, Table, dtype
from uzo_jupyter.expressions.tables import AFTER_WHEN, FUNCTIONS, METHODS, NAMESPACES, THEN_METHODS

_NAMES_OF_COLUMNS = frozenset({"name", "names", "more_names", "column", "columns", "more_columns"})
_USUAL = ("col", "lit", "when", "len")
"""The functions that most expressions begin with: they are offered first."""
_TEMPORAL = (pl.Date, pl.Datetime, pl.Duration, pl.Time)
_SPACES: Mapping[str, tuple[tuple[type[pl.DataType], ...], str]] = {
    "str": ((pl.String,), "methods of texts"),
    "dt": (_TEMPORAL, "methods of dates and times"),
    "list": ((pl.List,), "methods of lists"),
    "arr": ((pl.Array,), "methods of arrays"),
    "struct": ((pl.Struct,), "methods of structs"),
    "cat": ((pl.Categorical, pl.Enum), "methods of categories"),
    "bin": ((pl.Binary,), "methods of bytes"),
    "name": ((), "methods of the column's name"),
}
"""The namespaces, with the types of columns that have them; no types where every column has it."""


@dataclass(frozen=True, slots=True)
class Callee:
    """A word of the expression language that is called."""

    word: Word
    rule: Rule

    @property
    def function(self) -> Callable[..., object]:
        """Polars' own function or method."""
        # `col` is an object whose attributes are columns: what it takes, its class knows.
        return type(pl.col).__call__ if self.word.name == "col" else self._attribute()

    def _attribute(self) -> Callable[..., object]:
        return cast("Callable[..., object]", getattr(self.word.owner, self.word.name))

    def parameters(self) -> list[inspect.Parameter]:
        """Its arguments; none where Polars does not tell them."""
        try:
            found = list(inspect.signature(self.function).parameters.values())
        except (TypeError, ValueError):
            return []
        return [each for each in found if each.name not in ("self", *NEVER)]

    def parameter(self, position: int, keyword: str | None) -> inspect.Parameter | None:
        """The argument of that name, or at that position."""
        known = self.parameters()
        if keyword is not None:
            return next((each for each in known if each.name == keyword), None)
        rest = next((each for each in known if each.kind is each.VAR_POSITIONAL), None)
        by_place = [each for each in known if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
        return by_place[position] if position < len(by_place) else rest

    def takes_column(self, parameter: inspect.Parameter) -> bool:
        """Whether a text in that place is the name of a column."""
        if self.word.name in ("lit", "field", "rename_fields", "alias"):
            return False
        named = self.word.owner is pl or self.word.name == "exclude"
        return "IntoExpr" in str(parameter.annotation) or (named and parameter.name in _NAMES_OF_COLUMNS)

    def takes_dtype(self, parameter: inspect.Parameter) -> bool:
        """Whether a data type stands in that place."""
        return self.rule.checks.get(parameter.name) is dtype

    def choices(self, parameter: inspect.Parameter) -> tuple[str | bool, ...]:
        """The values of which one must stand in that place; none where there are many."""
        check = self.rule.checks.get(parameter.name)
        return check.choices if isinstance(check, OneOf) else ()

    def documentation(self) -> Documentation:
        """How it is called, and what Polars says about it."""
        shown = [str(each.replace(annotation=inspect.Parameter.empty)) for each in self.parameters()]
        label = f"{self.word.label.removesuffix('()')}({', '.join(shown)})"
        return Documentation(label, "of Polars", self.word.summary)


class Callees(Mapping[str, Callee]):
    """The words that can be called in one place."""

    def __init__(self, known: Mapping[str, Word], rules: Table) -> None:
        self._known = {name: Callee(known[name], rule) for name, rule in rules.items()}

    def __getitem__(self, name: str) -> Callee:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def candidates(self, kind: Kind) -> Iterator[Candidate]:
        """All of them."""
        for name, callee in self._known.items():
            yield Candidate(name, kind, callee.word.summary, told=callee.documentation)


@cache
def _vocabulary() -> Vocabulary:
    return words()


@cache
def functions() -> Callees:
    """What can be called by its name alone."""
    return Callees(_vocabulary().functions, {**{word: FUNCTIONS[word] for word in _USUAL}, **FUNCTIONS})


@cache
def methods(of: str) -> Callees:
    """What can be called after the dot: ``expression``, ``when``, ``then`` or a namespace says after what."""
    known = _vocabulary()
    if of == "expression":
        return Callees(known.methods, METHODS)
    if of == "when":
        return Callees(known.after_when, AFTER_WHEN)
    if of == "then":
        return Callees({**known.methods, **known.after_then}, THEN_METHODS)
    return Callees(known.namespaces[of], NAMESPACES[of])


def namespaces(of: pl.DataType | None) -> Iterator[Candidate]:
    """The namespaces of columns of that type, or all where the type is not known."""
    for name, (types, detail) in _SPACES.items():
        if of is None or not types or isinstance(of, types):
            yield Candidate(name, "method", detail)


def dtypes() -> Iterator[Candidate]:
    """The data types."""
    for name, word in _vocabulary().dtypes.items():
        yield Candidate(name, "dtype", word.summary)
