"""A table with a column of every kind of type, for tests of what people do with tables."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

BIG = 2**53 + 1
"""The first whole number that a browser's numbers cannot hold."""

TYPES = pl.DataFrame(
    {
        "int8": pl.Series([3, -128, None, 127], dtype=pl.Int8),
        "int64": pl.Series([BIG, BIG - 1, None, -(2**63)], dtype=pl.Int64),
        "uint64": pl.Series([2**64 - 1, 0, None, 1], dtype=pl.UInt64),
        "int128": pl.Series([2**100, -1, None, 5], dtype=pl.Int128),
        "float32": pl.Series([0.1, float("nan"), None, float("-inf")], dtype=pl.Float32),
        "float64": [0.1, float("nan"), None, -1e300],
        "decimal": pl.Series([Decimal("1.50"), Decimal("-0.05"), None, Decimal("12345678901234567890.12")]),
        "bool": [True, False, None, True],
        "string": ["<b>x</b>", "a\tb\nc", None, "Ünï"],
        "category": pl.Series(["x", "y", None, "x"], dtype=pl.Categorical),
        "enum": pl.Series(["low", "high", None, "low"], dtype=pl.Enum(["low", "high"])),
        "date": [date(2013, 1, 2), date(1, 1, 1), None, date(9999, 12, 31)],
        "time": [time(5, 15), time(23, 59, 59, 999), None, time(0)],
        "datetime": [datetime(2013, 1, 1, 5, 15), datetime(1969, 12, 31), None, datetime(2020, 2, 29)],
        "datetime_ns": pl.Series([1_356_999_300_123_456_789, -1, None, 0]).cast(pl.Datetime("ns")),
        "zoned": pl.Series([datetime(2013, 1, 1, 12), datetime(2013, 7, 1, 12), None, datetime(2014, 1, 1)])
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("America/New_York"),
        "duration": [timedelta(days=1, seconds=2), timedelta(microseconds=-1), None, timedelta(0)],
        "binary": [b"\x00\xff", b"", None, bytes(range(20))],
        "list": [[1, None, BIG], [], None, [2]],
        "array": pl.Series([[1, 2], [3, 4], None, [0, 0]], dtype=pl.Array(pl.Int64, 2)),
        "struct": [{"a": 1, "b": "x, y"}, {"a": None, "b": None}, None, {"a": 2, "b": "<i>"}],
        "deep": pl.Series(
            [[{"when": timedelta(seconds=1), "raw": b"\x01"}], [], None, [{"when": None, "raw": None}]],
            dtype=pl.List(pl.Struct({"when": pl.Duration("us"), "raw": pl.Binary()})),
        ),
        "null": pl.Series([None] * 4, dtype=pl.Null),
        "^.*$": ["a name", "that is", None, "a pattern"],
    }
)
