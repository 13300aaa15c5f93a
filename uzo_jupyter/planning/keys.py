"""Content keys: nodes with the same key have the same rows, whenever and wherever they are computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

import polars as pl
from pydantic import BaseModel, ConfigDict

from uzo_jupyter._version import __version__
from uzo_jupyter.checking import BoundNode, Checked
from uzo_jupyter.errors import UzoError
from uzo_jupyter.expressions import parameters_in
from uzo_jupyter.model import JsonValue, ParameterValue
from uzo_jupyter.operations import CodeOperation, Place, Source

_FORMAT = 1
"""Raised when what a key is made of changes."""


class Content(BaseModel):
    """What the rows of a node follow from: digests of its settings, of the versions of the software, of the files that
    it reads, and the keys of its inputs. ``key`` is the content key that those make together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: str
    versions: str
    state: str | None
    inputs: tuple[str, ...]
    key: str


Contents = Mapping[str, Content | None]
"""The content of each node; None where nobody can tell whether its rows are still the same."""


def contents(
    checked: Checked, nodes: Collection[str], place: Place, unknown: Collection[str] = ()
) -> Contents:
    """What the rows of some nodes follow from, which come after those that feed them.

    A key is made of the operation and its version, its settings with the values of the parameters that they name,
    the keys of its inputs in their order, the state of the files that it reads, and the versions of Polars and of
    this package. Labels and policies are no part of it.

    Parameters
    ----------
    checked
        The workflow; the nodes have no errors.
    nodes
        Ids in topological order, with everything that they need.
    place
        Where sources are looked at.
    unknown
        Nodes whose rows are not those that their settings give now, such as results of an earlier run.

    Returns
    -------
    Contents
        None behind a source whose state cannot be told.
    """
    found: dict[str, Content | None] = {}
    for node in nodes:
        bound = checked.nodes[node]
        inputs = [found[source] for source in bound.inputs]
        known = [content.key for content in inputs if content is not None]
        state = _state(bound, place)
        without = isinstance(bound.operation, Source | CodeOperation) and state is None
        if node in unknown or without or len(known) < len(inputs):
            found[node] = None
        else:
            found[node] = _content(bound, tuple(known), state, checked.parameters)
    return found


def cause(before: Content | None, now: Content | None) -> str | None:
    """Why a node has to be computed that was computed before; None where nothing has changed.

    Examples
    --------
    >>> first = Content(settings="a", versions="v", state=None, inputs=(), key="1")
    >>> cause(first, first.model_copy(update={"settings": "b", "key": "2"}))
    'its settings have changed'
    """
    if now is None:
        return "nobody can tell whether it would give the same again"
    if before is None:
        return "it is new"
    if before.settings != now.settings:
        return "its settings have changed"
    if before.state != now.state:
        return "what it reads has changed"
    if before.versions != now.versions:
        return "Polars or this package is of another version"
    return "its input has changed" if before.inputs != now.inputs else None


def _state(node: BoundNode, place: Place) -> str | None:
    if isinstance(node.operation, CodeOperation):
        # Code may give something else each time, unless the person says that it does not.
        return place.code.get(node.id) if node.policy.cache or node.policy.pin else None
    if not isinstance(node.operation, Source):
        return None
    try:
        state = node.operation.fingerprint(place)
    except (UzoError, OSError):
        # It cannot be read: the run will say so.
        return None
    return None if state is None else _digest(state)


def _content(
    node: BoundNode, inputs: tuple[str, ...], state: str | None, parameters: Mapping[str, ParameterValue]
) -> Content:
    operation = node.operation
    texts = [text for value in node.node.config.values() for text in _texts(value)]
    used = sorted({name for text in texts for name in parameters_in(text)})
    settings = _digest(
        {
            "operation": operation.identity(),
            "class": f"{type(operation).__module__}.{type(operation).__qualname__}",
            "settings": operation.model_dump_json(),
            "parameters": [(name, type(parameters[name]).__name__, parameters[name]) for name in used],
            "feeds": list(node.feeds),
        }
    )
    versions = _digest([_FORMAT, __version__, pl.__version__, operation.version])
    key = _digest([settings, versions, state, inputs])
    return Content(settings=settings, versions=versions, state=state, inputs=inputs, key=key)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _texts(value: JsonValue) -> Iterator[str]:
    """All texts in a setting, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
