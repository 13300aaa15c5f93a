"""The base class of nodes that run code of the user: only in a run, in a process of its own, and only when trusted."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations.base import Operation
from uzo_jupyter.operations.fields import DType, NewColumnName
from uzo_jupyter.operations.lineage import ColumnRef, Lineage

DeclaredColumns = Annotated[
    dict[NewColumnName, DType],
    Field(
        title="Columns",
        description="The columns that come out and their types, so that what follows can be checked before the run.",
    ),
]
"""What a node with code promises of its result."""


Plain = bool | int | float | str | None
"""A value that a workflow gives to a function."""


@dataclass(frozen=True, slots=True)
class NotebookCall:
    """What a workflow does with a function of the notebook: which one it calls, with what beside the tables.

    Examples
    --------
    >>> NotebookCall("clean", {"most": 3, "city": "Oslo"}).text
    "clean(*tables, city='Oslo', most=3)"
    """

    function: str
    arguments: Mapping[str, Plain]

    @property
    def text(self) -> str:
        """The call as a person reads it, on one line; other calls have other texts."""
        given = dict(sorted(self.arguments.items()))
        if all(name.isidentifier() and not iskeyword(name) for name in given):
            parts = [f"{name}={value!r}" for name, value in given.items()]
        else:
            parts = [f"**{given!r}"]
        return f"{self.function}({', '.join(['*tables', *parts])})"

    def added_to(self, text: str) -> str:
        """The text of the function, with the call: what a person reads, and what trust is about."""
        return f"{text}\n# The workflow calls it so:\n# {self.text}\n"


class CodeOperation(Operation):
    """A node that runs code of the user on data frames.

    Nothing of it runs while a workflow is written, checked or previewed. A run hands the code to a process of its own,
    so that whatever it does ends that process and the node, and nothing else.
    """

    materialised: ClassVar[bool] = True

    @abstractmethod
    def call(self, tables: Sequence[pl.DataFrame], code: str) -> object:
        """What the code makes of the tables; ``code`` is the text that was trusted."""

    @property
    @abstractmethod
    def promised(self) -> Mapping[str, DType]:
        """The columns that are promised, with their types; nothing where none are."""

    @property
    def own_code(self) -> str | None:
        """The code as it stands in the workflow, where it does."""
        return None

    @property
    def notebook_call(self) -> NotebookCall | None:
        """The call of a function of the notebook that is the code, where it is one."""
        return None

    @property
    def is_dynamic(self) -> bool:
        return True

    @property
    def fixes_order(self) -> bool:
        return False

    @property
    def works_on_samples(self) -> bool:
        return False

    def predict(self, schemas: Sequence[pl.Schema]) -> pl.Schema | None:
        return self.declared

    @property
    def declared(self) -> pl.Schema | None:
        """The columns that are promised; None where nothing is."""
        return (
            pl.Schema({name: dtype.polars for name, dtype in self.promised.items()})
            if self.promised
            else None
        )

    def run(self, inputs: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        raise UzoError("Its code runs only in a run.", hint="Run the workflow.")

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        """Nobody can look into code: every column may come from every column."""
        every = frozenset(
            ColumnRef(index, column) for index, schema in enumerate(schemas) for column in schema
        )
        return dict.fromkeys(output, every)


def code_digest(code: str) -> str:
    """What tells code from any other: ``sha256:`` and 64 hexadecimal digits.

    Examples
    --------
    >>> code_digest("df.head(3)")[:19]
    'sha256:bb49adf50e6e'
    """
    return f"sha256:{hashlib.sha256(code.encode()).hexdigest()}"
