"""The base class of nodes that run code of the user: only in a run, in a process of its own, and only when trusted."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Mapping, Sequence
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
    def notebook_function(self) -> str | None:
        """The function of the notebook that is the code, where it is one."""
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
