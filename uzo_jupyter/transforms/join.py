"""Match the rows of two tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import AliasChoices, BeforeValidator, Field, Strict, model_validator

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.model import as_list
from uzo_jupyter.operations import Combine, Lineage
from uzo_jupyter.operations.lookup import Lookup
from uzo_jupyter.transforms.support.join_lineage import join_lineage

JoinHow = Literal["inner", "left", "right", "full", "outer", "cross", "semi", "anti"]

_Both = Annotated[
    str, Field(min_length=1, json_schema_extra={"format": "column", "inputs": ["left", "right"]})
]
_Left = Annotated[
    str,
    Field(min_length=1, json_schema_extra={"format": "column", "inputs": ["left"], "pair": "rightOn"}),
]
_Right = Annotated[str, Field(min_length=1, json_schema_extra={"format": "column", "inputs": ["right"]})]


class Join(Combine):
    """Put together the rows of two tables whose keys are equal.

    ``inner`` keeps the pairs, ``left`` and ``right`` also the rows of that side without a partner, ``full``
    those of both (``outer`` is ``full`` with the keys in one column), ``semi`` and ``anti`` the rows of the
    left that have or lack a partner, ``cross`` makes all pairs. A null key has no partner unless
    ``nulls_equal`` is set; a row without partner has nulls for the other side. Columns of the right whose
    names are taken get ``suffix``. The rows come in any order unless ``maintain_order`` says whose order they
    keep.
    """

    name: ClassVar[str] = "join"
    title: ClassVar[str] = "Join"
    calls: ClassVar[tuple[Call, ...]] = (Call("join", positional=("on", "how"), nodes=("right",)),)
    synonyms: ClassVar[tuple[str, ...]] = ("merge",)
    example: ClassVar[str] = 'located = orders.join(customers, on="customer", how="left")'
    inputs: ClassVar[tuple[str, ...]] = ("left", "right")
    receiver: ClassVar[str | None] = "left"
    costly: ClassVar[bool] = True

    on: Annotated[tuple[_Both, ...], Strict(False), BeforeValidator(as_list)] = Field(
        default=(), title="On", description="The key columns, where both sides call them the same."
    )
    how: JoinHow = Field(
        default="inner",
        validation_alias=AliasChoices("how", "joinType", "join_type"),
        title="How",
        description="Which rows to keep: those with a partner, or also those of one side or both.",
    )
    left_on: Annotated[tuple[_Left, ...], Strict(False), BeforeValidator(as_list)] = Field(
        default=(), title="Left keys", description="The key columns of the left side."
    )
    right_on: Annotated[tuple[_Right, ...], Strict(False), BeforeValidator(as_list)] = Field(
        default=(), title="Right keys", description="The key columns of the right side, in the same order."
    )
    suffix: str = Field(
        default="_right",
        min_length=1,
        title="Suffix",
        description="What is put behind names of the right side that the left side has too.",
    )
    coalesce: bool | None = Field(
        default=None,
        title="One key column",
        description="Whether the keys of both sides become one column; by default in all joins but full.",
    )
    nulls_equal: bool = Field(
        default=False, title="Nulls match", description="Let null keys match each other."
    )
    maintain_order: Literal["none", "left", "right", "left_right", "right_left"] = Field(
        default="none", title="Keep the order of", description="Whose order of rows the result keeps."
    )

    @model_validator(mode="after")
    def _keys(self) -> Join:
        if self.how == "cross":
            if self.on or self.left_on or self.right_on:
                raise ValueError("A cross join has no keys: remove them, or choose another kind.")
        elif self.on and (self.left_on or self.right_on):
            raise ValueError("A join needs either on, or left_on and right_on.")
        elif not self.on and not (self.left_on and self.right_on):
            raise ValueError("A join needs on, or both left_on and right_on.")
        elif len(self.left_on) != len(self.right_on):
            raise ValueError(
                f"left_on has {len(self.left_on)} columns, right_on {len(self.right_on)}: name them in pairs."
            )
        if self.how == "outer" and self.coalesce is False:
            raise ValueError("An outer join has its keys in one column; for two columns choose full.")
        return self

    @property
    def left_keys(self) -> tuple[str, ...]:
        """The key columns of the left side."""
        return self.on or self.left_on

    @property
    def right_keys(self) -> tuple[str, ...]:
        """The key columns of the right side, in the order of the left ones."""
        return self.on or self.right_on

    @property
    def is_coalesced(self) -> bool:
        """Whether the keys of both sides are one column."""
        return self.how == "outer" or (self.how != "full" if self.coalesce is None else self.coalesce)

    @property
    def fixes_order(self) -> bool:
        return self.maintain_order in ("left_right", "right_left")

    def combine(self, tables: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        left, right = tables
        if self.how == "cross":
            return left.join(right, how="cross", suffix=self.suffix, maintain_order=self.maintain_order)
        return left.join(
            right,
            left_on=self.left_keys,
            right_on=self.right_keys,
            how="full" if self.how == "outer" else self.how,
            suffix=self.suffix,
            nulls_equal=self.nulls_equal,
            coalesce=self.is_coalesced,
            maintain_order=self.maintain_order,
        )

    @property
    def works_on_samples(self) -> bool:
        return self.how == "cross"

    def lookup(self) -> Lookup | None:
        # Keys are looked up by a semi join, which finds no null.
        if self.how == "cross" or self.nulls_equal:
            return None
        if self.how == "right":
            return Lookup(1, self.right_keys, self.left_keys, self)
        left_only = {"how": "left", "coalesce": self.is_coalesced} if self.how in ("full", "outer") else {}
        return Lookup(0, self.left_keys, self.right_keys, self.model_copy(update=left_only))

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        if self.how in ("semi", "anti"):
            return super().lineage(schemas, output)
        left, right = schemas
        pairs = list(zip(self.left_keys, self.right_keys, strict=True)) if self.is_coalesced else []
        return join_lineage(self.how, list(left), list(right), pairs, self.suffix)
