"""The workflow document (``*.uzo.json``): JSON to Workflow and back, losing nothing.

The format is the seed's diagram: ``{"nodes": [...], "edges": [...]}`` as a browser's graph library reads
it, with a name, parameters and a format version around it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from uzo_jupyter.errors import DocumentError
from uzo_jupyter.model import strict_json
from uzo_jupyter.model.names import is_name
from uzo_jupyter.model.variables import connect_variables
from uzo_jupyter.model.workflow import (
    NODE_TYPES,
    Config,
    Edge,
    JsonValue,
    Node,
    Parameter,
    ParameterType,
    ParameterValue,
    Position,
    Workflow,
)
from uzo_jupyter.protocol import Diagnostic

FORMAT_VERSION = 1
MAX_COORDINATE = 1_000_000.0
"""Positions farther out are moved in, else no view can show them."""
MAX_LABEL = 10_000
MAX_ID = 10_000

_TOP_KEYS = frozenset({"uzo", "name", "description", "parameters", "nodes", "edges"})
_NODE_KEYS = frozenset({"id", "position", "data"})
_DATA_KEYS = frozenset({"label", "nodeType", "config"})
_EDGE_KEYS = frozenset({"id", "source", "target", "targetHandle"})
_PARAMETER_KEYS = frozenset({"name", "type", "default", "description"})


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: a workflow, or None where the text is no workflow at all, and what is wrong."""

    workflow: Workflow | None
    diagnostics: tuple[Diagnostic, ...] = ()


class _Refused(Exception):
    """The value at a place of the document has the wrong form."""

    def __init__(self, place: str, wanted: str, got: JsonValue) -> None:
        super().__init__(f"{place} must be {wanted}, not {_kind(got)}.")


def read_document(data: str | bytes) -> Document:
    """Read a document. Nothing is run, imported or connected to, and no data file is read.

    Examples
    --------
    >>> read_document('{"nodes": [], "edges": []}').workflow
    Workflow(name='workflow', description='', parameters=(), nodes=(), edges=(), extra={})
    >>> print(read_document('{"nodes": null}').diagnostics[0].line())
    error: nodes must be a list, not null.
    """
    try:
        value = strict_json.loads(data)
        workflow = _workflow(_object("The document", value))
    except DocumentError as error:
        return Document(None, (Diagnostic(code="parse", message=error.message, hint=error.hint),))
    except _Refused as error:
        return Document(None, (Diagnostic(code="schema", message=str(error)),))
    workflow, diagnostics = connect_variables(workflow)
    return Document(workflow, diagnostics)


def write_document(workflow: Workflow) -> str:
    """The document of a workflow as JSON text, with the keys in a fixed order.

    Examples
    --------
    >>> read_document(write_document(Workflow("demo"))).workflow == Workflow("demo")
    True
    """
    document: dict[str, JsonValue] = {"uzo": FORMAT_VERSION, "name": workflow.name}
    document["description"] = workflow.description
    document["parameters"] = [_parameter_json(parameter) for parameter in workflow.parameters]
    document["nodes"] = [_node_json(node) for node in workflow.nodes]
    document["edges"] = [_edge_json(edge) for edge in workflow.edges]
    document.update(workflow.extra)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _workflow(document: Config) -> Workflow:
    if "nbformat" in document:
        hint = "In it, %uzo save FILE writes a workflow as a document."
        raise DocumentError("This is a notebook, not a workflow.", hint=hint)
    _check_version(document)
    nodes = [
        _node(item, f"nodes[{index}]") for index, item in enumerate(_list("nodes", document.get("nodes")))
    ]
    edges = [
        _edge(item, f"edges[{index}]") for index, item in enumerate(_list("edges", document.get("edges", [])))
    ]
    parameters = _parameters(_list("parameters", document.get("parameters", [])))
    return Workflow(
        name=_text("name", document.get("name", "workflow"), MAX_LABEL),
        description=_text("description", document.get("description", ""), strict_json.MAX_BYTES),
        parameters=parameters,
        nodes=tuple(nodes),
        edges=tuple(edges),
        extra=_rest(document, _TOP_KEYS),
    )


def _check_version(document: Config) -> None:
    for key in ("uzo", "version"):
        version = document.get(key, FORMAT_VERSION)
        if not isinstance(version, int) or isinstance(version, bool):
            raise _Refused(f"The format version ({key})", "a whole number", version)
        if version < 1:
            raise _Refused(f"The format version ({key})", "at least 1", version)
        if version > FORMAT_VERSION:
            wanted = (
                f"at most {FORMAT_VERSION}: the document comes from a newer uzo_jupyter, update the package"
            )
            raise _Refused(f"The format version ({key})", wanted, version)


def _node(value: JsonValue, place: str) -> Node:
    item = _object(place, value)
    identity = _text(f"{place}.id", item.get("id"), MAX_ID, empty=False)
    data = _object(f"{place}.data", item.get("data"))
    node_type = data.get("nodeType")
    if node_type not in NODE_TYPES:
        raise _Refused(f"{place}.data.nodeType", f"one of {', '.join(NODE_TYPES)}", node_type)
    label = data.get("label")
    return Node(
        id=identity,
        node_type=node_type,
        config=_object(f"{place}.data.config", data.get("config", {})),
        label=None if label is None else _text(f"{place}.data.label", label, MAX_LABEL),
        position=_position(item.get("position"), f"{place}.position"),
        extra=_rest(item, _NODE_KEYS),
        data_extra=_rest(data, _DATA_KEYS),
    )


