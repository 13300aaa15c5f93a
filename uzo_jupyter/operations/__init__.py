"""What a node can be: the base classes of operations, the types of their settings, and the registry."""

from __future__ import annotations

from uzo_jupyter.operations.base import Combine, Operation, Transform
from uzo_jupyter.operations.code import CodeOperation
from uzo_jupyter.operations.connector import FileSource, Sink, Source, SourceError
from uzo_jupyter.operations.fields import (
    ColumnName,
    ColumnNames,
    DType,
    Expression,
    Flags,
    NamedExpressions,
    NewColumnName,
    OptionalColumnNames,
    RowCount,
)
from uzo_jupyter.operations.lineage import ColumnRef, Lineage, computed, reads, refs, unchanged
from uzo_jupyter.operations.place import Place
from uzo_jupyter.operations.registry import Registry

__all__ = [
    "CodeOperation",
    "ColumnName",
    "ColumnNames",
    "ColumnRef",
    "Combine",
    "DType",
    "Expression",
    "FileSource",
    "Flags",
    "Lineage",
    "NamedExpressions",
    "NewColumnName",
    "Operation",
    "OptionalColumnNames",
    "Place",
    "Registry",
    "RowCount",
    "Sink",
    "Source",
    "SourceError",
    "Transform",
    "computed",
    "reads",
    "refs",
    "unchanged",
]
