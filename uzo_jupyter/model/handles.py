"""Edges that leave their input open: which input each of them goes to.

The seed's diagrams are drawn so. Everything that looks at inputs (the check, the picture, the text) asks here,
so that all of them see the same graph.
"""

from __future__ import annotations

from collections.abc import Sequence

from uzo_jupyter.model.workflow import Edge

FIRST_INPUT = "input"
"""A handle that every operation understands: its first input."""


def handles(edges: Sequence[Edge], names: Sequence[str]) -> tuple[str, ...]:
    """The input of each edge into a node whose inputs have these names.

    Said inputs stay, open ones get the first free name; where none is free they get one that the node does not
    have (``in3`` of a join), which the check tells.

    Examples
    --------
    >>> handles([Edge("b", "j"), Edge("a", "j", "left"), Edge("c", "j")], ["left", "right"])
    ('right', 'left', 'in3')
    """
    said = [_said(edge, names) for edge in edges]
    taken = {handle for handle in said if handle is not None}
    return tuple(handle or _free(names, taken, number) for number, handle in enumerate(said, start=1))


def _said(edge: Edge, names: Sequence[str]) -> str | None:
    if edge.target_handle is None:
        # The inputs of SQL are named like the nodes.
        return edge.source if edge.source in names and FIRST_INPUT not in names else None
    if edge.target_handle == FIRST_INPUT and FIRST_INPUT not in names and names:
        return names[0]
    return edge.target_handle


def _free(names: Sequence[str], taken: set[str], number: int) -> str:
    free = next((name for name in names if name not in taken), None)
    while free is None or free in taken:
        free, number = f"in{number}", number + 1
    taken.add(free)
    return free
