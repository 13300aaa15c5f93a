"""A checked workflow as stages of fused queries."""

from __future__ import annotations

from uzo_jupyter.planning.keys import Content, Contents, cause, contents
from uzo_jupyter.planning.plan import How, Plan, PlannedNode, Stage, make_plan, wanted_nodes

__all__ = [
    "Content",
    "Contents",
    "How",
    "Plan",
    "PlannedNode",
    "Stage",
    "cause",
    "contents",
    "make_plan",
    "wanted_nodes",
]
