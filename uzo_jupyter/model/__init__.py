"""The document: a workflow as frozen values, and as JSON."""

from __future__ import annotations

from uzo_jupyter.model.document import Document, read_document, write_document
from uzo_jupyter.model.graph import ancestors, cycle, predecessors, successors, topological_order
from uzo_jupyter.model.handles import FIRST_INPUT, handles
from uzo_jupyter.model.names import did_you_mean, is_name
from uzo_jupyter.model.policy import POLICY_KEYS, Policy, as_list
from uzo_jupyter.model.workflow import (
    NODE_TYPES,
    Config,
    Edge,
    JsonValue,
    Node,
    NodeType,
    Parameter,
    ParameterType,
    ParameterValue,
    Position,
    Workflow,
    exact_text,
)

__all__ = [
    "FIRST_INPUT",
    "NODE_TYPES",
    "POLICY_KEYS",
    "Config",
    "Document",
    "Edge",
    "JsonValue",
    "Node",
    "NodeType",
    "Parameter",
    "ParameterType",
    "ParameterValue",
    "Policy",
    "Position",
    "Workflow",
    "ancestors",
    "as_list",
    "cycle",
    "did_you_mean",
    "exact_text",
    "handles",
    "is_name",
    "predecessors",
    "read_document",
    "successors",
    "topological_order",
    "write_document",
]
