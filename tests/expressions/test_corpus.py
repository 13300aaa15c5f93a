"""Every legitimate expression of the corpus works and gives the type that it should."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from uzo_jupyter.expressions import build

from .conftest import read_corpus

LEGITIMATE = read_corpus("legit_expressions.jsonl")


@pytest.mark.parametrize("item", LEGITIMATE, ids=[item["why"] for item in LEGITIMATE])
def test_legitimate(item: dict[str, Any], sample_frame: pl.DataFrame) -> None:
    expression = build(item["expr"], allow_many=item["ctx"] == "select")
    if item["ctx"] == "filter":
        assert sample_frame.select(expression).to_series().dtype == pl.Boolean
        assert sample_frame.filter(expression).height <= sample_frame.height
    elif item["ctx"] == "select":
        assert sample_frame.select(expression).width
    else:
        result = sample_frame.with_columns(expression.alias("result"))
        assert str(result["result"].dtype) == item["dtype"]
