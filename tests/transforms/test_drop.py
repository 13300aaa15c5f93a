"""Drop leaves columns out."""

from __future__ import annotations

import polars as pl

from .conftest import Run


def test_the_other_columns_keep_their_order(run: Run) -> None:
    table = pl.DataFrame({"a": [1, 2], "b": [3, 4], "c": [5, 6]})
    assert run("drop", {"columns": "b"}, table).equals(table.select("a", "c"))
    assert run("drop", {"columns": ["c", "a"]}, table).equals(table.select("b"))
