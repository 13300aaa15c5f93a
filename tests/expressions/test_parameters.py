from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uzo_jupyter.expressions import from_parameters, parameters_in, to_parameters

NAMES = ["limit", "low", "f", "x_1"]
PIECES = [
    *NAMES, "col('low')", "col", "len()", "len", ".", ".low", "(", ")", " ", "\n", "  # low limit\n", "+", "&", "==",
    "=", "'low'", '"it\'s low"', "limit(", "low=1", "1", "and", "not ", ",", "'''a\nlow'''", "r'low'", "é", "'",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
expressions = st.lists(st.sampled_from([*NAMES, "col('low')", "len()", "3", "f_1"]), min_size=1).map(
    " + ".join
)


@pytest.mark.parametrize(
    ("bare", "written"),
    [
        ("col('low') > low", "col('low') > param('low')"),
        ("low+limit # low", "param('low')+param('limit') # low"),
        ("x.low + f(low=low)", "x.low + f(low=param('low'))"),
        ("low(1) + 'low'", "low(1) + 'low'"),
        ("low == limit", "param('low') == param('limit')"),
        ("[low, -limit]", "[param('low'), -param('limit')]"),
    ],
)
def test_both_ways(bare: str, written: str) -> None:
    assert to_parameters(bare, NAMES) == written
    assert from_parameters(written) == bare


@pytest.mark.parametrize(
    "text", ["param('len')", "param('and')", "param('a b')", "param('col')", "param('Int64')"]
)
def test_words_of_the_language_stay_written(text: str) -> None:
    assert from_parameters(text) == text
    assert to_parameters("len + col + Int64", ["len", "col", "Int64"]) == "len + col + Int64"


def test_parameters_in_tolerates_errors() -> None:
    assert parameters_in("col('a') > param('b') + (param( \"c\" ) 'param(\"d\")' x.param('e') param(f)") == {
        "b",
        "c",
    }


@given(texts)
def test_from_undoes_to(text: str) -> None:
    assert from_parameters(to_parameters(text, NAMES)) == text


@given(expressions)
def test_to_undoes_from(text: str) -> None:
    written = to_parameters(text, NAMES)
    assert to_parameters(from_parameters(written), NAMES) == written


@given(st.text())
def test_any_text_survives(text: str) -> None:
    assert to_parameters(text, []) == text
    parameters_in(text)
    from_parameters(text)
