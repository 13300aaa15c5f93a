"""Frames of the notebook as inputs: Polars frames as they are, pandas frames converted when they are used."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import polars as pl

from uzo_jupyter.checking import Checked
from uzo_jupyter.model import ParameterValue, Workflow
from uzo_jupyter.operations import Place
from uzo_jupyter.protocol.runner import NotebookFrame

FRAME_CONNECTOR = "frame"
_HEAD = 20


def used_variables(workflow: Workflow, parameters: Mapping[str, ParameterValue]) -> frozenset[str]:
    """The variables that the workflow's frame nodes name, also by a parameter.

    Examples
    --------
    >>> from uzo_jupyter.model import Node
    >>> config = {"operation": "read", "connectorType": "frame", "variable": {"param": "which"}}
    >>> used_variables(Workflow(nodes=(Node("a", "connector", config),)), {"which": "orders"})
    frozenset({'orders'})
    """
    settings = (
        node.config.get("variable")
        for node in workflow.nodes
        if node.config.get("connectorType") == FRAME_CONNECTOR
    )
    names = (parameters.get(str(s.get("param"))) if isinstance(s, dict) else s for s in settings)
    return frozenset(name for name in names if isinstance(name, str))


@dataclass(frozen=True, slots=True)
class NotebookFrames:
    """The frames of a notebook by name, and why some cannot be used."""

    usable: Mapping[str, pl.LazyFrame]
    unusable: Mapping[str, str]


def notebook_frames(namespace: Mapping[str, object], used: AbstractSet[str]) -> NotebookFrames:
    """The frames of a namespace.

    Polars frames are all listed, so that a wrong name gets a good hint; a pandas frame is converted only where the
    workflow uses it.
    """
    frames: dict[str, pl.LazyFrame] = {}
    unusable: dict[str, str] = {}
    for name, value in list(namespace.items()):
        if name.startswith("_") and name not in used:
            continue
        if isinstance(value, pl.LazyFrame):
            frames[name] = value
        elif isinstance(value, pl.DataFrame):
            frames[name] = value.lazy()
        elif name in used and _is_pandas(value):
            try:
                frames[name] = _from_pandas(value)
            except Exception as error:
                # pyarrow and Polars raise whatever they like for columns of mixed or unknown types.
                unusable[name] = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return NotebookFrames(frames, unusable)


def written_frames(checked: Checked, place: Place, folder: Path) -> dict[str, NotebookFrame]:
    """The frames that a workflow uses, as files that another process can read.

    Raises
    ------
    Exception
        Whatever a frame raises when its rows are computed.
    """
    frames: dict[str, NotebookFrame] = {}
    for number, name in enumerate(sorted(used_variables(checked.workflow, checked.parameters))):
        path = folder / f"frame-{number}.arrow"
        place.frames[name].sink_ipc(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        frames[name] = NotebookFrame(path=str(path), digest=digest)
    return frames


def frame_heads(namespace: Mapping[str, object]) -> Mapping[str, pl.LazyFrame]:
    """The frames of a namespace, to look at names and columns: of pandas frames only the first rows are converted.

    Examples
    --------
    >>> frames = frame_heads({"df": pl.DataFrame({"a": [1]}), "number": 3})
    >>> frames["df"].collect_schema().names()
    ['a']
    """
    heads = {
        name: cast("Any", value).head(_HEAD)
        for name, value in list(namespace.items())
        if _is_pandas(value) and not name.startswith("_")
    }
    return notebook_frames({**namespace, **heads}, heads.keys()).usable


def _from_pandas(value: object) -> pl.LazyFrame:
    return cast("pl.DataFrame", pl.from_pandas(value)).lazy()  # pyright: ignore[reportArgumentType, reportCallIssue]


def _is_pandas(value: object) -> bool:
    """Whether the value is a pandas DataFrame, found without importing pandas."""
    kind = type(value)
    return kind.__module__.split(".")[0] == "pandas" and kind.__name__ == "DataFrame"
