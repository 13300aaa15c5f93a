"""A checked workflow as stages of fused queries."""

from __future__ import annotations

from uzo_jupyter.planning.keys import Keys, content_keys
from uzo_jupyter.planning.plan import How, Plan, PlannedNode, Stage, make_plan, wanted_nodes

__all__ = ["How", "Keys", "Plan", "PlannedNode", "Stage", "content_keys", "make_plan", "wanted_nodes"]
