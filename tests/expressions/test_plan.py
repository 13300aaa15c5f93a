"""The second lock, without the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from uzo_jupyter.expressions import ExpressionError, check_plan

a = pl.col("a")
CALLBACKS: dict[str, Callable[[], pl.Expr]] = {
    "map_elements": lambda: a.map_elements(lambda value: value, return_dtype=pl.Int64),
    "map_batches": lambda: a.map_batches(lambda s: s),
    "name.map": lambda: a.name.map(str.upper),
    "name.map_fields": lambda: a.name.map_fields(str.upper),
    "rolling_map": lambda: a.rolling_map(max, 2),
    "fold": lambda: pl.fold(pl.lit(0), lambda x, y: x + y, [a]),
    "reduce": lambda: pl.reduce(lambda x, y: x + y, [a, a]),
    "cum_sum_horizontal": lambda: pl.cum_sum_horizontal("a", "b"),
    "pipe_with_dtype": lambda: a.pipe_with_dtype(lambda e, _: e),
    "inside a list": lambda: a.list.eval(pl.element().map_batches(lambda s: s)),
    "inside a window": lambda: a.sum().over(a.map_batches(lambda s: s)),
    "Object": lambda: a.cast(pl.Object),
    "nested Object": lambda: a.cast(pl.Struct({"x": pl.List(pl.Object)})),
}


@pytest.mark.parametrize("make", CALLBACKS.values(), ids=CALLBACKS)
def test_python_does_not_pass(make: Callable[[], pl.Expr]) -> None:
    with pytest.raises(ExpressionError, match="is not allowed in an expression"):
        check_plan(make())


def test_an_object_literal_does_not_pass() -> None:
    with pytest.raises(ExpressionError):
        check_plan(pl.lit(object(), allow_object=True))


@pytest.mark.parametrize(
    "expression",
    [
        pl.col("AnonymousFunction", "callback"),
        pl.col("a") == "Object",
        pl.col("a").replace_strict({"Object": "Map"}),
        pl.struct(a.alias("Map"), pl.lit("Object")),
        a.cast(pl.Struct({"Object": pl.Int8, "Map": pl.Enum(["Object"])})),
        a.cast(pl.Map(pl.String, pl.Datetime("ms", "UTC"))),
        a.is_in(list(range(1000))),
        pl.lit(dt.datetime(2024, 1, 1, tzinfo=dt.UTC)),
    ],
    ids=str,
)
def test_data_is_not_mistaken_for_nodes(expression: pl.Expr) -> None:
    check_plan(expression)
