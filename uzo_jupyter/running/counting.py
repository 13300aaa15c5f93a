"""Rows of the nodes that were fused, found after a run where that is cheap."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import polars as pl

from uzo_jupyter.planning import Plan
from uzo_jupyter.running.compose import Composer

WORTH_SECONDS = 5.0
"""A run that took longer is not repeated for the sake of counts: they stay unknown."""


def count_rows(
    plan: Plan, composer: Composer, finished: AbstractSet[str], run_seconds: float
) -> dict[str, int]:
    """The exact rows of lazy nodes and sinks, of those that finished.

    Nodes that keep the rows of their input share its count; the others are counted in one query, as long as the
    run itself was short.
    """
    nodes = [node for node in plan.inputs if node in finished]
    same = {node: source for node in nodes if (source := _same_as(plan, node)) is not None}
    wanted = [node for node in nodes if node not in same and not plan.nodes[node].materialised]
    if run_seconds > WORTH_SECONDS:
        wanted = []
    frames = composer.frames(wanted)
    counted = pl.collect_all([frames[node].select(pl.len()) for node in wanted]) if wanted else []
    counts = {node: int(frame.item()) for node, frame in zip(wanted, counted, strict=True)}
    for node in nodes:
        if node in same and same[node] in counts:
            counts[node] = counts[same[node]]
        elif plan.nodes[node].materialised and plan.bound(node).operation.has_output:
            counts[node] = int(composer.frame(node).select(pl.len()).collect().item())
    return counts


def _same_as(plan: Plan, node: str) -> str | None:
    """The input whose rows the node keeps, or None."""
    operation = plan.bound(node).operation
    if plan.nodes[node].materialised and operation.has_output:
        return None
    return plan.inputs[node][0] if operation.rows == "same" or not operation.has_output else None
