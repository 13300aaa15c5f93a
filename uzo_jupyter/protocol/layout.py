"""What a drawing has beside the workflow itself: where nodes stand, notes, groups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from uzo_jupyter.protocol.base import Message

MAX_COORDINATE = 1_000_000.0
"""Farther out no view can show anything."""

Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE, allow_inf_nan=False)]
Length = Annotated[float, Field(ge=1, le=20_000, allow_inf_nan=False)]
Identity = Annotated[str, Field(min_length=1, max_length=10_000)]
ShownText = Annotated[str, Field(max_length=10_000)]


class Spot(Message):
    """A place on the canvas, in pixels."""

    x: Coordinate
    y: Coordinate


class Note(Message):
    """A text that lies on the canvas, for people only. ``width`` and ``height`` are pixels."""

    id: Identity
    text: ShownText
    x: Coordinate
    y: Coordinate
    width: Length = 200
    height: Length = 90


class Group(Message):
    """A frame around nodes that belong together, with a name; it moves and grows with them."""

    id: Identity
    label: ShownText
    nodes: tuple[Identity, ...]


class Layout(Message):
    """Positions that a person chose (all other nodes are placed automatically), notes and groups."""

    positions: dict[Identity, Spot] = Field(default_factory=dict[str, Spot])
    notes: tuple[Note, ...] = ()
    groups: tuple[Group, ...] = ()
