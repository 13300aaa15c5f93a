"""Ids of new nodes: names that can stand in a text."""

from __future__ import annotations

from collections.abc import Container

from uzo_jupyter.language.names import chain_base, chain_id
from uzo_jupyter.language.spelling import Spelling
from uzo_jupyter.model import Config, Workflow
from uzo_jupyter.operations import Operation, Registry


def id_of_new(
    workflow: Workflow, operation: type[Operation], after: str | None, before: str | None, registry: Registry
) -> str:
    """The id of a node that is put between others.

    A node within a chain becomes one more link of it, a node that writes belongs to the one that it writes, all
    others have a name of their own.
    """
    spelling = registry.spelling(operation)
    base = _chain(workflow, after, before, registry) if after and before else None
    if base is None and after is not None and not operation.has_output:
        base = after if after.isidentifier() else None
    if base is not None:
        return chain_id(base, spelling.word, lambda name: name in workflow)
    return numbered(_stem(operation.identity()), taken_names(workflow))


def _chain(workflow: Workflow, after: str, before: str, registry: Registry) -> str | None:
    """The name whose chain has both nodes as links, where there is one."""
    bases = {_base(workflow, after, registry), _base(workflow, before, registry) or before}
    return bases.pop() if len(bases) == 1 else None


def _base(workflow: Workflow, node: str, registry: Registry) -> str | None:
    item = workflow.node(node)
    spelling: Spelling | None = registry.spelling_of(item.node_type, item.config)
    return chain_base(node, spelling.word) if spelling else None


def _stem(identity: Config) -> str:
    return str(identity.get("connectorType") or identity.get("operation") or "node")


def taken_names(workflow: Workflow) -> set[str]:
    """Names that a new node cannot have."""
    return {*(node.id for node in workflow.nodes), *(parameter.name for parameter in workflow.parameters)}


def numbered(stem: str, taken: Container[str]) -> str:
    """The first of ``stem1``, ``stem2``, ... that is free.

    Examples
    --------
    >>> numbered("filter", {"filter1"})
    'filter2'
    """
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"
