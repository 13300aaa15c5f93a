from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from uzo_jupyter.expressions import ExpressionError, ParameterValue, build


@pytest.fixture
def frame() -> pl.DataFrame:
    return pl.DataFrame({"a": [1, 3, 5], "b": [1, 1, 9], "name": ["x", None, "z"]})


def values(frame: pl.DataFrame, text: str, **parameters: ParameterValue) -> list[object]:
    return frame.select(build(text, parameters).alias("value"))["value"].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < col('a') < 5", [False, True, False]),
        ("col('a') > 1 and col('b') < 2", [False, True, False]),
        ("col('a') == 1 or not col('b') == 9", [True, True, False]),
        ("not col('a') > 1 and col('b') == 1", [True, False, False]),
        ("col('name').is_null() or False", [False, True, False]),
        ("-col('a') ** 2", [-1, -9, -25]),
        ("when(col('a') > 1).then(lit('big'))", [None, "big", "big"]),
        ("when(a=3).then(1).otherwise(0)", [0, 1, 0]),
        ("pl.when(pl.col('a') > 4).then(1).when(pl.col('a') > 2).then(2).otherwise(3)", [3, 2, 1]),
        ("int_range(1, len() + 1)", [1, 2, 3]),
        ("(col('a') & 4) > 0", [False, False, True]),
        ("lit(lit(date(2024, 1, 2))).dt.day()", [2]),
        ("col('a').is_in([1, 5])", [True, False, True]),
        ("col('a') * (2 + 3 * 2) # comment", [8, 24, 40]),
        ("col('a').cast(pl.String)", ["1", "3", "5"]),
        ("col('a') + 10**18", [10**18 + 1, 10**18 + 3, 10**18 + 5]),
    ],
)
def test_means_what_it_says(frame: pl.DataFrame, text: str, expected: list[object]) -> None:
    assert values(frame, text) == expected


def test_parameters_as_values(frame: pl.DataFrame) -> None:
    assert values(frame, "col('a') > param('low')", low=2) == [False, True, True]
    assert values(frame, "-param('low') + col('a')", low=1) == [0, 2, 4]
    assert values(frame, "col('a').is_in(param('some'))", some=[1, 5]) == [True, False, True]
    assert values(frame, "col('a').is_in([param('one'), 5])", one=1) == [True, False, True]
    assert values(frame, "param('day') < lit(date(2024, 1, 1))", day=dt.date(2023, 1, 1)) == [True]
    assert values(frame, "'<' + param('mark')", mark="x") == ["<x"]
    assert values(frame, "param('low')", low=7) == [7]


def test_a_text_parameter_is_never_the_name_of_a_column(frame: pl.DataFrame) -> None:
    assert values(frame, "when(col('a') > 1).then(param('label')).otherwise(None)", label="b") == [
        None,
        "b",
        "b",
    ]
    assert values(frame, "concat_str([param('label'), 'a'])", label="b") == ["b1", "b3", "b5"]
    assert values(frame, "col('name').fill_null(param('label'))", label="b") == ["x", "b", "z"]
    assert values(frame, "coalesce(col('name'), param('label'))", label="a") == ["x", "a", "z"]


def test_parameters_as_plain_arguments() -> None:
    frame = pl.DataFrame({"a": [1.234, 5.678]})
    assert values(frame, "col('a').round(param('digits'))", digits=1) == [1.2, 5.7]
    assert values(frame, "col('a').rolling_sum(param('n') + 1, min_samples=param('n'))", n=1)[0] == 1.234
    assert build("col(param('c')).alias(param('d'))", {"c": "a", "d": "z"}).meta.output_name() == "z"


def test_a_parameter_obeys_the_same_limits() -> None:
    with pytest.raises(ExpressionError, match=r"`length` of `\.str\.pad_end` must be a whole number"):
        build("col('a').str.pad_end(param('n'))", {"n": 10**9})
    with pytest.raises(ExpressionError, match="64 bits"):
        build("col('a') + param('n')", {"n": 2**70})
    with pytest.raises(ExpressionError, match="type object"):
        build("param('x')", {"x": object()})  # type: ignore[dict-item]
    with pytest.raises(ExpressionError, match="enormously long"):
        build("col('a').str.replace_all('a', param('x')).str.replace_all('b', 'cc')", {"x": "b" * 10_000})


@pytest.mark.parametrize(
    "text",
    ["col('*')", "col('^.*$')", "all()", "col('a', 'b')", "exclude('a')", "col(Int64)", "col('a', 'b').sum()",
     "all().exclude('b')", "nth(0, 1)", "col('s').struct.field('*')", "col('s').struct.unnest()",
     "col('a') + col('^x.*$')", "coalesce('a', 'b') + all()", "col('a').sum().over('k') + col('*').max()"],
)  # fmt: skip
def test_many_columns_where_one_is_wanted(text: str) -> None:
    build(text)
    with pytest.raises(ExpressionError, match="many columns") as caught:
        build(text, allow_many=False)
    assert caught.value.hint is not None


@pytest.mark.parametrize(
    "text",
    ["sum_horizontal(all())", "any_horizontal(all().is_null())", "concat_str(col('a', 'b'))", "struct(all())",
     "col('a')", "coalesce(col('^x$'), 'b')", "max_horizontal('*') > 1", "col('s').struct.field('x')"],
)  # fmt: skip
def test_many_columns_that_become_one(text: str) -> None:
    build(text, allow_many=False)


def test_a_panic_of_the_engine_is_an_ordinary_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(_self: pl.Expr) -> pl.Expr:
        raise pl.exceptions.PanicException("index out of bounds")

    monkeypatch.setattr(pl.Expr, "abs", panic)
    with pytest.raises(ExpressionError, match=r"`\.abs`: index out of bounds"):
        build("col('a').abs()")


def test_an_interrupt_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_self: pl.Expr) -> pl.Expr:
        raise KeyboardInterrupt

    monkeypatch.setattr(pl.Expr, "abs", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build("col('a').abs()")
