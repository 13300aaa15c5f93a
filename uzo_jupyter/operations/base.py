"""What a node can be: the base classes of all operations. A new operation is one new file.

An operation is a frozen pydantic model of its settings. Class attributes say how it is called in a document, in
the language and for people; ``example`` is run by the tests and printed in the docs.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, cast

import polars as pl
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel, to_snake

from uzo_jupyter.language.spelling import Call, FieldKind, Spelling
from uzo_jupyter.model import Config, JsonValue, NodeType, ParameterValue
from uzo_jupyter.operations.lineage import Lineage, unchanged
from uzo_jupyter.operations.lookup import Lookup

RowRule = Literal["same", "unknown"]


class Operation(BaseModel, ABC):
    """A kind of node. Subclass one of the families below, not this class."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )

    name: ClassVar[str]
    """The ``operation`` of a document's config."""
    title: ClassVar[str]
    """What people call it."""
    calls: ClassVar[tuple[Call, ...]]
    """How it is written."""
    example: ClassVar[str]
    """Statements of the language that use it, on the tables ``orders``, ``customers`` and ``readings``."""
    node_type: ClassVar[NodeType] = "transform"
    aliases: ClassVar[tuple[str, ...]] = ()
    """Other names of ``operation`` in documents."""
    synonyms: ClassVar[tuple[str, ...]] = ()
    """What other tools call it; whoever writes that is told the word."""
    version: ClassVar[int] = 1
    """Raised when the same settings give another result."""
    inputs: ClassVar[tuple[str, ...]] = ("input",)
    """The names of the inputs, the receiver first."""
    materialised: ClassVar[bool] = False
    """Whether the result is kept as a table of its own: a pipeline breaker with a small output, or an effect."""
    rows: ClassVar[RowRule] = "unknown"
    """Whether the output has exactly as many rows as the first input."""
    costly: ClassVar[bool] = False
    """Whether computing it twice is worse than keeping its result: joins, sorts, windows."""
    looks_at_types: ClassVar[bool] = False
    """Whether some types of columns fail only when there are rows, although no setting is an expression."""
    advice: ClassVar[str | None] = None
    """What to do when it fails on some rows."""
    receiver: ClassVar[str | None] = "input"
    tables_in: ClassVar[str | None] = None
    has_output: ClassVar[bool] = True

    @abstractmethod
    def run(self, inputs: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        """The output as a lazy frame over the inputs, which are in the order of :meth:`input_names`."""

    @property
    def is_dynamic(self) -> bool:
        """Whether only the data can tell which columns come out."""
        return False

    @property
    def reads_ahead(self) -> bool:
        """Whether its query is made of what its inputs hold, so that those are computed before it is made."""
        return False

    @property
    def fixes_order(self) -> bool:
        """Whether rows that come in the same order give the same output in the same order, each time it is computed."""
        return True

    def refuse(self, schemas: Sequence[pl.Schema]) -> None:
        """Look at the types of the inputs for what an empty table would not show.

        Raises
        ------
        UzoError
            When no row of such types could be computed; the message names the column.
        """

    def predict(self, schemas: Sequence[pl.Schema]) -> pl.Schema | None:
        """The schema of the output where :attr:`is_dynamic` says that an empty table would not show it."""
        return None

    def input_names(self, connected: Sequence[str]) -> tuple[str, ...]:
        """The names of the inputs; ``connected`` are the handles that edges use now."""
        return self.inputs

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        """For each column of the output the columns of the inputs that its values come from."""
        return unchanged(schemas, output)

    @property
    def works_on_samples(self) -> bool:
        """Whether its output for prefixes of several inputs consists of true rows."""
        return True

    def lookup(self) -> Lookup | None:
        """For a join: how to preview it without inventing rows; None for all others."""
        return None

    @classmethod
    def identity(cls) -> Config:
        """The part of the config that names the operation."""
        return {"operation": cls.name}

    @classmethod
    def spelling(cls) -> Spelling:
        """How the operation is written."""
        return Spelling(
            node_type=cls.node_type,
            identity=cls.identity(),
            calls=cls.calls,
            fields=_field_kinds(cls),
            receiver=cls.receiver,
            tables_in=cls.tables_in,
            has_output=cls.has_output,
            synonyms=cls.synonyms,
        )

    @classmethod
    def bind(cls, settings: Config, parameters: Mapping[str, ParameterValue]) -> Operation:
        """The operation with these settings (wire names).

        Raises
        ------
        pydantic.ValidationError
            When a setting is missing, unknown, or has a wrong type or value.
        """
        return cls.model_validate_json(json.dumps(settings), context={"parameters": parameters})

    def config(self) -> dict[str, JsonValue]:
        """The settings under their wire names, without those that have their default."""
        values = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {**self.identity(), **cast("dict[str, JsonValue]", values)}


def wire_name_of(operation: type[Operation], field: str) -> str:
    """The name of a setting in a document's config."""
    return operation.model_fields[field].alias or field


def _field_kinds(operation: type[Operation]) -> dict[str, FieldKind]:
    """What each setting holds, by its name in the language, read off its JSON Schema."""
    properties = operation.model_json_schema(by_alias=False, mode="serialization").get("properties", {})
    return {_language_name(operation, name): _kind(json.dumps(schema)) for name, schema in properties.items()}


def _language_name(operation: type[Operation], field: str) -> str:
    """The name of a setting in the language: its own, or that of its alias where its own is taken by the class."""
    alias = operation.model_fields[field].alias
    return field if alias is None or alias == to_camel(field) else to_snake(alias)


def _kind(schema: str) -> FieldKind:
    if '"format": "expression"' in schema:
        return "expression"
    return "dtype" if '"format": "dtype"' in schema else "value"


class Transform(Operation):
    """A transform of one table."""

    def run(self, inputs: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        (rows,) = inputs
        return self.apply(rows)

    @abstractmethod
    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The output for one input."""


class Combine(Operation):
    """A transform of several tables; each connected input is one argument, in the order of the inputs."""

    def run(self, inputs: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        return self.combine(inputs)

    @abstractmethod
    def combine(self, tables: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        """The output for the inputs."""
