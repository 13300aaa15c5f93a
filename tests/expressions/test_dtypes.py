from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uzo_jupyter.expressions import ExpressionError, dtype_text, parse_dtype

names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=8)
units = st.sampled_from(["ns", "us", "ms"])
plain = st.sampled_from(
    [pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.Int128(), pl.UInt8(), pl.UInt16(), pl.UInt32(), pl.UInt64(),
     pl.UInt128(), pl.Float16(), pl.Float32(), pl.Float64(), pl.Boolean(), pl.String(), pl.Binary(), pl.Date(),
     pl.Time(), pl.Categorical(), pl.Null()]
)  # fmt: skip
leaves = st.one_of(
    plain,
    units.map(pl.Duration),
    st.builds(pl.Datetime, units, st.sampled_from([None, "UTC", "Europe/Oslo"])),
    st.integers(1, 38).flatmap(lambda p: st.builds(pl.Decimal, st.just(p), st.integers(0, p))),
    st.lists(names, unique=True, max_size=4).map(pl.Enum),
)
dtypes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(pl.List),
        st.builds(pl.Array, inner, st.integers(0, 9)),
        st.dictionaries(names, inner, max_size=3).map(pl.Struct),
    ),
    max_leaves=5,
)


@given(dtypes)
def test_round_trip(dtype: pl.DataType) -> None:
    text = dtype_text(dtype)
    assert parse_dtype(text) == dtype
    assert dtype_text(parse_dtype(text)) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Int64", "Int64"),
        ("pl.Int64", "Int64"),
        (" Utf8 ", "String"),
        ("Datetime", "Datetime('us')"),
        ("pl.Datetime(time_zone='UTC', time_unit='ms')", "Datetime('ms', 'UTC')"),
        ("Decimal(12, 2)", "Decimal(12, 2)"),
        ("pl.List(pl.List(Date))", "List(List(Date))"),
        ("Array(Int64, (2, 3))", "Array(Array(Int64, 3), 2)"),
        ("Enum(['a', 'b'])", "Enum(['a', 'b'])"),
        ("Struct({'a': Int8, 'b': List(String)})", "Struct({'a': Int8, 'b': List(String)})"),
        ("Map(String, Int64)", "Map(String, Int64)"),
    ],
)
def test_spellings(text: str, canonical: str) -> None:
    assert dtype_text(parse_dtype(text)) == canonical


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Object", "Unknown data type 'Object'"),
        ("pl.Object()", "Unknown data type 'Object'"),
        ("List(Object)", "Unknown data type 'Object'"),
        ("Int65", "Unknown data type 'Int65'"),
        ("'Int64'", "A data type is written without quotes"),
        ("List", "List needs to know what it holds"),
        ("Datetime('s')", "The time unit must be"),
        ("Decimal(99, 2)", "This must be a whole number from 1 to 38"),
        ("Enum(['a', 1])", "Enum categories are a list of texts"),
        ("Enum(['a', 'a'])", "Enum: "),
        ("Int64(3)", "Int64 takes at most 0 arguments"),
        ("Struct({'a': Int8, 'a': Int8})", "Struct field names must be different"),
        ("__import__('os')", "Unknown data type '__import__'"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message.replace("(", r"\(")):
        parse_dtype(text)


def test_object_has_no_text() -> None:
    with pytest.raises(ExpressionError, match="no place in a table"):
        dtype_text(pl.Object())
    with pytest.raises(ExpressionError, match="no place in a table"):
        dtype_text(pl.List(pl.Object()))
