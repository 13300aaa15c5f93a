"""Give columns other names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import polars as pl
from pydantic import Field, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import ColumnName, Lineage, NewColumnName, Transform, refs
from uzo_jupyter.operations.base import RowRule


class Rename(Transform):
    """Give columns other names. Values, order of columns and order of rows stay; two columns may swap
    names."""

    name: ClassVar[str] = "rename"
    title: ClassVar[str] = "Rename columns"
    calls: ClassVar[tuple[Call, ...]] = (Call("rename", positional=("mapping",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("rename_columns",)
    example: ClassVar[str] = 'places = customers.rename({"customer": "name", "city": "lives_in"})'
    rows: ClassVar[RowRule] = "same"

    mapping: dict[ColumnName, NewColumnName] = Field(
        title="New names", description="The new name of each column, by its name now.", min_length=1
    )

    @model_validator(mode="after")
    def _names_differ(self) -> Rename:
        names = list(self.mapping.values())
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"Two columns would be named {twice!r}: each needs a name of its own.")
        return self

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.rename(self.mapping)

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return {self.mapping.get(column, column): refs([column]) for column in schemas[0]}
