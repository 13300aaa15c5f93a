"""Runs the code of a node, in the process that was started for it, and tells at which line it failed."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl

from uzo_jupyter.operations import CodeOperation
from uzo_jupyter.protocol import Diagnostic

_OWN = ("<custom code>", "<notebook function>")


class _NoTable(TypeError):
    """What the code gave back is no table."""


class CodeFailure(Exception):
    """The code of a node failed."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.line())
        self.diagnostic = diagnostic


def write_code_rows(
    node: str, operation: CodeOperation, code: str, inputs: Sequence[pl.LazyFrame], part: Path
) -> None:
    """Write the table that the code makes of the inputs to ``part``, an Arrow IPC file.

    Raises
    ------
    CodeFailure
        When the code fails in whatever way, or gives no such table as was declared.
    """
    tables, process = pl.collect_all(list(inputs)), os.getpid()
    try:
        result = operation.call(tables, code)
        rows = _frame(result).collect()
    except BaseException as error:
        # Also SystemExit and KeyboardInterrupt: they end the code, and nothing else.
        raise CodeFailure(_diagnostic(node, error, code)) from error
    finally:
        if os.getpid() != process:
            os._exit(1)  # the code has forked: only the process that was asked writes and reports
    _must_be_declared(node, operation, rows)
    rows.write_ipc(part)


def _frame(result: object) -> pl.LazyFrame:
    if isinstance(result, pl.LazyFrame):
        return result
    if isinstance(result, pl.DataFrame):
        return result.lazy()
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(result, pandas.DataFrame):
        return cast("pl.DataFrame", pl.from_pandas(cast("Any", result))).lazy()
    raise _NoTable(f"it gave back {_a(result)}, not a Polars or pandas data frame")


def _a(value: object) -> str:
    return "nothing (None)" if value is None else f"a value of type {type(value).__name__}"


def _diagnostic(node: str, error: BaseException, code: str) -> Diagnostic:
    line = next(
        (
            frame.lineno
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if frame.filename in _OWN
        ),
        None,
    )
    lines = code.splitlines()
    hint = f"Line {line} of the code: {lines[line - 1].strip()}" if line and line <= len(lines) else None
    said = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    if isinstance(error, _NoTable):
        what = str(error)
    elif isinstance(error, SystemExit):
        what = f"exit({error.code if error.code is not None else ''}) was called"
    return Diagnostic(
        code="code", message=f"Its code failed: {what}.".replace("..", "."), hint=hint, node=node
    )


def _must_be_declared(node: str, operation: CodeOperation, rows: pl.DataFrame) -> None:
    declared = operation.declared
    if declared is None or declared == rows.schema:
        return
    wanted = ", ".join(f"{name} {dtype}" for name, dtype in declared.items())
    given = ", ".join(f"{name} {dtype}" for name, dtype in rows.schema.items())
    message = f"Its code gave other columns than are declared: {given}."
    raise CodeFailure(Diagnostic(code="code", message=message, hint=f"Declared are: {wanted}.", node=node))
