"""Which nodes still say what they said: what was computed of those holds on."""

from __future__ import annotations

from collections.abc import Set

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.checking.check import Checked
from uzo_jupyter.model import exact_text


def unchanged_nodes(old: Checked, new: Checked, changed: Set[str] = frozenset()) -> frozenset[str]:
    """The nodes that have the same settings, inputs and columns in both, as have all nodes before them.

    How a node is run (retries, timeout) makes no difference to its rows, and neither does its label. Nodes in
    ``changed`` have changed in what stands elsewhere, such as a function of the notebook.
    """
    if exact_text(old.parameters) != exact_text(new.parameters):
        # An expression is the same text whatever the value of its parameter.
        return frozenset()
    same: set[str] = set()
    for node in new.order:
        before = old.nodes.get(node)
        bound = new.nodes[node]
        if (
            node in changed
            or before is None
            or not same.issuperset(bound.inputs)
            or not _says_the_same(before, bound)
        ):
            continue
        if old.schemas.get(node) == new.schemas.get(node):
            same.add(node)
    return frozenset(same)


def _says_the_same(old: BoundNode, new: BoundNode) -> bool:
    return _same_operation(old, new) and dict(old.feeds) == dict(new.feeds)


def _same_operation(old: BoundNode, new: BoundNode) -> bool:
    if old.operation is new.operation:
        return True
    # As text: Python takes 1, 1.0 and True for the same, and columns in another order.
    same_kind = type(old.operation) is type(new.operation)
    return same_kind and old.operation.model_dump_json() == new.operation.model_dump_json()
