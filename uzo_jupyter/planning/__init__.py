"""A checked workflow as stages of fused queries."""

from __future__ import annotations

from uzo_jupyter.planning.plan import Plan, PlannedNode, Stage, make_plan

__all__ = ["Plan", "PlannedNode", "Stage", "make_plan"]
