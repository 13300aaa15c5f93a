"""Content keys: nodes with the same key have the same rows, whenever and wherever they are computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

import polars as pl

from uzo_jupyter._version import __version__
from uzo_jupyter.checking import BoundNode, Checked
from uzo_jupyter.errors import UzoError
from uzo_jupyter.expressions import parameters_in
from uzo_jupyter.model import JsonValue, ParameterValue
from uzo_jupyter.operations import Place, Source

_FORMAT = 1
"""Raised when what a key is made of changes."""

Keys = Mapping[str, str | None]
"""The key of each node; None where nobody can tell whether its rows are still the same."""


def content_keys(
    checked: Checked, nodes: Collection[str], place: Place, unknown: Collection[str] = ()
) -> Keys:
    """The content keys of some nodes, which come after those that feed them.

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
    Keys
        64 hexadecimal digits for each node, or None behind a source whose state cannot be told.
    """
    keys: dict[str, str | None] = {}
    for node in nodes:
        bound = checked.nodes[node]
        inputs = [keys[source] for source in bound.inputs]
        state = _state(bound, place)
        without = node in unknown or None in inputs or (isinstance(bound.operation, Source) and state is None)
        keys[node] = None if without else _key(bound, inputs, state, checked.parameters)
    return keys


def _state(node: BoundNode, place: Place) -> object:
    if not isinstance(node.operation, Source):
        return None
    try:
        return node.operation.fingerprint(place)
    except (UzoError, OSError):
        # It cannot be read: the run will say so.
        return None


def _key(
    node: BoundNode,
    inputs: list[str | None],
    state: object,
    parameters: Mapping[str, ParameterValue],
) -> str:
    operation = node.operation
    used = sorted(
        {
            name
            for value in node.node.config.values()
            for text in _texts(value)
            for name in parameters_in(text)
        }
    )
    content = {
        "format": _FORMAT,
        "package": __version__,
        "polars": pl.__version__,
        "operation": operation.identity(),
        "class": f"{type(operation).__module__}.{type(operation).__qualname__}",
        "version": operation.version,
        "settings": operation.model_dump_json(),
        "parameters": [(name, type(parameters[name]).__name__, parameters[name]) for name in used],
        "feeds": list(node.feeds),
        "inputs": inputs,
        "state": state,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


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
