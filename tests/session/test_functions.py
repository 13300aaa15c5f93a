"""A function of the notebook, written down so that it runs elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from math import floor
from types import FunctionType
from typing import cast

import polars as pl
import pytest

from uzo_jupyter.session.functions import FunctionError, function_code

LIMIT = 3
NAMES = ["a", "b"]
TABLE = pl.DataFrame({"a": [1]})


def helper(number: float) -> int:
    """Uses an imported function and a plain value."""
    return floor(number) + LIMIT


def clean(df: pl.DataFrame, most: int = LIMIT, *, names: list[str] = NAMES) -> pl.DataFrame:
    """Uses a helper, a module, and plain values in its defaults."""

    def inner() -> float:
        return math.pi

    return df.head(helper(inner()) + most).select(names)


def uses_a_table() -> pl.DataFrame:
    """Uses a frame of the notebook."""
    return TABLE


def maker() -> Callable[[], int]:
    """Makes a function with a closure."""
    number = 3

    def closed() -> int:
        return number

    return closed


def again(count: int) -> int:
    """Calls itself."""
    return again(count - 1) if count else 0


def of(name: str, value: object | None = None) -> str:
    """The code of a function in this module, as if it were the notebook."""
    function = value if value is not None else globals()[name]
    if isinstance(function, FunctionType) and function.__module__ == __name__:
        # Functions of a notebook belong to __main__, which cannot be imported elsewhere.
        for each in (helper, clean, uses_a_table, maker, again, function):
            each.__module__ = "__main__"
    return function_code(name, {name: function, "other": 3, "cleaned": clean}).text


def test_everything_that_a_function_uses_comes_along() -> None:
    code = of("clean")
    names: dict[str, object] = {}
    exec(compile(code, "<test>", "exec"), names)
    function = cast("Callable[..., pl.DataFrame]", names["clean"])
    rows = function(pl.DataFrame({"a": range(20), "b": range(20), "c": range(20)}), most=1)
    assert rows.shape == (7, 2)
    assert code.index("LIMIT = 3") < code.index("def helper") < code.index("def clean")


def test_a_function_may_call_itself() -> None:
    assert of("again").count("def again") == 1


def test_the_code_says_the_same_each_time() -> None:
    assert of("clean") == of("clean")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("uses_a_table", None, "take 'TABLE', a DataFrame of the notebook there. Connect a data frame as an input"),
        ("closed", maker(), "the function 'closed', which is made inside another one (number)"),
        ("other_name", clean, "which was not defined by a def of that name"),
        ("sum", sum, "'sum' is of type builtin_function_or_method, not a function that the notebook defines."),
        ("part", partial(clean), "'part' is of type partial, not a function"),
        ("DataFrame", pl.DataFrame, "'DataFrame' is a class, not a function"),
    ],
)  # fmt: skip
def test_what_cannot_come_along_is_told(name: str, value: object, message: str) -> None:
    with pytest.raises(FunctionError) as caught:
        of(name, value)
    assert message in str(caught.value)


def test_a_name_that_is_nearly_right_gets_the_right_one_as_a_hint() -> None:
    with pytest.raises(FunctionError) as caught:
        function_code("clena", {"clean": clean})
    assert str(caught.value) == "The notebook has no function 'clena'. Did you mean 'clean'?"
