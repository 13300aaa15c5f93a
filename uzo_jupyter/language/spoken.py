"""A workflow as a text can say it: canonical settings, every input named, nothing about layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from uzo_jupyter.language.spelling import Words
from uzo_jupyter.model import (
    Config,
    Node,
    NodeType,
    Parameter,
    Workflow,
    exact_text,
    handles,
    topological_order,
)
from uzo_jupyter.model.variables import VARIABLE_KEYS


@dataclass(frozen=True, slots=True)
class SpokenNode:
    """A node as a text says it. ``inputs`` are pairs of an input's name and the node that feeds it."""

    id: str
    node_type: NodeType
    config: Config
    label: str | None
    inputs: tuple[tuple[str, str], ...]

    def same_as(self, other: SpokenNode) -> bool:
        """Whether the other says the same, in the same type and with columns in the same order."""
        return self == other and exact_text(self.config) == exact_text(other.config)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The parameters and nodes of a workflow by their names, in the order of the document."""

    parameters: Mapping[str, Parameter]
    nodes: Mapping[str, SpokenNode]

    def same_as(self, other: Spoken) -> bool:
        """Whether two workflows say the same; the order of nodes is no part of it."""
        return (
            self.parameters == other.parameters
            and self.nodes.keys() == other.nodes.keys()
            and all(node.same_as(other.nodes[name]) for name, node in self.nodes.items())
        )


def spoken(workflow: Workflow, words: Words) -> Spoken:
    """What a text says of a workflow.

    Edges from or to a missing node, further nodes of the same id, and keys beside the config are left out: a text
    cannot say them.

    Examples
    --------
    >>> from uzo_jupyter.model import Edge
    >>> from uzo_jupyter.operations import Registry
    >>> nodes = (Node("a", "connector"), Node("b", "transform", {"operation": "limit", "n": 3}))
    >>> spoken(Workflow(nodes=nodes, edges=(Edge("a", "b"),)), Registry.load()).nodes["b"].inputs
    (('input', 'a'),)
    """
    parameters = {p.name: Parameter(p.name, p.type, p.default, p.description) for p in workflow.parameters}
    nodes = {node.id: _node(workflow, workflow.node(node.id), words) for node in workflow.nodes}
    return Spoken(parameters, nodes)


def _node(workflow: Workflow, node: Node, words: Words) -> SpokenNode:
    canonical = words.canonical(node.node_type, node.config)
    config = {key: value for key, value in canonical.items() if key not in VARIABLE_KEYS}
    edges = [edge for edge in workflow.edges_into(node.id) if edge.source in workflow]
    spelling = words.spelling_of(node.node_type, node.config)
    names = spelling.input_names(config, len(edges)) if spelling else ("input",)
    place = {name: index for index, name in enumerate(names)}
    inputs = sorted(
        ((handle, edge.source) for handle, edge in zip(handles(edges, names), edges, strict=True)),
        key=lambda item: (place.get(item[0], len(place)), *item),
    )
    return SpokenNode(node.id, node.node_type, config, node.label, tuple(inputs))


def renamed_nodes(old: Mapping[str, SpokenNode], new: Mapping[str, SpokenNode]) -> Mapping[str, str]:
    """For each node that came under another name the one before: it has gone, and said the same."""
    gone = {name: node for name, node in old.items() if name not in new}
    renamed: dict[str, str] = {}
    for node in new.values():
        if node.id in old:
            continue
        inputs = tuple((handle, renamed.get(source, source)) for handle, source in node.inputs)
        before = next((name for name, each in gone.items() if _same_but_name(each, node, inputs)), None)
        if before is not None:
            del gone[before]
            renamed[node.id] = before
    return renamed


def _same_but_name(old: SpokenNode, new: SpokenNode, inputs: tuple[tuple[str, str], ...]) -> bool:
    same_settings = old.node_type == new.node_type and exact_text(old.config) == exact_text(new.config)
    return same_settings and old.inputs == inputs


def by_user(nodes: Mapping[str, SpokenNode]) -> Mapping[str, list[str]]:
    """For each node those that it feeds, once for each input."""
    users: dict[str, list[str]] = {name: [] for name in nodes}
    for node in nodes.values():
        for _, source in node.inputs:
            users[source].append(node.id)
    return users


def order_of(nodes: Mapping[str, SpokenNode]) -> Iterator[str]:
    """The order of the document where each node comes after those that feed it, else a topological one."""
    before = {name: [source for _, source in node.inputs] for name, node in nodes.items()}
    place = {name: index for index, name in enumerate(nodes)}
    if all(place[source] < place[name] for name, sources in before.items() for source in sources):
        yield from nodes
        return
    order = dict.fromkeys(topological_order(before))
    yield from order
    yield from (name for name in nodes if name not in order)
