"""Which types can be turned into which, whatever the values are."""

from __future__ import annotations

import polars as pl

_TEMPORAL = (pl.Date, pl.Time, pl.Datetime, pl.Duration)


def is_castable(source: pl.DataType, target: pl.DataType) -> bool:
    """Whether Polars has a cast between the types: found by casting one value.

    Examples
    --------
    >>> is_castable(pl.String(), pl.Int64()), is_castable(pl.List(pl.Int64), pl.Int64())
    (True, False)
    """
    value = _one_value(source)
    if value is None:
        return True
    try:
        value.cast(target, strict=False)
    except pl.exceptions.InvalidOperationError as error:
        return not any(sign in str(error) for sign in ("not supported", "cannot cast"))
    except pl.exceptions.PolarsError:
        return True
    return True


def _one_value(dtype: pl.DataType) -> pl.Series | None:
    """A value of the type that is not null; None where none is easily made."""
    if isinstance(dtype, pl.List):
        return pl.Series([[]], dtype=dtype)
    if isinstance(dtype, pl.Array):
        return pl.Series([[None] * dtype.shape[0]], dtype=dtype) if len(dtype.shape) == 1 else None
    if isinstance(dtype, pl.String | pl.Binary):
        return pl.Series(["1"]).cast(dtype)
    if dtype.is_numeric() or isinstance(dtype, (pl.Boolean, *_TEMPORAL)):
        return pl.Series([1]).cast(dtype)
    return None
