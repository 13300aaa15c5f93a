"""Sample frame for checking expression strings (polars 2.1.0).

`build()` returns a small eager frame that has one column of every kind that the
legitimate corpus uses.  It is deterministic; nulls, empty strings, NaN, unicode and
odd column names are deliberate.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl


def build() -> pl.DataFrame:
    n = 8
    return pl.DataFrame(
        {
            "id": pl.Series(range(1, n + 1), dtype=pl.Int64),
            "age": pl.Series([17, 18, 25, None, 42, 65, 30, 18], dtype=pl.Int32),
            "name": ["Ada", "Björn", "  Chloé ", "dmitri", None, "Émile", "", "Ada"],
            "email": [
                "ada@example.com",
                "bjorn@example.org",
                "bad-address",
                None,
                "eve@example.com",
                "emile@example.fr",
                "x@y.z",
                "ada@example.com",
            ],
            "price": [9.99, 0.0, -5.5, None, float("nan"), 100.25, 3.0, 12.5],
            "qty": pl.Series([1, 0, 3, None, 5, 2, 10, 4], dtype=pl.Int64),
            "active": [True, False, True, None, True, False, True, True],
            "city": ["Oslo", "Paris", "Paris", "Oslo", None, "Rome", "Rome", "Oslo"],
            "country": pl.Series(["NO", "FR", "FR", "NO", None, "IT", "IT", "NO"], dtype=pl.Categorical),
            "level": pl.Series(
                ["low", "mid", "high", "low", None, "mid", "high", "low"],
                dtype=pl.Enum(["low", "mid", "high"]),
            ),
            "ts": pl.Series(
                [
                    dt.datetime(2024, 1, 31, 23, 59, 59) + dt.timedelta(days=29 * i, hours=i)
                    if i != 3
                    else None
                    for i in range(n)
                ],
                dtype=pl.Datetime("us"),
            ),
            "ts_utc": pl.Series(
                [dt.datetime(2024, 3, 31, 0, 30, tzinfo=dt.UTC) + dt.timedelta(hours=i) for i in range(n)],
                dtype=pl.Datetime("us", "UTC"),
            ),
            "day": pl.Series(
                [dt.date(2024, 2, 27) + dt.timedelta(days=i) if i != 4 else None for i in range(n)],
                dtype=pl.Date,
            ),
            "day_text": [
                "2024-01-01",
                "2024-02-29",
                "2023-02-29",
                None,
                "",
                "2024-12-31",
                "not a date",
                "2024-06-15",
            ],
            "num_text": ["1", "2.5", "x", None, "", "-7", "1e3", "00012"],
            "start": pl.Series([dt.time(i, 15, 30) for i in range(n)], dtype=pl.Time),
            "took": pl.Series([dt.timedelta(minutes=7 * i) for i in range(n)], dtype=pl.Duration("us")),
            "tags": pl.Series(
                [["a", "b"], ["b"], [], None, ["a", "a", None], ["c"], ["a", "c"], ["b"]],
                dtype=pl.List(pl.String),
            ),
            "scores": pl.Series(
                [[1, 2, 3], [4], [], None, [5, None, 7], [0], [9, 9], [2, 8]],
                dtype=pl.List(pl.Int64),
            ),
            "vec": pl.Series([[float(i), float(i + 1)] for i in range(n)], dtype=pl.Array(pl.Float64, 2)),
            "addr": pl.Series(
                [
                    {"street": f"S{i}", "zip": str(1000 + i), "geo": {"lat": 1.0 * i, "lon": -1.0 * i}}
                    if i != 3
                    else None
                    for i in range(n)
                ],
            ),
            "amount": pl.Series(
                [
                    Decimal("10.10"),
                    Decimal("0.00"),
                    None,
                    Decimal("-3.25"),
                    Decimal("99999.99"),
                    Decimal("1.00"),
                    Decimal("2.50"),
                    Decimal("7.75"),
                ],
                dtype=pl.Decimal(12, 2),
            ),
            "raw": [b"\x00\x01", b"abc", b"", None, b"\xff\xfe", b"{}", b"z", b"0"],
            "json_text": [
                '{"k": 1}',
                '{"k": 2}',
                '{"k": null}',
                None,
                "{}",
                '{"k": 6}',
                '{"k": 7}',
                '{"k": 8}',
            ],
            # awkward but legal column names
            "Total (€)": [1.0, 2.0, 3.0, None, 5.0, 6.0, 7.0, 8.0],
            "a.b": [1, 2, 3, 4, 5, 6, 7, 8],
            "naïve column": ["x", "y", "z", None, "x", "y", "z", "x"],
            "<b>bold</b>": [0, 1, 0, 1, 0, 1, 0, 1],
        }
    )


if __name__ == "__main__":
    print(build())
