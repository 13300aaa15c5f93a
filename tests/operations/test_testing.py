"""The checks for plugin authors say which promise is broken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import polars as pl
import pytest
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Lineage, Registry, Transform
from uzo_jupyter.testing import check_operation


class Double(Transform):
    """Double a column."""

    name: ClassVar[str] = "double"
    title: ClassVar[str] = "Double"
    calls: ClassVar[tuple[Call, ...]] = (Call("double", positional=("column",)),)
    example: ClassVar[str] = 'more = orders.double("price")'

    column: str = Field(title="Column", description="The column to double.")

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.with_columns(pl.col(self.column) * 2)


class Forgetful(Double):
    """Double a column and forget where it came from."""

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        return {}


class Silent(Double):
    """Double a column without a word on its setting."""

    column: str


class Anonymous(Double):
    """Double a column in an example that gives the result no name."""

    example: ClassVar[str] = 'orders.double("price")'


class Liar(Double):
    """Claim that rows stay and drop one."""

    rows = "same"

    def apply(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.head(2)


def _check(operation: type[Transform], directory: Path) -> None:
    check_operation(operation, Registry([*Registry.load(), operation]), directory)


def test_an_operation_of_a_plugin_passes(tmp_path: Path) -> None:
    _check(Double, tmp_path)


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (Forgetful, "Forgetful: lineage of"),
        (Silent, "Silent.column has no description"),
        (Anonymous, "gives its result no name"),
        (Liar, "changed 6 rows to 2"),
    ],
)
def test_a_broken_promise_is_named(operation: type[Transform], text: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=text):
        _check(operation, tmp_path)
