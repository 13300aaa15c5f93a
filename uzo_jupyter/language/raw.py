"""``node("transform", {...}, input=late)``: a node whose operation has no word, such as that of a missing plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uzo_jupyter.language.arguments import NodeReader, is_open
from uzo_jupyter.language.drafts import Input, NodeDraft
from uzo_jupyter.language.values import ArgumentReader, ValueProblem, entries
from uzo_jupyter.model import NODE_TYPES, NodeType

RAW = "node"
_USAGE = 'Write: node("transform", {"operation": "..."}, input=late).'


def read_raw(
    draft: NodeDraft, call: ast.Call, reader: ArgumentReader, node_of: NodeReader
) -> Iterator[ValueProblem]:
    """Set type, config and inputs of the node; yields what is wrong with them."""
    try:
        if len(call.args) != 2:
            raise ValueProblem("node(...) has a type and a config.", call, _USAGE)
        draft.node_type = _node_type(call.args[0])
        config = reader.read(call.args[1], "value")
        if not isinstance(config, dict):
            raise ValueProblem("The config must be a mapping.", call.args[1], _USAGE)
        draft.config = config
        for handle, argument in _inputs(call):
            nodes = argument.elts if isinstance(argument, ast.List) else [argument]
            draft.inputs += [Input(handle, node_of(node), node) for node in nodes if not is_open(node)]
    except ValueProblem as problem:
        yield problem


def _node_type(argument: ast.expr) -> NodeType:
    if isinstance(argument, ast.Constant) and argument.value in NODE_TYPES:
        return argument.value
    raise ValueProblem("There is no such type of node.", argument, f"Types: {', '.join(NODE_TYPES)}.")


def _inputs(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value
        elif isinstance(keyword.value, ast.Dict):
            yield from entries(keyword.value)
        else:
            raise ValueProblem("Arguments with ** must be a mapping written out.", keyword.value, _USAGE)
