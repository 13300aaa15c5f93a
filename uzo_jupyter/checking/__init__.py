"""From a workflow as written to one that is known to run: operations, schemas, diagnostics."""

from __future__ import annotations

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.checking.changes import unchanged_nodes
from uzo_jupyter.checking.check import Checked, Checker, missing_files_as_warnings
from uzo_jupyter.checking.document_policy import passwords, texts_with_passwords
from uzo_jupyter.checking.foresight import Foresight
from uzo_jupyter.checking.schemas import POLARS_ERRORS, first_line, source_diagnostic

__all__ = [
    "POLARS_ERRORS",
    "BoundNode",
    "Checked",
    "Checker",
    "Foresight",
    "first_line",
    "missing_files_as_warnings",
    "passwords",
    "source_diagnostic",
    "texts_with_passwords",
    "unchanged_nodes",
]
