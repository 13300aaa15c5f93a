"""What stands behind ``%%uzo`` and on the command line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uzo_jupyter.arguments import CellOptions, UsageProblem, cell_options, engine_from, parameters_from
from uzo_jupyter.model import Parameter, Workflow

FLOW = Workflow(
    parameters=(
        Parameter("low", "int", 60),
        Parameter("rate", "float", 0.5),
        Parameter("deep", "bool", False),
        Parameter("key", "str", ""),
    )
)


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("", CellOptions()),
        ("late", CellOptions(name="late")),
        ("--draft 'late flights' --wait", CellOptions(name="late flights", draft=True, wait=True)),
        ("a --export --engine streaming", CellOptions(name="a", export=True, engine="streaming")),
        ("a --engine=auto --engine=in-memory", CellOptions(name="a", engine="in-memory")),
        (
            "a --param low=3 --param=key='x y' --param key==",
            CellOptions(name="a", parameters=("low=3", "key=x y", "key==")),
        ),
    ],
)
def test_the_line_of_a_cell_is_read(line: str, options: CellOptions) -> None:
    assert cell_options(line) == options


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--drat", "%%uzo has no option --drat. Did you mean '--draft'?"),
        ("a b", "%%uzo takes one name, not a, b."),
        ("a --param", "%%uzo --param needs a value."),
        ("a --engine", "%%uzo --engine needs a value."),
        ("a --engine fast", "There is no engine 'fast'. Engines: auto, streaming, in-memory, gpu."),
        ("'a", "%%uzo 'a: No closing quotation."),
    ],
)
def test_a_line_that_cannot_be_read_is_told(line: str, message: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        cell_options(line)
    assert str(caught.value) == message
    assert caught.value._render_traceback_() == [message]


def test_values_are_read_by_the_type_of_their_parameter() -> None:
    texts = ["low=-3", "rate=2", "deep=True", "key=a=b"]
    assert parameters_from(FLOW, texts) == {"low": -3, "rate": 2.0, "deep": True, "key": "a=b"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("low", "--param 'low' must be name=value."),
        ("lo=3", "There is no parameter 'lo'. Did you mean 'low'?"),
        ("low=3.5", "Parameter 'low' must be of type int, not '3.5'."),
        ("rate=x", "Parameter 'rate' must be of type float, not 'x'."),
        ("rate=nan", "Parameter 'rate' must be of type float, not 'nan'."),
        ("rate=1e999", "Parameter 'rate' must be of type float, not '1e999'."),
        ("deep=1", "Parameter 'deep' must be true or false, not '1'."),
    ],
)
def test_a_value_that_does_not_fit_is_told(text: str, message: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parameters_from(FLOW, [text])
    assert str(caught.value) == message


def test_an_engine_is_one_of_three() -> None:
    assert [engine_from(name) for name in ("auto", "streaming", "in-memory")] == [
        "auto",
        "streaming",
        "in-memory",
    ]


@given(st.text())
def test_no_line_makes_the_reader_fail(line: str) -> None:
    try:
        assert cell_options(line).name
    except UsageProblem as problem:
        assert problem.message