def _position(value: JsonValue, place: str) -> Position | None:
    if value is None:
        return None
    item = _object(place, value)
    return Position(_coordinate(item.get("x"), f"{place}.x"), _coordinate(item.get("y"), f"{place}.y"))


def _coordinate(value: JsonValue, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refused(place, "a number", value)
    return min(max(float(value), -MAX_COORDINATE), MAX_COORDINATE)


def _edge(value: JsonValue, place: str) -> Edge:
    item = _object(place, value)
    handle = item.get("targetHandle")
    identity = item.get("id")
    return Edge(
        source=_text(f"{place}.source", item.get("source"), MAX_ID, empty=False),
        target=_text(f"{place}.target", item.get("target"), MAX_ID, empty=False),
        target_handle=None if handle is None else _text(f"{place}.targetHandle", handle, MAX_ID),
        id=None if identity is None else _text(f"{place}.id", identity, MAX_ID),
        extra=_rest(item, _EDGE_KEYS),
    )


def _parameters(values: Iterator[JsonValue]) -> tuple[Parameter, ...]:
    parameters: dict[str, Parameter] = {}
    for index, value in enumerate(values):
        parameter = _parameter(value, f"parameters[{index}]")
        if parameter.name in parameters:
            raise _Refused(f"parameters[{index}].name", "a name of its own", parameter.name)
        parameters[parameter.name] = parameter
    return tuple(parameters.values())


def _parameter(value: JsonValue, place: str) -> Parameter:
    item = _object(place, value)
    name = _text(f"{place}.name", item.get("name"), MAX_ID, empty=False)
    if not is_name(name):
        raise _Refused(f"{place}.name", "a name such as min_delay", name)
    default = item.get("default")
    if not isinstance(default, bool | int | float | str):
        raise _Refused(f"{place}.default", "text, a number or true/false", default)
    kind = item.get("type", parameter_type(default))
    if kind not in get_args(ParameterType):
        raise _Refused(f"{place}.type", f"one of {', '.join(get_args(ParameterType))}", kind)
    if kind == "float" and isinstance(default, int) and not isinstance(default, bool):
        default = float(default)
    if parameter_type(default) != kind:
        raise _Refused(f"{place}.default", f"of type {kind}", default)
    return Parameter(
        name=name,
        type=cast("ParameterType", kind),
        default=default,
        description=_text(f"{place}.description", item.get("description", ""), MAX_LABEL),
        extra=_rest(item, _PARAMETER_KEYS),
    )


def parameter_type(value: ParameterValue) -> ParameterType:
    """The type of a parameter with this value.

    Examples
    --------
    >>> parameter_type(True), parameter_type(2), parameter_type(2.5), parameter_type("a")
    ('bool', 'int', 'float', 'str')
    """
    return cast("ParameterType", type(value).__name__)


def _node_json(node: Node) -> JsonValue:
    item: dict[str, JsonValue] = {"id": node.id}
    if node.position is not None:
        item["position"] = {"x": node.position.x, "y": node.position.y}
    data: dict[str, JsonValue] = {} if node.label is None else {"label": node.label}
    data["nodeType"] = node.node_type
    data["config"] = dict(node.config)
    data.update(node.data_extra)
    item["data"] = data
    item.update(node.extra)
    return item


def _edge_json(edge: Edge) -> JsonValue:
    item: dict[str, JsonValue] = {} if edge.id is None else {"id": edge.id}
    item.update({"source": edge.source, "target": edge.target})
    if edge.target_handle is not None:
        item["targetHandle"] = edge.target_handle
    item.update(edge.extra)
    return item


def _parameter_json(parameter: Parameter) -> JsonValue:
    item: dict[str, JsonValue] = {
        "name": parameter.name,
        "type": parameter.type,
        "default": parameter.default,
    }
    item["description"] = parameter.description
    item.update(parameter.extra)
    return item


def _object(place: str, value: JsonValue) -> Config:
    if not isinstance(value, dict):
        raise _Refused(place, "an object", value)
    return value


def _list(place: str, value: JsonValue) -> Iterator[JsonValue]:
    if not isinstance(value, list):
        raise _Refused(place, "a list", value)
    return iter(value)


def _text(place: str, value: JsonValue, longest: int, *, empty: bool = True) -> str:
    if not isinstance(value, str):
        raise _Refused(place, "text", value)
    if not value and not empty:
        raise _Refused(place, "text that is not empty", value)
    if len(value) > longest:
        raise _Refused(place, f"at most {longest:,} characters long", f"{len(value):,} characters")
    return value


def _rest(item: Mapping[str, JsonValue], known: frozenset[str]) -> Config:
    return {key: value for key, value in item.items() if key not in known}


def _kind(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return repr(value) if len(value) <= 60 else f"a text of {len(value):,} characters"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return "an object" if isinstance(value, dict) else "a list"
