"""A function of the notebook as a node."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar, cast

import polars as pl
from pydantic import Field

from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import CodeOperation, DType
from uzo_jupyter.operations.code import DeclaredColumns, NotebookCall, Plain

FILE = "<notebook function>"


class Python(CodeOperation):
    """Call a function of the notebook with the input tables, Polars DataFrames, as its first arguments.

    The function is taken from the notebook when the run starts, with the functions, imports and plain values that it
    uses, and runs in a process of its own: it sees none of the notebook's other variables. It gives back a Polars or
    pandas data frame. It runs only where you have defined it in this session, or have trusted its code.
    Its result is computed anew in each run; with ``options(cache=True)`` it is kept as long as code and inputs stay.
    """

    name: ClassVar[str] = "python"
    title: ClassVar[str] = "Python function"
    calls: ClassVar[tuple[Call, ...]] = (Call("python", more_nodes=True, least_nodes=1, named="arguments"),)
    example: ClassVar[str] = (
        'first = orders.python(customers, function="first_cities", dtypes={"city": String}, most=2)'
    )
    inputs: ClassVar[tuple[str, ...]] = ("in1",)
    receiver: ClassVar[str | None] = "in1"

    function: Annotated[str, Field(min_length=1, pattern=r"^[^\W\d]\w*$")] = Field(
        title="Function",
        description="The name of a function that the notebook defines.",
        json_schema_extra={"format": "function"},
    )
    arguments: dict[str, Plain] = Field(
        default={}, title="Arguments", description="Values for its further arguments, by name."
    )
    dtypes: DeclaredColumns = Field(default={})

    @property
    def promised(self) -> Mapping[str, DType]:
        return self.dtypes

    @property
    def notebook_call(self) -> NotebookCall:
        return NotebookCall(self.function, self.arguments)

    def input_names(self, connected: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"in{number}" for number in range(1, max(1, len(connected)) + 1))

    def call(self, tables: Sequence[pl.DataFrame], code: str) -> object:
        # Tracebacks show the lines of the function.
        linecache.cache[FILE] = (len(code), None, code.splitlines(keepends=True), FILE)
        names: dict[str, object] = {"__name__": "__uzo_function__"}
        exec(compile(code, FILE, "exec"), names)
        function = cast("Callable[..., object]", names[self.function])
        return function(*tables, **self.arguments)
