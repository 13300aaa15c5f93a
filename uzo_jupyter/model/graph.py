"""Order and shape of a workflow's graph."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from uzo_jupyter.model.workflow import Workflow


def predecessors(workflow: Workflow) -> dict[str, tuple[str, ...]]:
    """For each node the nodes that feed it, each once, in the order of the edges.

    Edges that name a missing node are left out: they have diagnostics of their own.
    """
    before: dict[str, dict[str, None]] = {node.id: {} for node in workflow.nodes}
    for edge in workflow.edges:
        if edge.source in before and edge.target in before:
            before[edge.target][edge.source] = None
    return {node: tuple(sources) for node, sources in before.items()}


def successors(before: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The same graph the other way round."""
    after: dict[str, list[str]] = {node: [] for node in before}
    for node, sources in before.items():
        for source in sources:
            after[source].append(node)
    return {node: tuple(targets) for node, targets in after.items()}


def topological_order(before: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The nodes so that each comes after those that feed it; nodes on or behind a cycle are left out.

    Nodes that could come next are taken in the order of the document, so the result is stable.

    Examples
    --------
    >>> topological_order({"b": ["a"], "a": [], "c": ["d"], "d": ["c"]})
    ('a', 'b')
    """
    waiting = {node: len(set(sources)) for node, sources in before.items()}
    after = successors({node: set(sources) for node, sources in before.items()})
    position = {node: index for index, node in enumerate(before)}
    ready = deque(node for node, count in waiting.items() if count == 0)
    order: list[str] = []
    while ready:
        node = ready.popleft()
        order.append(node)
        freed = [target for target in after[node] if waiting[target] == 1]
        for target in after[node]:
            waiting[target] -= 1
        ready.extend(sorted(freed, key=position.__getitem__))
    return tuple(order)


def cycle(before: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """One cycle as ``(a, b, ..., a)``, or an empty tuple where there is none.

    Examples
    --------
    >>> cycle({"a": ["c"], "b": ["a"], "c": ["b"], "d": []})
    ('a', 'b', 'c', 'a')
    """
    left = set(before) - set(topological_order(before))
    if not left:
        return ()
    path: dict[str, None] = {}
    node = next(node for node in before if node in left)
    while node not in path:
        path[node] = None
        node = next(source for source in before[node] if source in left)
    walked = list(path)
    return tuple(reversed([*walked[walked.index(node) :], node]))


def ancestors(before: Mapping[str, Iterable[str]], targets: Iterable[str]) -> frozenset[str]:
    """The targets and everything that they need."""
    needed: set[str] = set()
    todo = list(targets)
    while todo:
        node = todo.pop()
        if node not in needed:
            needed.add(node)
            todo.extend(before[node])
    return frozenset(needed)
