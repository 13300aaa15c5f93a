"""What a person wants to see of a table: which rows, in which order, and what is told of its columns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from uzo_jupyter.protocol.base import Message

MAX_TEXT = 2000
"""Longer texts are not typed by anybody."""

TypedText = Annotated[str, Field(max_length=MAX_TEXT)]
FileFormat = Literal["csv", "parquet"]


class SortBy(Message):
    """Order rows by a column; missing values come last either way."""

    column: str
    descending: bool = False


class TextFilter(Message):
    """Rows whose value, as text, has this text in it; missing values have none."""

    kind: Literal["text"] = "text"
    column: str
    op: Literal["contains", "lacks", "starts", "ends"]
    text: TypedText
    match_case: bool = False


class CompareFilter(Message):
    """Rows whose value compares so with ``value``, which is written as the table shows it."""

    kind: Literal["compare"] = "compare"
    column: str
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    value: TypedText


class NullFilter(Message):
    """Rows whose value is missing, or those where it is not."""

    kind: Literal["null"] = "null"
    column: str
    null: bool


Filter = Annotated[TextFilter | CompareFilter | NullFilter, Field(discriminator="kind")]


class TableQuery(Message):
    """The rows that pass all filters, ordered by the first column, then the second."""

    sort: tuple[SortBy, ...] = Field(default=(), max_length=20)
    filters: tuple[Filter, ...] = Field(default=(), max_length=100)

    @property
    def is_all(self) -> bool:
        """Whether these are all rows, as they are."""
        return not self.sort and not self.filters


class Bar(Message):
    """A bar of a small chart: what it stands for, and how many rows that are.

    ``value`` is the whole value where the bar stands for one that rows can be filtered by; a label may be cut short.
    """

    label: str
    rows: int
    value: str | None = None


class ColumnFacts(Message):
    """What is known of the values of a column.

    ``distinct`` counts the different values, nulls aside; ``distinct_exact`` is false where it is an estimate, and
    it is null where values of the type cannot be counted. ``bars`` are ranges of equal width, or the most frequent
    values.
    """

    rows: int
    nulls: int
    distinct: int | None
    distinct_exact: bool
    bars_of: Literal["ranges", "values"]
    bars: tuple[Bar, ...]
