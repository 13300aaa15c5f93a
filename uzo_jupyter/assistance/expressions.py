"""What may stand in an expression."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from uzo_jupyter.assistance.brackets import Bracket, Chain, Link
from uzo_jupyter.assistance.candidates import Candidate
from uzo_jupyter.assistance.documentation import Documentation
from uzo_jupyter.assistance.slots import Reading, Slot
from uzo_jupyter.assistance.words import Callee, Callees, dtypes, functions, methods, namespaces
from uzo_jupyter.expressions import ExpressionError, build, to_parameters
from uzo_jupyter.expressions.tables import DTYPES, NAMESPACES, RESERVED
from uzo_jupyter.model import ParameterValue

Columns = Mapping[str, pl.DataType]

_CONSTANTS = ("True", "False", "None")
_PARAMETER = "param"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression may name."""

    columns: Callable[[], Columns]
    parameters: Callable[[], Mapping[str, ParameterValue]]
    bare_parameters: bool = True
    """Whether a parameter is written by its name alone, as in a cell; in a document it is ``param('name')``."""

    def type_of(self, text: str) -> pl.DataType | None:
        """The type of the column that an expression makes; None where that cannot be told."""
        columns = self.columns()
        if not columns:
            return None
        values = self.parameters()
        try:
            expression = build(to_parameters(text, values.keys()), values, allow_many=False)
            schema = pl.LazyFrame(schema=columns).select(expression.alias("it")).collect_schema()
        except (ExpressionError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return None  # The check says what is wrong with it.
        return schema["it"]

    def column_candidates(self, quote: str = "") -> Iterator[Candidate]:
        """The columns."""
        for name, dtype in self.columns().items():
            yield column_candidate(name, dtype, quote)

    def parameter_candidates(self) -> Iterator[Candidate]:
        """The parameters, as they are written in an expression."""
        for name, value in self.parameters().items():
            is_bare = self.bare_parameters and name.isidentifier() and name not in RESERVED
            yield parameter_candidate(name if is_bare else f"{_PARAMETER}({name!r})", name, value)


def parameter_candidate(text: str, name: str, value: ParameterValue) -> Candidate:
    """A parameter, which is written as ``text``."""
    kind = f"parameter, {value!r}"
    return Candidate(text, "parameter", kind, name=name, told=lambda: Documentation(name, kind))


def column_candidate(name: str, dtype: pl.DataType, quote: str = "") -> Candidate:
    """A column, in quotes if a quote is given."""
    return Candidate(
        f"{quote}{name}{quote}", "column", str(dtype), told=lambda: Documentation(name, f"column, {dtype}")
    )


@dataclass(frozen=True, slots=True)
class ExpressionSlot(Slot):
    """A place in an expression, or in the arguments of one of its functions."""

    surroundings: Surroundings
    reading: Reading
    callee: Callee | None = None
    bracket: Bracket | None = None
    """The bracket of the call, if the place is one of its arguments."""
    argument: inspect.Parameter | None = None
    is_parameter: bool = False
    """Whether the name of a parameter stands here: ``param('…')``."""

    def bare(self) -> Iterator[Candidate]:
        if self.callee and self.bracket and self.reading.begins_item(self.bracket):
            yield from self._argument_names(self.callee, self.bracket)
        if self.callee and self.argument:
            yield from self._values(self.callee, self.argument)
        if self.callee and self.callee.rule.literal:
            return  # Only names stand there.
        yield from self.surroundings.parameter_candidates()
        yield from functions().candidates("function")
        yield from (Candidate(word, "value") for word in _CONSTANTS)

    def quoted(self, typed: str) -> Iterator[Candidate]:
        if self.is_parameter:
            for name, value in self.surroundings.parameters().items():
                yield parameter_candidate(name, name, value)
        if self.callee is None or self.argument is None:
            return
        for choice in self.callee.choices(self.argument):
            if isinstance(choice, str):
                yield Candidate(choice, "value")
        if self.callee.takes_column(self.argument):
            yield from self.surroundings.column_candidates()

    def member(self, chain: Chain) -> Iterator[Candidate]:
        if chain.is_name and chain.root.word == "pl":
            yield from functions().candidates("function")
            yield from dtypes()
            return
        place = place_after(chain)
        if place is None:
            return
        if place in NAMESPACES or place == "when":
            yield from methods(place).candidates("method")
            return
        yield from namespaces(self.surroundings.type_of(self.reading.text_of(chain)))
        yield from methods(place).candidates("method")

    def enter(self, bracket: Bracket) -> Slot:
        chain = self.reading.called_by(bracket)
        if chain is None:
            # A list or a mapping in a call is part of an argument; a grouping bracket begins anew.
            return self if bracket.shape != "(" else replace(self, callee=None, bracket=None, argument=None)
        if chain.root.word in DTYPES:
            return DTypeSlot()
        if len(chain.links) == 1 and chain.root.word == _PARAMETER:
            return ExpressionSlot(self.surroundings, self.reading, is_parameter=True)
        callee = callee_of(chain)
        argument = callee.parameter(bracket.position, bracket.keyword) if callee else None
        return ExpressionSlot(self.surroundings, self.reading, callee, bracket, argument)

    def _argument_names(self, callee: Callee, bracket: Bracket) -> Iterator[Candidate]:
        for index, each in enumerate(callee.parameters()):
            is_named = each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
            is_given = each.name in bracket.keywords
            by_place = each.kind is each.POSITIONAL_OR_KEYWORD and index < bracket.position
            if is_named and not is_given and not by_place:
                default = "" if each.default is each.empty else f"by default {each.default!r}"
                yield Candidate(f"{each.name}=", "argument", default, told=callee.documentation)

    def _values(self, callee: Callee, argument: inspect.Parameter) -> Iterator[Candidate]:
        if callee.takes_dtype(argument):
            yield from dtypes()
        for choice in callee.choices(argument):
            yield Candidate(f'"{choice}"' if isinstance(choice, str) else str(choice), "value")
        if callee.word.name == "col":
            yield from self.surroundings.column_candidates('"')


class DTypeSlot(Slot):
    """A place where a data type stands."""

    def bare(self) -> Iterator[Candidate]:
        return dtypes()

    def enter(self, bracket: Bracket) -> Slot:
        return self


def place_after(chain: Chain) -> str | None:
    """What a chain is: an ``expression``, a ``when``, a ``then``, a namespace of a column; None for anything else."""
    links = chain.links[1:] if chain.root.word == "pl" and not chain.root.is_called else chain.links
    if not links:
        return None
    place = _place_of_root(links[0])
    for link in links[1:]:
        place = _place_behind(place, link)
    return place


def _place_of_root(root: Link) -> str | None:
    if not root.is_called or (root.word and root.word not in functions()):
        return None
    return "when" if root.word == "when" else "expression"


def _place_behind(place: str | None, link: Link) -> str | None:
    if not link.is_called:
        return link.word if place in ("expression", "then") and link.word in NAMESPACES else None
    if place == "when":
        return "then" if link.word == "then" else None
    if place == "then" and link.word == "when":
        return "when"
    return None if place is None else "expression"


def callee_of(chain: Chain) -> Callee | None:
    """The word of an expression that a chain ends with and that is about to be called."""
    before = chain.without(1)
    if before is None or (before.is_name and before.root.word == "pl"):
        return functions().get(chain.last.word)
    place = place_after(before)
    known: Callees | None = methods(place) if place else None
    return known.get(chain.last.word) if known else None
