"""Random documents, as strategies of hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from uzo_jupyter.model import Edge, JsonValue, Node, Parameter, Position, Workflow, is_name
from uzo_jupyter.model.document import parameter_type

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
COORDINATES = st.floats(-1_000_000, 1_000_000)


def _rest(*known: str) -> st.SearchStrategy[dict[str, JsonValue]]:
    return st.dictionaries(TEXTS.filter(lambda key: key not in known), JSON, max_size=2)


NODES = st.builds(
    Node,
    id=TEXTS.filter(bool),
    node_type=st.sampled_from(["connector", "transform", "control", "genai", "agentic"]),
    config=_rest("inputVariable", "rightVariable", "outputVariable"),
    label=st.none() | TEXTS,
    position=st.none() | st.builds(Position, COORDINATES, COORDINATES),
    extra=_rest("id", "position", "data"),
    data_extra=_rest("label", "nodeType", "config"),
)
EDGES = st.builds(
    Edge,
    source=TEXTS.filter(bool),
    target=TEXTS.filter(bool),
    target_handle=st.none() | TEXTS,
    id=st.none() | TEXTS,
    extra=_rest("id", "source", "target", "targetHandle"),
)
DEFAULTS = (
    st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
PARAMETERS = st.builds(
    lambda name, default, description, extra: Parameter(
        name, parameter_type(default), default, description, extra
    ),
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(is_name),
    DEFAULTS,
    TEXTS,
    _rest("name", "type", "default", "description"),
)
WORKFLOWS = st.builds(
    Workflow,
    name=TEXTS,
    description=TEXTS,
    parameters=st.lists(PARAMETERS, max_size=3, unique_by=lambda p: p.name).map(tuple),
    nodes=st.lists(NODES, max_size=4, unique_by=lambda node: node.id).map(tuple),
    edges=st.lists(EDGES, max_size=4).map(tuple),
    extra=_rest("uzo", "version", "name", "description", "parameters", "nodes", "edges"),
)
