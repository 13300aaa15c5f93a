"""Sorting and filtering, for columns of every type."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.tables import BIG, TYPES
from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import CompareFilter, Filter, NullFilter, SortBy, TableQuery, TextFilter
from uzo_jupyter.session.queries import queried

NESTED = ["binary", "list", "array", "struct", "deep", "null"]
EVERY_COLUMN = pytest.mark.parametrize("column", TYPES.columns)


def rows_of(*filters: Filter, sort: tuple[SortBy, ...] = (), table: pl.DataFrame = TYPES) -> list[int]:
    """The numbers of the rows that are found."""
    numbered = table.with_columns(pl.int_range(pl.len()).alias("number"))
    found = queried(numbered.lazy(), TableQuery(filters=filters, sort=sort)).collect()
    return found["number"].to_list()


def compared(column: str, op: str, value: str) -> list[int]:
    """The rows whose value compares so."""
    return rows_of(CompareFilter.model_validate({"column": column, "op": op, "value": value}))


@EVERY_COLUMN
@pytest.mark.parametrize("descending", [False, True])
def test_every_type_can_be_sorted_and_nulls_come_last(column: str, descending: bool) -> None:
    order = rows_of(sort=(SortBy(column=column, descending=descending),))
    assert sorted(order) == [0, 1, 2, 3]
    assert column == "null" or order[-1] == 2


@EVERY_COLUMN
def test_nulls_of_every_type_are_found(column: str) -> None:
    expected = [0, 1, 2, 3] if column == "null" else [2]
    assert rows_of(NullFilter(column=column, null=True)) == expected
    assert rows_of(NullFilter(column=column, null=False)) == [n for n in range(4) if n not in expected]


@pytest.mark.parametrize(
    ("column", "op", "value", "found"),
    [
        ("int8", ">", "3", [3]),
        ("int8", "<", "300", [0, 1, 3]),
        ("int64", "=", str(BIG), [0]),
        ("int64", ">=", str(BIG - 1), [0, 1]),
        ("uint64", ">", str(2**64 - 2), [0]),
        ("int128", "=", str(2**100), [0]),
        ("float32", "=", "0.1", [0]),
        ("float64", "=", "NaN", [1]),
        ("float64", "<", "0", [3]),
        ("decimal", ">", "1.499", [0, 3]),
        ("decimal", "=", "12345678901234567890.12", [3]),
        ("bool", "=", "True", [0, 3]),
        ("bool", "!=", "true", [1]),
        ("string", "=", "<b>x</b>", [0]),
        ("category", "=", "x", [0, 3]),
        ("enum", "!=", "low", [1]),
        ("date", "<", "2013-01-02", [1]),
        ("time", "=", "05:15", [0]),
        ("time", ">", "23:59:59", [1]),
        ("datetime", ">=", "2013-01-01", [0, 3]),
        ("datetime", "=", "2013-01-01T05:15", [0]),
        ("datetime_ns", "=", "2013-01-01 00:15:00.123456789", [0]),
        ("zoned", "=", "2013-01-01 07:00", [0]),
        ("zoned", ">", "2013-07-01 07:59", [1, 3]),
        ("duration", "=", "1d 2s", [0]),
        ("duration", "=", "-0.000001s", [1]),
        ("duration", "<", "1h", [1, 3]),
    ],
)
def test_values_are_compared_exactly(column: str, op: str, value: str, found: list[int]) -> None:
    assert compared(column, op, value) == found


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("int64", "3.5", "'3.5' is no Int64. Write a whole number."),
        ("date", "tomorrow", "'tomorrow' is no Date. Write it as 2013-01-31."),
        ("zoned", "noon", "'noon' is no Datetime. Write it as 2013-01-31 or 2013-01-31 05:15:30."),
        ("duration", "1 week", "'1 week' is no Duration. Write it as 1d 2h 3m 4.5s."),
        ("bool", "yes", "'yes' is no Boolean. Write true or false."),
        *(
            ("decimal", word, f"'{word}' is no Decimal.")
            for word in ("NaN", "Infinity", "1e40", "1E999999", "1e-50")
        ),
        ("decimal", "__import__('os')", "\"__import__('os')\" is no Decimal."),
        ("struct", "1", "cannot be compared with a value. Filter nulls."),
        ("int", "1", "There is no column 'int'. Did you mean 'int8'"),
    ],
)
def test_what_cannot_be_compared_is_told(column: str, value: str, message: str) -> None:
    with pytest.raises(UzoError) as caught:
        compared(column, "=", value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("column", "op", "text", "found"),
    [
        ("string", "contains", "B>", [0]),
        ("string", "lacks", "b", [3]),
        ("string", "starts", "ü", [3]),
        ("string", "ends", "C", [1]),
        ("string", "contains", ".*", []),
        ("int64", "contains", "992", [0, 1]),
        ("category", "contains", "X", [0, 3]),
        ("date", "starts", "2013", [0]),
        ("duration", "contains", "1d", [0]),
        ("^.*$", "contains", "pattern", [3]),
    ],
)
def test_text_is_found_as_it_is_written(column: str, op: str, text: str, found: list[int]) -> None:
    condition = TextFilter.model_validate({"column": column, "op": op, "text": text})
    assert rows_of(condition) == found


def test_case_matters_where_it_is_asked_for() -> None:
    assert rows_of(TextFilter(column="string", op="contains", text="B", match_case=True)) == []


@pytest.mark.parametrize("column", [name for name in NESTED if name != "null"])
def test_values_without_a_text_are_not_searched(column: str) -> None:
    with pytest.raises(UzoError, match="has no text to search"):
        rows_of(TextFilter(column=column, op="contains", text="1"))


def test_several_filters_and_orders_go_together() -> None:
    table = pl.DataFrame({"a": [1, 2, 1, 2], "b": [4, 3, 2, 1]})
    sort = (SortBy(column="a", descending=True), SortBy(column="b"))
    found = rows_of(CompareFilter(column="b", op="<", value="4"), sort=sort, table=table)
    assert found == [3, 1, 2]


def test_an_empty_table_stays_one() -> None:
    for column in TYPES.columns:
        query = TableQuery(sort=(SortBy(column=column),), filters=(NullFilter(column=column, null=False),))
        assert queried(TYPES.clear().lazy(), query).collect().schema == TYPES.schema


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=30), st.booleans())
def test_equal_values_keep_their_order(values: list[int | None], descending: bool) -> None:
    table = pl.DataFrame({"a": pl.Series(values, dtype=pl.Int64)})
    order = rows_of(sort=(SortBy(column="a", descending=descending),), table=table)
    sign = -1 if descending else 1
    expected = sorted(range(len(values)), key=lambda n: (values[n] is None, sign * (values[n] or 0)))
    assert order == expected
