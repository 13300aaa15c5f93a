"""Which nodes still say what they said: what was computed of those holds on."""

from __future__ import annotations

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.checking.check import Checked


def unchanged_nodes(old: Checked, new: Checked) -> frozenset[str]:
    """The nodes that have the same settings, inputs and columns in both, as have all nodes before them.

    How a node is run (retries, timeout) makes no difference to its rows, and neither does its label.
    """
    if old.parameters != new.parameters:
        # An expression is the same text whatever the value of its parameter.
        return frozenset()
    same: set[str] = set()
    for node in new.order:
        before = old.nodes.get(node)
        bound = new.nodes[node]
        if before is None or not same.issuperset(bound.inputs) or not _says_the_same(before, bound):
            continue
        if old.schemas.get(node) == new.schemas.get(node):
            same.add(node)
    return frozenset(same)


def _says_the_same(old: BoundNode, new: BoundNode) -> bool:
    return (
        type(old.operation) is type(new.operation)
        and old.operation == new.operation
        and dict(old.feeds) == dict(new.feeds)
    )
