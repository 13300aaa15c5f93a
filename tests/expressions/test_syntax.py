"""Texts of every shape either build or raise an ExpressionError, in little time."""

from __future__ import annotations

import time
import tokenize
import warnings

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from uzo_jupyter.expressions import ExpressionError, build, parse_dtype, words
from uzo_jupyter.expressions.tokens import scan

ALPHABET = [
    *"()[]{}.,:=<>+-*/%&|^~!@#;'\"\\ \n\t\u00a0é€\u202e", "==", "!=", "<=", "**", "//", "and", "or", "not", "in", "is",
    "if", "else", "None", "True", "lambda", "col", "lit", "when", "then", "otherwise", "param", "pl", "col('a')",
    "lit(1)", "'a'", "1", "2.5", "10", "0", ".str", ".dt", ".list", ".sum()", ".alias('b')", ".over('k')", "Int64",
    "element()", "field('x')", "f'", "r'", "'''", "for", "x", "=", ":=", "*", "all()", "len()", "0x1", "1e999", "1j",
]  # fmt: skip
CALLS = [f".{word}(" for word in words().methods] + [f"{word}(" for word in words().functions]
pieces = st.lists(st.one_of(st.sampled_from(ALPHABET), st.sampled_from(CALLS)), max_size=25)


@settings(max_examples=400, deadline=None)
@given(pieces.map("".join))
def test_random_pieces(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert isinstance(build(text), pl.Expr)
        except ExpressionError as error:
            assert error.message
            assert error.line >= 1
            assert error.column >= 1


values = st.recursive(
    st.sampled_from(
        ["col('a')", "col('b')", "1", "2.5", "'x'", "None", "True", "lit(1)", "Int64", "len()", "[1, 2]"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "&", "|", "==", "<", "and", "**"]), inner).map(
            " ".join
        ),
        inner.map("({})".format),
        inner.map("~{}".format),
        st.builds(lambda owner, call, arg: f"{owner}{call}{arg})", inner, st.sampled_from(CALLS), inner),
        st.builds(lambda owner, call: f"{owner}{call})", inner, st.sampled_from(CALLS)),
        st.builds("when({}).then({}).otherwise({})".format, inner, inner, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(values)
def test_random_expressions(text: str) -> None:
    try:
        assert isinstance(build(text), pl.Expr)
    except ExpressionError as error:
        assert "\n" not in error.message


@settings(max_examples=200)
@given(st.text(max_size=60))
@example("\x00")
@example("\ud800")
@example("'\\ud800'")
@example("(\\\n")
def test_any_text(text: str) -> None:
    for read in (build, parse_dtype):
        try:
            read(text)
        except ExpressionError:
            continue


@given(st.text(st.sampled_from("'\"\\#ab (1.é\n=")))
def test_the_scanner_loses_nothing(text: str) -> None:
    assert "".join(token.text for token in scan(text)) == text


def test_the_scanner_agrees_with_python() -> None:
    text = "when((col('é') >= 1.5e-3) & ~x[r\"\\d\"]).then('''a\n'b''' ** -2) # end"
    ours = [token.text for token in scan(text) if token.kind not in ("space", "comment")]
    lines = iter([text])
    skip = (tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT, tokenize.ENDMARKER)
    theirs = [t.string for t in tokenize.generate_tokens(lambda: next(lines, "")) if t.type not in skip]
    assert ours == theirs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("col('a')" + " + 1" * 3000, "too many parts|too deeply"),
        ("col('a')" + ".abs()" * 300, "too deeply"),
        ("col('a').is_in([" + "1," * 6000 + "])", "too many parts"),
        ("not " * 30 + "col('a')", "Too many operators"),
        ("lit('" + "x" * 15_000 + "')", "more than 10,000 characters"),
        ("col('a') + 18446744073709551616", "64 bits"),
        ("col('a') + 2 ** 64", "64 bits"),
        ("col('a') + 1 / 0", "cannot be calculated"),
        ("'" * 19_999, "never closed|not an expression|cannot"),
        ("'\\" * 9_999, "never closed"),
    ],
)
def test_limits(text: str, message: str) -> None:
    started = time.process_time()
    with pytest.raises(ExpressionError, match=message):
        build(text)
    assert time.process_time() - started < 1


def test_the_largest_integers() -> None:
    build("col('a') + 18446744073709551615 - -9223372036854775808")


def test_a_long_list_is_fine() -> None:
    build(f"col('a').is_in({list(range(3000))})")


def test_patterns_need_no_doubled_backslash(recwarn: pytest.WarningsRecorder) -> None:
    frame = pl.DataFrame({"a": ["a1", "b"]})
    assert frame.filter(build(r"col('a').str.contains('\d')")).height == 1
    assert list(recwarn) == []


def test_building_is_fast() -> None:
    text = "(col('age') > 18) & ~col('name').is_null()"
    build(text)
    started = time.process_time()
    for _ in range(200):
        build(text)
    # Measured 0.11 ms each; the bound leaves room for a slow machine.
    assert (time.process_time() - started) / 200 < 0.001
