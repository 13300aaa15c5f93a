"""What an error says, where it points and what it advises."""

from __future__ import annotations

import pickle

import pytest

from uzo_jupyter.expressions import ExpressionError, build, parse_dtype


def error_of(text: str, **parameters: int) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        build(text, parameters)
    return caught.value


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("foo > 1", 1, "Unknown name 'foo'.", "A column is written col('foo')."),
        ("Int46", 1, "Unknown name 'Int46'.", "Did you mean 'Int64'? Or a column is written col('Int46')."),
        ("cl('a')", 1, "Unknown function `cl`.", "Did you mean 'col'?"),
        ("col.age > 1", 5, "`col.age` is not available.", "A column is written col('age')."),
        ("col('a').summ()", 10, "A column has no method `.summ`.", "Did you mean 'sum'?"),
        ("col('x').isnull()", 10, "A column has no method `.isnull`.", "Write col('x').is_null(...)."),
        ("col('x').month()", 10, "A column has no method `.month`.", "`.month` is in .dt: col('x').dt.month()"),
        ("col('x').str.sum()", 14, "`.str` has no method `.sum`.",
         "`.sum` belongs to the column itself: col('x').sum()"),
        ("col('x').str.month()", 14, "`.str` has no method `.month`.", "`.month` is in .dt: col('x').dt.month()"),
        ("col('x').sum", 10, "`.sum` is a method and needs brackets.", "Write col('x').sum()."),
        ("col('x').map_elements(1)", 10, "A column has no method `.map_elements`.",
         "Python functions do not run in expressions."),
        ("col('a') > 1 & col('b') < 2", 1, "`&` and `|` bind tighter than comparisons.",
         "Write (col('a') > 1) & (col('b') < 2)"),
        ("col('a') > 18 & col('c') == 'US' | ~col('d')", 1, "`&` and `|` bind tighter than comparisons.",
         "Write (col('a') > 18) & (col('c') == 'US') | ~col('d')"),
        ("col('a') in ['x', 'y']", 1, "`in` does not work on columns.", "Write col('a').is_in(['x', 'y'])."),
        ("col('a') not in [1]", 1, "`in` does not work on columns.", "Write ~col('a').is_in([1])."),
        ("col('a') if True else 1", 1, "`x if c else y` is not allowed in an expression.",
         "Write when(condition).then(x).otherwise(y)."),
        ("col('a') = 1", 10, "`=` assigns; an expression cannot.", "Write `==` to compare."),
        ("(col('a') = 1)", 2, "`=` assigns; an expression cannot.", "Write `==` to compare."),
        ("col('a') && col('b')", 10, "`&&` is not an operator here.",
         "Write `and`, or `&` between bracketed conditions: (a > 1) & (b < 2)."),
        ("!col('a')", 1, "`!` is not an operator here.",
         "Write `not`, or `~` before a bracketed condition: ~(a > 1)."),
        ("col('a') == None", 13, "A comparison with None is never true.",
         "Write .is_null() or .is_not_null()."),
        ("col('a') is None", 1, "`is` does not work on columns.", "Write == or .is_null()."),
        ("col('a')[0]", 1, "Indexing with [ ] is not allowed in an expression.",
         "Write .get(0), .list.get(0), .str.slice(0, 1) or .struct.field('x')."),
        ("col('a') > param('limt')", 18, "Unknown parameter 'limt'.", "Did you mean 'limit'?"),
        ("col('a').round(2, digits=1)", 10, "`.round`: got an unexpected keyword argument 'digits'.",
         "Its arguments: decimals=0, mode='half_to_even'."),
        ("col('a').rolling_mean(window_size=0)", 35,
         "`window_size` of `.rolling_mean` must be a whole number from 1 to 10,000,000, written as a number.", None),
        ("col('a').str.replace_all('', 'x')", 26, "`pattern` of `.str.replace_all` must not be empty.", None),
        ("col('a').eq(None)", 13, "`other` of `.eq` must not be None; write .is_null() or .is_not_null().", None),
        ("when(col('a'))", 1, "`when(...)` needs `.then(...)`.", None),
        ("when(col('a')).sum()", 16, "After `when(...)` comes `.then(...)`, not `.sum`.", None),
        ("col('a').str", 10, "`.str` needs a method after it.", None),
        ("42", 1, "This is not a column.", "Write lit(42)."),
        ("", 1, "The expression is empty.", "For example: col('age') > 18"),
        ("(col('a')", 1, "`(` is never closed.", None),
        ("col('a'))", 9, "`)` closes a bracket that was never opened.", None),
        ("col('a', 'b", 10, "This quote is never closed.", None),
        ("col('a') +", 11, "The expression ends too early.", None),
        ("col('a')\u00a0> 1", 9, "Unexpected character U+00A0 (no-break space).",
         "Write an ordinary space; this one was probably pasted from a document."),
        ("col('a\u202e')", 7, "Invisible or direction-changing character U+202E (right-to-left override).",
         "Inside quotes, write it as an escape: '\\u202e'."),
        ("сol('a')", 1, "Name 'сol' has letters that only look familiar.",
         "Names are plain ASCII; a column of that name is written col('…') in quotes."),
    ],
)  # fmt: skip
def test_what_where_and_hint(text: str, column: int, message: str, hint: str | None) -> None:
    error = error_of(text, limit=1)
    assert (error.message, error.hint) == (message, hint)
    assert (error.line, error.column) == (1, column)


def test_columns_count_characters_not_bytes() -> None:
    error = error_of("col('naïve €🧪') > fooo")
    assert (error.line, error.column, error.end_column) == (1, 19, 23)


def test_later_lines_count_from_their_own_start() -> None:
    error = error_of("# häuser\r\n  (col('é') >\n   fooo)")
    assert (error.line, error.column, error.end_column) == (3, 4, 8)
    error = error_of("\ncol('é') > 1 &\n col('b') < 2")
    assert error.hint == "Write (col('é') > 1) & (col('b') < 2)"


def test_syntax_errors_have_positions_too() -> None:
    error = error_of("col('é') > > 1")
    assert (error.message, error.line, error.column) == ("This is not an expression.", 1, 12)


def test_printed_and_sent() -> None:
    error = error_of("foo > 1")
    assert str(error) == "Unknown name 'foo'. (line 1, column 1)\nHint: A column is written col('foo')."
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.end_column) == (str(error), 4)
    assert isinstance(error, ValueError)


def test_a_wrong_data_type() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_dtype("List(int64)")
    assert (caught.value.message, caught.value.hint) == (
        "Unknown data type 'int64'.",
        "Did you mean 'Int64'?",
    )
    assert caught.value.column == 6
