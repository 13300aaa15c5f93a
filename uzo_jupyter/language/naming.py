"""How each node is called in a text, and which nodes are links of another's chain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from uzo_jupyter.language.names import chain_base, free_name, is_name
from uzo_jupyter.language.spelling import Words
from uzo_jupyter.language.spoken import SpokenNode, by_user, order_of

_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of each node (None where its statement has none), and the links, with the node that uses each."""

    names: Mapping[str, str | None]
    links: Mapping[str, str]


def name_nodes(
    nodes: Mapping[str, SpokenNode],
    words: Words,
    reserved: Collection[str],
    given: Mapping[str, str] | None = None,
    kept: Collection[str] = (),
) -> Naming:
    """Name all nodes.

    Parameters
    ----------
    nodes
        The nodes by their ids.
    words
        The words of the language.
    reserved
        Names that are in use for something else.
    given
        Names that nodes have already.
    kept
        Nodes whose statements stand already, so that no other node becomes a link of those.
    """
    return _Namer(nodes, words, reserved, given or {}, frozenset(kept)).naming()


class _Namer:
    def __init__(
        self,
        nodes: Mapping[str, SpokenNode],
        words: Words,
        reserved: Collection[str],
        given: Mapping[str, str],
        kept: frozenset[str],
    ) -> None:
        self._nodes = nodes
        self._given = given
        self._kept = kept
        self._users = by_user(nodes)
        self._taken = {*reserved, *given.values()}
        self._bases = {name: _base(node, words) for name, node in nodes.items()}
        self._links: dict[str, str] = {}
        self._depths: dict[str, int] = {}

    def naming(self) -> Naming:
        for node in reversed(list(order_of(self._nodes))):
            # Users come first; on a cycle the order is another, and nothing there is a link.
            self._link(node)
        names: dict[str, str | None] = {**dict.fromkeys(self._kept), **self._given}
        # In the order of the statements, so that the text that is read again gets the same names.
        for node in order_of(self._nodes):
            if node not in self._links and node not in names:
                names[node] = self._name(node)
        return Naming(names, self._links)

    def _link(self, node: str) -> None:
        base, users = self._bases[node], self._users[node]
        if base is None or len(users) != 1 or node in self._given or self._kept & {node, users[0]}:
            self._depths[node] = 0
            return
        user = users[0]
        depth = self._depths.get(user)
        if depth is not None and depth < _LONGEST_CHAIN and (user == base or self._continues(user, base)):
            self._links[node] = user
            self._depths[node] = depth + 1
        else:
            self._depths[node] = 0

    def _continues(self, user: str, base: str) -> bool:
        return self._bases[user] == base and (user in self._links or self._stands_alone(user))

    def _stands_alone(self, node: str) -> bool:
        """Whether the node is a statement without a name, such as a write."""
        return self._bases[node] is not None and not self._users[node]

    def _name(self, node: str) -> str | None:
        if self._stands_alone(node):
            return None
        name = (
            node if is_name(node) and node not in self._taken else free_name(node, self._taken, self._nodes)
        )
        self._taken.add(name)
        return name


def _base(node: SpokenNode, words: Words) -> str | None:
    spelling = words.spelling_of(node.node_type, node.config)
    return chain_base(node.id, spelling.word) if spelling else None
