"""Aggregations: expressions, or the short names of functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal, Self, cast, get_args

import polars as pl
from pydantic import GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.operations.fields import Expression, TextSetting

AggregationFunction = Literal[
    "sum", "count", "mean", "min", "max", "std", "median", "var", "first", "last", "n_unique", "len"
]
FUNCTIONS: tuple[AggregationFunction, ...] = get_args(AggregationFunction)

_WORD = re.compile(r"[A-Za-z_]\w*")
_NOTHING = Expression("", pl.lit(None))


def apply_function(function: AggregationFunction, values: pl.Expr) -> pl.Expr:
    """The values of a group as one value.

    Examples
    --------
    >>> str(apply_function("sum", pl.col("a")))
    'col("a").sum()'
    """
    return cast("pl.Expr", getattr(values, function)())


@dataclass(frozen=True)
class Aggregation(TextSetting):
    """What is computed for each group: an expression, or a function of the column that it stands for.

    Examples
    --------
    >>> Aggregation("sum").of("price").output
    'price_sum'
    """

    format: ClassVar[str] = "expression"

    output: str = field(default="", compare=False)
    """The name of the column that it makes."""
    expression: Expression = field(default=_NOTHING, compare=False, repr=False)

    def of(self, key: str) -> Self:
        """The aggregation under a key: the column that a function reads, or the name of what an expression makes.

        Raises
        ------
        ValueError
            When the function is unknown.
        """
        if not _WORD.fullmatch(self.text):
            return replace(self, output=key)
        if self.text not in FUNCTIONS:
            hint = did_you_mean(self.text, FUNCTIONS, "Functions")
            raise ValueError(f"There is no aggregation {self.text!r}. {hint}")
        built = apply_function(self.text, pl.col(key))
        expression = Expression(f"col({key!r}).{self.text}()", built)
        return replace(self, output=f"{key}_{self.text}", expression=expression)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**super().__get_pydantic_json_schema__(schema, handler), "words": list(FUNCTIONS)}

    @classmethod
    def validated(cls, text: str, info: ValidationInfo) -> Self:
        if _WORD.fullmatch(text):
            return cls(text)
        return cls(text, expression=Expression.validated(text, info))


def resolved(aggregations: Mapping[str, Aggregation]) -> dict[str, Aggregation]:
    """Aggregations that know the keys under which they stand."""
    return {key: aggregation.of(key) for key, aggregation in aggregations.items()}
