"""Frames of the notebook as inputs: Polars frames as they are, pandas frames converted when they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import polars as pl

from uzo_jupyter.model import Workflow

FRAME_CONNECTOR = "frame"


def used_variables(workflow: Workflow) -> frozenset[str]:
    """The variables that the workflow's frame nodes name."""
    names = (
        node.config.get("variable")
        for node in workflow.nodes
        if node.config.get("connectorType") == FRAME_CONNECTOR
    )
    return frozenset(name for name in names if isinstance(name, str))


def notebook_frames(workflow: Workflow, namespace: Mapping[str, object]) -> dict[str, pl.LazyFrame]:
    """The frames of a namespace by name.

    Polars frames are all listed, so that a wrong name gets a good hint; a pandas frame is converted only where the
    workflow uses it.
    """
    used = used_variables(workflow)
    frames: dict[str, pl.LazyFrame] = {}
    for name, value in list(namespace.items()):
        if name.startswith("_"):
            continue
        if isinstance(value, pl.LazyFrame):
            frames[name] = value
        elif isinstance(value, pl.DataFrame):
            frames[name] = value.lazy()
        elif name in used and _is_pandas(value):
            frames[name] = cast("pl.DataFrame", pl.from_pandas(value)).lazy()  # pyright: ignore[reportArgumentType, reportCallIssue]
    return frames


def _is_pandas(value: object) -> bool:
    """Whether the value is a pandas DataFrame, found without importing pandas."""
    kind = type(value)
    return kind.__module__.split(".")[0] == "pandas" and kind.__name__ == "DataFrame"
