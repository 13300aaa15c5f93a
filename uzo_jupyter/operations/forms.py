"""The settings of an operation as a form shows them: a flat JSON Schema in which each property says how it is edited.

The ``format`` of a property is one of

- ``expression``, ``path``, ``frame``, ``sql``, ``dtype``, ``column``: a text of that kind,
- ``columns``: several columns, ``values``: several numbers or texts, ``value``: one of them,
- ``code``: lines of Python, ``function``: the name of a function of the notebook,
- ``decision``: yes, no, or nothing said,
- ``mapping``: a table of pairs, whose sides ``keys`` and ``entries`` say what they are (``column``, ``expression``,
  ``dtype``, ``value`` or ``text``),
- ``pairs``: columns of ``inputs``, each with one of ``pair_inputs``, which is an item of the setting ``pair``,

and absent where the JSON type says enough. ``inputs`` names the inputs whose columns can be chosen, ``advanced`` marks
what is rarely needed.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Literal, cast

from uzo_jupyter.model import JsonValue, Policy
from uzo_jupyter.operations.base import Operation
from uzo_jupyter.protocol import OperationInfo

Schema = dict[str, JsonValue]

_MOST_ESSENTIAL = 6
_ESSENTIAL = 4


def operation_info(operation: type[Operation]) -> OperationInfo:
    """An operation for the palette and the forms.

    Examples
    --------
    >>> from uzo_jupyter.operations import Registry
    >>> info = operation_info(Registry.load().operation_of_word("filter"))
    >>> info.title, info.family, info.form["properties"]["expression"]["format"]
    ('Filter rows', 'transform', 'expression')
    """
    docs = inspect.cleandoc(operation.__doc__ or operation.title)
    return OperationInfo(
        node_type=operation.node_type,
        config=dict(operation.identity()),
        title=operation.title,
        word=operation.calls[0].word,
        family=_family(operation),
        summary=" ".join(docs.split("\n\n")[0].replace("``", "").split()),
        synonyms=operation.synonyms,
        inputs=operation.inputs,
        has_output=operation.has_output,
        form=form_schema(operation),
    )


def _family(
    operation: type[Operation],
) -> Literal["source", "sink", "transform", "control", "genai", "agentic"]:
    if operation.node_type != "connector":
        return operation.node_type
    return "source" if operation.has_output else "sink"


def form_schema(operation: type[Operation]) -> Schema:
    """The settings of an operation as a form shows them."""
    schema = cast("Schema", operation.model_json_schema(by_alias=True, mode="serialization"))
    required = cast(
        "list[str]", cast("Schema", operation.model_json_schema(by_alias=True)).get("required", [])
    )
    properties = cast("Mapping[str, Schema]", schema.get("properties", {}))
    shown = _paired({name: _field(part) for name, part in properties.items()})
    essential = _essential(list(shown), required)
    for name, part in shown.items():
        if name not in essential:
            part["advanced"] = True
    return {"type": "object", "properties": cast("JsonValue", shown), "required": list(required)}


def _paired(shown: dict[str, Schema]) -> dict[str, Schema]:
    """Two settings whose items belong together are one field."""
    for part in list(shown.values()):
        partner = shown.pop(str(part.get("pair")), None)
        if partner is not None:
            part["pairInputs"] = partner.get("inputs", [])
    return shown


def policy_schema() -> Schema:
    """The policies of a node as a form shows them."""
    properties = cast("Mapping[str, Schema]", Policy.model_json_schema(by_alias=True)["properties"])
    shown = {name: _field(part) for name, part in properties.items()}
    # Not the same as false, which a box that is not ticked would say.
    shown["cache"]["format"] = "decision"
    for name, (title, description) in _POLICIES.items():
        shown[name] |= {"title": title, "description": description}
    return {"type": "object", "properties": cast("JsonValue", shown), "required": []}


_POLICIES = {
    "pin": (
        "Keep the result",
        "Later runs take it as it is, as long as what it is made of stays, until it is kept no longer.",
    ),
    "cache": (
        "Use again",
        "Whether later runs may use the result while nothing that it is made of has changed. "
        "Where nothing is said the planner decides; code is computed anew.",
    ),
    "retryCount": ("Retries", "Further attempts after a failed one."),
    "retryDelay": ("Wait (s)", "Seconds before the first further attempt."),
    "retryBackoff": ("Backoff", "Each wait is this many times the one before."),
    "retryOn": (
        "Retry on",
        "Kinds of failures (timeout, process, cannot-write, file) or words of their messages; all where none is named.",
    ),
    "timeout": ("Timeout (s)", "Seconds after which an attempt is ended."),
    "continueOnError": ("Continue on error", "When the node fails, the run goes on without its branch."),
    "concurrencyGroup": ("Group", "Nodes that share something, such as a database, name the same group."),
    "concurrencyLimit": (
        "At once",
        "How many nodes of the group run at once, 1 where nothing is said; without a group, of the whole run.",
    ),
}


def _essential(names: list[str], required: list[str]) -> set[str]:
    if len(names) <= _MOST_ESSENTIAL:
        return set(names)
    return {*names[:_ESSENTIAL], *required}


def _field(schema: Schema) -> Schema:
    """One property: references and alternatives resolved to the one form that a person fills in."""
    choices = [cast("Schema", choice) for choice in cast("list[JsonValue]", schema.get("anyOf", []))]
    rest: Schema = {key: value for key, value in schema.items() if key != "anyOf"}
    filled = [choice for choice in choices if choice.get("type") != "null"]
    if len(filled) > 1 and all(choice.get("type") != "array" for choice in filled):
        return {**rest, "type": "string", "format": "value"}
    merged: Schema = {**(filled[0] if filled else {}), **rest}
    if merged.get("default") is None:
        merged.pop("default", None)
    if merged.get("type") == "array":
        return _array(merged)
    if merged.get("type") == "object":
        return _mapping(merged)
    return merged


def _array(schema: Schema) -> Schema:
    items = cast("Schema", schema.get("items", {}))
    kept: Schema = {key: value for key, value in schema.items() if key in ("title", "description", "default")}
    kept["type"] = "array"
    kept["items"] = {}
    if items.get("format") == "column":
        extra: Schema = {key: items[key] for key in ("inputs", "pair") if key in items}
        return {**kept, "format": "pairs" if "pair" in items else "columns", **extra}
    return {**kept, "format": "values"}


def _mapping(schema: Schema) -> Schema:
    keys = cast("Schema", schema.get("propertyNames", {}))
    entries = cast("Schema", schema.get("additionalProperties", {}))
    kept: Schema = {key: value for key, value in schema.items() if key in ("title", "description", "default")}
    return {
        **kept,
        "type": "object",
        "format": "mapping",
        "keys": keys.get("format", "text"),
        "entries": "value" if "anyOf" in entries else entries.get("format", "text"),
    }
