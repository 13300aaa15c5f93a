"""The graph as text, for terminals."""

from __future__ import annotations

from uzo_jupyter.model import Workflow, predecessors, topological_order
from uzo_jupyter.operations import Registry
from uzo_jupyter.picture.plain import plain

_LONGEST = 80


def text_picture(workflow: Workflow, registry: Registry) -> str:
    """One line a node in topological order: what it is, and what feeds it.

    Examples
    --------
    >>> from uzo_jupyter.model import Edge, Node
    >>> nodes = (Node("a", "connector", {"operation": "read", "connectorType": "csv"}),
    ...          Node("b", "transform", {"operation": "filter"}))
    >>> print(text_picture(Workflow("demo", nodes=nodes, edges=(Edge("a", "b"),)), Registry.load()))
    demo: 2 nodes
    ├─ a   read_csv
    └─ b   filter   ◀ a
    """
    before = predecessors(workflow)
    order = list(dict.fromkeys([*topological_order(before), *before]))
    words = {node.id: _word(workflow, node.id, registry) for node in workflow.nodes}
    name_width = max((len(_plain(workflow.node(node).title)) for node in order), default=0)
    word_width = max((len(word) for word in words.values()), default=0)
    count = "1 node" if len(order) == 1 else f"{len(order)} nodes"
    lines = [f"{_plain(workflow.name)}: {count}"]
    for index, node in enumerate(order):
        branch = "└─" if index == len(order) - 1 else "├─"
        fed = ", ".join(_plain(source) for source in before[node])
        arrow = f" ◀ {fed}" if fed else ""
        title = _plain(workflow.node(node).title)
        lines.append(f"{branch} {title:<{name_width + 2}} {words[node]:<{word_width}}{arrow}".rstrip())
    return "\n".join(lines)


def _word(workflow: Workflow, node: str, registry: Registry) -> str:
    item = workflow.node(node)
    spelling = registry.spelling_of(item.node_type, item.config)
    return spelling.word if spelling else f"{_plain(str(item.config.get('operation')))} (unknown)"


def _plain(text: str) -> str:
    return plain(text, _LONGEST)
