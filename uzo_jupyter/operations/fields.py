"""Types of settings. Each carries its JSON Schema, from which the form and the language are derived."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, Self, cast

import polars as pl
from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from uzo_jupyter.expressions import ExpressionError, build, parse_dtype
from uzo_jupyter.model import ParameterValue, as_list

EXPRESSION_PROBLEM = "expression"
"""The type of the pydantic error that carries an expression's diagnostic."""


@dataclass(frozen=True)
class TextSetting(ABC):
    """A setting that is written as text and means something: pydantic reads the text and writes it back."""

    text: str
    format: ClassVar[str]
    """What the form and the language show it as."""

    @classmethod
    @abstractmethod
    def validated(cls, text: str, info: ValidationInfo) -> Self:
        """What the text means, as a validator of pydantic: what is wrong becomes an error of pydantic."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(
            cls.validated,
            core_schema.str_schema(min_length=1, strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(_text_of),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": cls.format, "minLength": 1}


def _text_of(value: TextSetting) -> str:
    return value.text


@dataclass(frozen=True)
class Expression(TextSetting):
    """A Polars expression written as text; equal texts are equal expressions.

    Examples
    --------
    >>> Expression.parse("col('a') + 1").text
    "col('a') + 1"
    """

    format: ClassVar[str] = "expression"

    polars: pl.Expr = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str, parameters: Mapping[str, ParameterValue] | None = None) -> Self:
        """The expression of a text.

        Raises
        ------
        ExpressionError
            When the text is no expression, or uses something outside the allowlist.
        """
        return cls(text, build(text, parameters or {}))

    def columns(self) -> tuple[str, ...]:
        """The columns that the expression reads, each once."""
        return tuple(dict.fromkeys(self.polars.meta.root_names()))

    @classmethod
    def validated(cls, text: str, info: ValidationInfo) -> Self:
        context = cast("Mapping[str, Mapping[str, ParameterValue]]", info.context or {})
        try:
            return cls.parse(text, context.get("parameters"))
        except ExpressionError as error:
            raise _problem(error) from None


@dataclass(frozen=True)
class DType(TextSetting):
    """A Polars data type written as text, such as ``Int64`` or ``Datetime('ms')``.

    Examples
    --------
    >>> DType.parse("Decimal(12, 2)").polars
    Decimal(precision=12, scale=2)
    """

    format: ClassVar[str] = "dtype"

    polars: pl.DataType = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The data type of a text."""
        return cls(text, parse_dtype(text))

    @classmethod
    def validated(cls, text: str, info: ValidationInfo) -> Self:
        try:
            return cls.parse(text)
        except ExpressionError as error:
            raise _problem(error) from None


def _problem(error: ExpressionError) -> PydanticCustomError:
    context = {
        "hint": error.hint,
        "line": error.line,
        "column": error.column,
        "end_column": error.end_column,
        "message": error.message,
    }
    return PydanticCustomError(EXPRESSION_PROBLEM, "{message}", context)


ColumnName = Annotated[str, Field(min_length=1, json_schema_extra={"format": "column"})]
"""The name of a column of the input."""

NewColumnName = Annotated[str, Field(min_length=1)]
"""The name of a column that the node makes."""

# A list is not strictly a tuple once a validator has touched it, so these are not strict about the container.
ColumnNames = Annotated[tuple[ColumnName, ...], Field(min_length=1), Strict(False), BeforeValidator(as_list)]
"""One or more columns; a single one may be written without a list."""

OptionalColumnNames = Annotated[tuple[ColumnName, ...], Strict(False), BeforeValidator(as_list)]
"""Columns, or none."""

NamedExpressions = dict[NewColumnName, Expression]
"""Expressions by the names of the columns that they make."""

Flags = bool | tuple[bool, ...]
"""One answer for all columns, or one for each."""

RowCount = Annotated[int, Field(ge=0, lt=2**32)]
"""A number of rows; Polars counts them in 32 bits."""

TextCompression = Literal["uncompressed", "gzip", "zstd"]
"""How a text file is packed."""


def compression_of(path: str) -> TextCompression:
    """How a text file is packed by its name.

    Examples
    --------
    >>> compression_of("late.csv.gz"), compression_of("late.csv")
    ('gzip', 'uncompressed')
    """
    if path.endswith(".gz"):
        return "gzip"
    return "zstd" if path.endswith((".zst", ".zstd")) else "uncompressed"
