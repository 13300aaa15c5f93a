"""What holds for every text and every place in it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assistance.conftest import HEAD, REGISTRY
from uzo_jupyter.assistance import complete, complete_expression, describe, describe_expression

EXAMPLES = [HEAD, *(operation.example for operation in REGISTRY)]
PIECES = st.one_of(
    st.sampled_from(["col(", "'", '"', '"""', "late", ".", "(", ")", "[", "{", "}", "=", ",", ":", "#"]),
    st.sampled_from(["when(", "sql(", "sort", ".filter(", ".str", "pl.", "agg(", "options(", "param("]),
    st.sampled_from(["é", "1", "\\", "lambda", ";", "\n", " ", "\r\n", "\t"]),
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_beginning_of_an_example_can_be_asked_about(example: str) -> None:
    for end in range(len(example) + 1):
        text = example[:end]
        line, column = text.count("\n") + 1, end - text.rfind("\n")
        for found in complete(text, line, column, REGISTRY):
            assert 0 <= found.start <= found.end == end
        describe(example, line, column, REGISTRY)


@given(st.lists(PIECES, max_size=14).map("".join), st.integers(0, 60))
def test_no_text_is_too_odd(text: str, offset: int) -> None:
    line = random.Random(offset).randint(0, 4)
    for found in complete(text, line, offset, REGISTRY):
        assert 0 <= found.start <= found.end <= len(text)
    describe(text, line, offset, REGISTRY)
    complete_expression(text, min(offset, len(text)), {}, {"low": 1})
    describe_expression(text, min(offset, len(text)), {}, {})
