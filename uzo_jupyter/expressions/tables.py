"""The allowlists: every word of the expression language, by the kind of its receiver.

What is missing is missing on purpose: whatever takes a Python function, touches files or the process, asks a
plugin, or makes rows out of nothing (``repeat``, ``date_range``, ``repeat_by``, ``sample``, ``implode`` …).
Polars itself makes some innocent words from a Python function (``cum_sum_horizontal``, ``name.strip_prefix``);
those are missing too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl
from polars.expr.whenthen import Then, When

from . import limits
from .rules import (
    Limited,
    Rule,
    Table,
    collection,
    doubles,
    dtype,
    grows_with,
    grows_with_mapping,
    grows_with_mentions,
    grows_with_placeholders,
    inner,
    literal_list,
    literal_value,
    not_empty,
    not_none,
    number_or_list,
    one_of,
    period,
    row_count,
    selector,
    table,
    text,
    whole,
)

_WINDOW: Final = whole(1, limits.WINDOW)
_WINDOWED: Final = Limited({"window_size": _WINDOW})
_TIMED: Final = Limited({"window_size": period})
_BINNED: Final = Limited({"quantiles": number_or_list(limits.BINS)})
_RANKED: Final = one_of("average", "min", "max", "dense", "ordinal")  # 'random' would not repeat
_MEMBERS: Final = Limited({"expr": inner}, grows_with_mentions)
_FIELDS: Final = Limited({}, grows_with_mentions)
_PADDED: Final = Limited({"length": whole(0, limits.PADDING)})
_JOINED: Final = Limited({}, grows_with("separator"))
_NAMED_RULE: Final = Rule(literal=True)

FUNCTIONS: Final[Table] = MappingProxyType(
    {
        **table(
            pl,
            """all_horizontal any_horizontal approx_n_unique arctan2 arg_sort_by arg_where business_day_count
            coalesce concat_arr concat_list concat_str corr count cov cum_count cum_sum date
            datetime duration element first last len max max_horizontal mean mean_horizontal median min
            min_horizontal n_unique quantile row_index std struct sum sum_horizontal time var when""",
            {
                "format": Limited({"f_string": text}, grows_with_placeholders),
                "int_range": Limited({"start": row_count, "end": row_count, "dtype": dtype}),
                "rolling_corr": _WINDOWED,
                "rolling_cov": _WINDOWED,
            },
        ),
        "lit": Rule({"value": literal_value, "dtype": dtype}, ("value", "dtype")),
        "col": Rule({"name": selector}, ("name",), literal=True),
        **dict.fromkeys(("all", "any", "exclude", "field", "nth"), _NAMED_RULE),
    }
)

METHODS: Final[Table] = MappingProxyType(
    {
        **table(
            pl.Expr,
            """abs add all and_ any approx_n_unique approx_quantile arccos arccosh arcsin arcsinh arctan
            arctanh arg_max arg_min arg_sort arg_true arg_unique backward_fill bitwise_and
            bitwise_count_ones bitwise_count_zeros bitwise_leading_ones bitwise_leading_zeros bitwise_or
            bitwise_trailing_ones bitwise_trailing_zeros bitwise_xor bottom_k bottom_k_by cbrt ceil clip cos
            cosh cot count cum_count cum_max cum_min cum_prod cum_sum degrees diff dot drop_nans drop_nulls
            entropy eq_missing erf erfc ewm_mean ewm_std ewm_sum ewm_var exp explode fill_nan fill_null
            filter first floor floordiv forward_fill gather_every get has_nulls hash head index_of
            interpolate interpolate_by is_between is_close is_duplicated is_empty is_finite
            is_first_distinct is_infinite is_last_distinct is_nan is_not_nan is_not_null is_null is_sorted
            is_unique item kurtosis last len limit log log10 log1p lower_bound max max_by mean median min
            min_by mod mode mul n_unique nan_max nan_min ne_missing neg not_ null_count or_ pct_change
            peak_max peak_min pow product quantile radians reverse rle rle_id search_sorted shift sign sin
            sinh skew slice sort sort_by sqrt std sub sum tail tan tanh to_physical top_k top_k_by truediv
            truncdiv unique unique_counts upper_bound value_counts var xor""",
            {
                "alias": Limited({"name": text}),
                "bin_intervals": Limited({"intervals": number_or_list(limits.BINS)}),
                "bin_quantiles": _BINNED,
                "bin_ranks": Limited({"ranks": number_or_list(limits.BINS)}),
                "cast": Limited({"dtype": dtype}),
                "ewm_mean_by": Limited({"half_life": period}),
                "ewm_sum_by": Limited({"half_life": period}),
                "gather": Limited({"indices": collection}),
                "is_in": Limited({"other": collection}),
                "over": Limited({"mapping_strategy": one_of("group_to_rows", "explode")}),
                "rank": Limited({"method": _RANKED}),
                "reinterpret": Limited({"dtype": dtype}),
                "replace": Limited(),
                "replace_strict": Limited({"return_dtype": dtype}),
                "rolling_kurtosis": _WINDOWED,
                "rolling_max": _WINDOWED,
                "rolling_mean": _WINDOWED,
                "rolling_median": _WINDOWED,
                "rolling_min": _WINDOWED,
                "rolling_quantile": _WINDOWED,
                "rolling_rank": Limited({"window_size": _WINDOW, "method": _RANKED}),
                "rolling_rank_by": Limited({"window_size": period, "method": _RANKED}),
                "rolling": Limited({"period": period, "offset": period}),
                "rolling_max_by": _TIMED,
                "rolling_mean_by": _TIMED,
                "rolling_median_by": _TIMED,
                "rolling_min_by": _TIMED,
                "rolling_quantile_by": _TIMED,
                "rolling_std_by": _TIMED,
                "rolling_sum_by": _TIMED,
                "rolling_var_by": _TIMED,
                "rolling_skew": _WINDOWED,
                "rolling_std": _WINDOWED,
                "rolling_sum": _WINDOWED,
                "rolling_var": _WINDOWED,
                "round": Limited({"decimals": whole(0, 100)}),
                "round_sig_figs": Limited({"digits": whole(1, 100)}),
                "truncate": Limited({"decimals": whole(0, 100)}),
            },
        ),
        **table(
            pl.Expr, "", dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), Limited({"other": not_none}))
        ),
        "exclude": _NAMED_RULE,
    }
)

_STR: Final = table(
    type(pl.col("").str),
    """contains contains_any count_matches ends_with extract extract_all extract_groups find find_many head
    json_path_match len_bytes len_chars normalize reverse slice split starts_with strip_chars strip_chars_end
    strip_chars_start strip_prefix strip_suffix tail to_date to_datetime to_lowercase to_time to_titlecase
    to_uppercase""",
    {
        "decode": Limited({"encoding": one_of("hex", "base64")}),
        "encode": Limited({"encoding": one_of("hex", "base64")}, doubles),
        "escape_regex": Limited({}, doubles),
        "extract_many": Limited({"overlapping": one_of(False)}),
        "join": Limited({}, grows_with("delimiter")),
        "json_decode": Limited({"dtype": dtype}),
        "pad_end": _PADDED,
        "pad_start": _PADDED,
        "replace": Limited({"n": whole(0, 1_000)}, grows_with("value")),
        "replace_all": Limited({"pattern": not_empty}, grows_with("value")),
        "replace_many": Limited({"patterns": not_empty}, grows_with_mapping),
        "split_exact": Limited({"n": whole(0, limits.BINS)}),
        "splitn": Limited({"n": whole(0, limits.BINS)}),
        "strptime": Limited({"dtype": dtype}),
        "to_decimal": Limited({"scale": whole(0, 38)}),
        "to_integer": Limited({"dtype": dtype}),
        "zfill": _PADDED,
    },
)
_DT: Final = table(
    type(pl.col("").dt),
    """add_business_days base_utc_offset cast_time_unit century combine convert_time_zone date day days_in_month
    dst_offset epoch hour is_business_day is_leap_year iso_year microsecond millennium millisecond minute month
    month_end month_start nanosecond offset_by ordinal_day quarter replace replace_time_zone round second
    strftime time timestamp to_string total_days total_hours total_microseconds total_milliseconds total_minutes
    total_nanoseconds total_seconds truncate week weekday year""",
)
_LIST: Final = table(
    type(pl.col("").list),
    """all any arg_max arg_min contains count_matches diff drop_nulls explode first gather_every get head item
    last len max mean median min n_unique reverse set_difference set_intersection set_symmetric_difference
    set_union shift slice sort std sum tail to_map unique var""",
    {
        "agg": _MEMBERS,
        "concat": Limited({"other": collection}),
        "eval": _MEMBERS,
        "filter": Limited({"predicate": inner}),
        "gather": Limited({"indices": collection}),
        "join": _JOINED,
        "to_array": Limited({"width": whole(0, limits.BINS)}),
        "to_struct": Limited({"fields": literal_list}),
    },
)
_ARR: Final = table(
    type(pl.col("").arr),
    """all any arg_max arg_min contains count_matches dot explode first get head last len max mean median min
    n_unique reverse shift slice sort std sum tail to_list unique var""",
    {
        "agg": _MEMBERS,
        "eval": _MEMBERS,
        "join": _JOINED,
        "to_struct": Limited({"fields": literal_list}),
    },
)
_STRUCT: Final = MappingProxyType(
    {
        **table(
            type(pl.col("").struct),
            "unnest",
            {"eval": _FIELDS, "with_fields": _FIELDS, "json_encode": Limited({}, doubles)},
        ),
        **dict.fromkeys(("drop", "field", "rename_fields"), _NAMED_RULE),
    }
)
_CAT: Final = table(
    type(pl.col("").cat),
    "ends_with len_bytes len_chars physical slice starts_with",
    {"to": Limited({"dtype": dtype})},
)
_BIN: Final = table(
    type(pl.col("").bin),
    "contains decode ends_with get head size slice starts_with tail",
    {
        "encode": Limited({"encoding": one_of("hex", "base64")}, doubles),
        "reinterpret": Limited({"dtype": dtype}),
    },
)
_NAME: Final = table(
    type(pl.col("").name),
    """keep prefix prefix_fields replace suffix suffix_fields to_lowercase
    to_uppercase""",
)

NAMESPACES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "str": _STR, "dt": _DT, "list": _LIST, "arr": _ARR,
        "struct": _STRUCT, "cat": _CAT, "bin": _BIN, "name": _NAME,
    }
)  # fmt: skip

AFTER_WHEN: Final[Table] = table(When, "then")
AFTER_THEN: Final[Table] = table(Then, "when otherwise")
THEN_METHODS: Final[Table] = MappingProxyType({**METHODS, **AFTER_THEN})
"""A branch is also a column already: ``when(a).then(b).alias('x')``."""

DTYPES: Final[Mapping[str, type[pl.DataType]]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64,
            pl.UInt128, pl.Float16, pl.Float32, pl.Float64, pl.Decimal, pl.Boolean, pl.String, pl.Binary,
            pl.Date, pl.Time, pl.Datetime, pl.Duration, pl.Categorical, pl.Enum, pl.List, pl.Array, pl.Struct,
            pl.Map, pl.Null,
        )
    }
    | {"Utf8": pl.String}
)  # fmt: skip

RESERVED: Final = frozenset({"pl", "param", *FUNCTIONS, *DTYPES})
"""Words that always mean themselves, so that a parameter of that name keeps its ``param('…')``."""
