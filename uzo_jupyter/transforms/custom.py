"""An expression in Python over the whole table."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

import polars as pl
from pydantic import AfterValidator, Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import CodeOperation, DType
from uzo_jupyter.operations.code import DeclaredColumns

_MOST = 100_000


def _is_one_expression(code: str) -> str:
    try:
        ast.parse(code.strip(), mode="eval")
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}: " if error.lineno else ""
        cure = "Write one expression over df, such as df.filter(col('price') > 10)"
        raise ValueError(f"{place}{error.msg}. {cure}; for more call a function: python(...).") from None
    except (ValueError, RecursionError, MemoryError):
        raise ValueError("This is no Python expression.") from None
    return code


class Custom(CodeOperation):
    """Compute the table with an expression in Python: ``df`` is the whole input, a Polars DataFrame, and ``pl``,
    ``col`` and ``lit`` are Polars' own.

    It can do whatever Python can, so it runs only where you have trusted this very code, in a process of its own.
    Where an operation or a plain expression does the same, take that: it is part of the query, previewed and checked.
    Its result is computed anew in each run; with ``options(cache=True)`` it is kept as long as code and input stay.
    """

    name: ClassVar[str] = "custom"
    title: ClassVar[str] = "Custom code"
    calls: ClassVar[tuple[Call, ...]] = (Call("custom", positional=("code",)),)
    example: ClassVar[str] = (
        "above = orders.custom(\"df.select('customer', 'price').filter(col('price') > df['price'].mean())\", "
        'dtypes={"customer": String, "price": Float64})'
    )

    code: Annotated[str, AfterValidator(_is_one_expression)] = Field(
        title="Code",
        description="One expression over df, col, lit and pl that gives a data frame.",
        min_length=1,
        max_length=_MOST,
        json_schema_extra={"format": "code"},
    )
    dtypes: DeclaredColumns = Field(default={})

    @property
    def promised(self) -> Mapping[str, DType]:
        return self.dtypes

    @property
    def own_code(self) -> str | None:
        return self.code

    def call(self, tables: Sequence[pl.DataFrame], code: str) -> object:
        (df,) = tables
        names = {"df": df, "col": pl.col, "lit": pl.lit, "pl": pl}
        # The one place where text of a workflow becomes code: a person has read it and said that it may.
        return eval(compile(code.strip(), "<custom code>", "eval"), names)
