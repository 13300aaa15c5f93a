"""The workflow: nodes, edges and parameters. Frozen; every edit returns a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Literal, TypeAlias, get_args

from uzo_jupyter.errors import UzoError

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
Config: TypeAlias = Mapping[str, JsonValue]

NodeType = Literal["connector", "transform", "control", "genai", "agentic"]
NODE_TYPES: tuple[NodeType, ...] = get_args(NodeType)

ParameterType = Literal["bool", "int", "float", "str"]
ParameterValue = bool | int | float | str


def nothing() -> Config:
    """The value of a part that is not there."""
    return {}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node's top left corner lies on the canvas, in pixels."""

    x: float
    y: float


def exact_text(settings: Mapping[str, object]) -> str:
    """Settings as a text that tells numbers of different types apart, and the order within a setting.

    Examples
    --------
    >>> exact_text({"a": 1, "b": True}) == exact_text({"b": True, "a": 1})
    True
    >>> exact_text({"a": 1}) == exact_text({"a": 1.0})
    False
    """
    return repr(sorted(settings.items(), key=itemgetter(0)))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A step of a workflow as it was written: ``config`` is raw and keeps keys that nobody knows.

    Nodes are equal that say the same: 1, 1.0 and true are not, nor are columns in another order.

    Examples
    --------
    >>> Node("late", "transform", {"operation": "filter", "expression": "col('delay') > 60"}).title
    'late'
    """

    id: str
    node_type: NodeType
    config: Config = field(default_factory=nothing)
    label: str | None = None
    position: Position | None = None
    extra: Config = field(default_factory=nothing)
    data_extra: Config = field(default_factory=nothing)

    @property
    def title(self) -> str:
        """What a person calls the node: its label, or its id where it has none."""
        return self.label or self.id

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Node) and self._said() == other._said())

    def _said(self) -> tuple[object, ...]:
        configs = (self.config, self.extra, self.data_extra)
        return (self.id, self.node_type, self.label, self.position, *map(exact_text, configs))


@dataclass(frozen=True, slots=True)
class Edge:
    """The output of ``source`` is an input of ``target``; ``target_handle`` may be left open."""

    source: str
    target: str
    target_handle: str | None = None
    id: str | None = None
    extra: Config = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a person may change from run to run."""

    name: str
    type: ParameterType
    default: ParameterValue
    description: str = ""
    extra: Config = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Workflow:
    """What a person builds: the single thing that text, graph and document are views of.

    Examples
    --------
    >>> flow = Workflow("demo").add_node(Node("a", "connector")).add_node(Node("b", "transform"))
    >>> flow.add_edge(Edge("a", "b")).sources_of("b")
    ('a',)
    """

    name: str = "workflow"
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    extra: Config = field(default_factory=nothing)
    _index: Mapping[str, Node] = field(init=False, repr=False, compare=False, default_factory=dict[str, Node])
    _incoming: Mapping[str, list[Edge]] = field(
        init=False, repr=False, compare=False, default_factory=dict[str, list[Edge]]
    )

    def __post_init__(self) -> None:
        incoming: dict[str, list[Edge]] = {}
        for edge in self.edges:
            incoming.setdefault(edge.target, []).append(edge)
        object.__setattr__(self, "_index", {node.id: node for node in reversed(self.nodes)})
        object.__setattr__(self, "_incoming", incoming)

    def __contains__(self, node: object) -> bool:
        return node in self._index

    def node(self, node: str) -> Node:
        """The node of that id.

        Raises
        ------
        UzoError
            When there is none; the message names the nodes that there are.
        """
        try:
            return self._index[node]
        except KeyError:
            names = ", ".join(other.id for other in self.nodes[:20]) or "none"
            raise UzoError(f"No node {node!r} in workflow {self.name!r}.", hint=f"Nodes: {names}.") from None

    def edges_into(self, node: str) -> tuple[Edge, ...]:
        """The edges that end at a node, in the order of the document."""
        return tuple(self._incoming.get(node, ()))

    def sources_of(self, node: str) -> tuple[str, ...]:
        """The nodes that feed a node directly."""
        return tuple(edge.source for edge in self.edges_into(node))

    def add_node(self, node: Node) -> Workflow:
        """A workflow with one more node."""
        if node.id in self:
            raise UzoError(f"There is a node {node.id!r} already.")
        return replace(self, nodes=(*self.nodes, node))

    def replace_node(self, node: Node) -> Workflow:
        """A workflow in which the node of the same id is this one."""
        self.node(node.id)
        return replace(self, nodes=tuple(node if old.id == node.id else old for old in self.nodes))

    def remove_node(self, node: str) -> Workflow:
        """A workflow without that node and without its edges."""
        self.node(node)
        return replace(
            self,
            nodes=tuple(old for old in self.nodes if old.id != node),
            edges=tuple(edge for edge in self.edges if node not in (edge.source, edge.target)),
        )

    def add_edge(self, edge: Edge) -> Workflow:
        """A workflow with one more edge."""
        self.node(edge.source)
        self.node(edge.target)
        return replace(self, edges=(*self.edges, edge))

    def with_edges(self, edges: Iterable[Edge]) -> Workflow:
        """A workflow with exactly these edges."""
        return replace(self, edges=tuple(edges))
