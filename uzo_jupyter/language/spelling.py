"""How an operation is written: the words and arguments that stand for its config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from uzo_jupyter.model import Config, NodeType

FieldKind = Literal["value", "expression", "dtype"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a spelling, such as ``group_by(...)`` or ``agg(...)``; names are those of Python.

    Examples
    --------
    >>> Call("agg", named="aggregations").word
    'agg'
    """

    word: str
    positional: tuple[str, ...] = ()
    """Settings that positional arguments may give, in order."""
    rest: str | None = None
    """A setting that takes all further positional arguments as a list."""
    named: str | None = None
    """A setting that takes the keyword arguments that are no settings, as a mapping."""
    nodes: tuple[str, ...] = ()
    """Inputs that the first positional arguments (or keywords of that name) connect."""
    more_nodes: bool = False
    """Whether every positional argument is a further input (in2, in3, ...)."""
    least_nodes: int = 2
    """How many inputs there are at least where there may be more."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one operation is written, and what config that makes."""

    node_type: NodeType
    identity: Config
    """The part of the config that names the operation."""
    calls: tuple[Call, ...]
    fields: Mapping[str, FieldKind]
    """Every setting by its Python name."""
    receiver: str | None = "input"
    """The input that the node before the dot feeds; None where the word stands at the start."""
    tables_in: str | None = None
    """A setting whose SQL text names the nodes that are the inputs."""
    has_output: bool = True
    synonyms: tuple[str, ...] = ()
    """Words of other tools for the same: whoever writes one of them is told this one."""

    @property
    def word(self) -> str:
        """The word that a reader looks for."""
        return self.calls[0].word

    def input_names(self, config: Config, connected: int) -> tuple[str, ...]:
        """The names of the inputs of a node to which so many edges lead."""
        if self.tables_in is not None:
            query = config.get(self.tables_in)
            return tables_of(query) if isinstance(query, str) else ()
        if self.receiver is None:
            return ()
        least = [call.least_nodes for call in self.calls if call.more_nodes]
        if least:
            return tuple(f"in{number}" for number in range(1, max([*least, connected]) + 1))
        return (self.receiver, *(name for call in self.calls for name in call.nodes))


class Words(Protocol):
    """The words of the language: whoever holds the operations provides them."""

    def source(self, word: str) -> Spelling | None:
        """The spelling that begins with this word at the start of a statement."""
        ...

    def method(self, word: str) -> Spelling | None:
        """The spelling that begins with this word after a dot."""
        ...

    def sources(self) -> Iterator[str]:
        """All words that may stand at the start."""
        ...

    def methods(self) -> Iterator[str]:
        """All words that may stand after a dot."""
        ...

    def spelling_of(self, node_type: str, config: Config) -> Spelling | None:
        """The spelling of the operation that a config names."""
        ...

    def canonical(self, node_type: str, config: Config) -> Config:
        """The config with the names of today where a document has older ones."""
        ...


def tables_of(query: str) -> tuple[str, ...]:
    """The tables that an SQL text reads, each once, in the order of the text; empty where it is no SQL.

    Examples
    --------
    >>> tables_of("with t as (select * from late) select * from t join airlines using (carrier)")
    ('late', 'airlines')
    """
    from uzo_jupyter.language.sql_tables import tables_of as find

    return find(query)
