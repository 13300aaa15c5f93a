"""Rows of the nodes that were fused, found after a run where that is cheap."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import polars as pl

from uzo_jupyter.operations import Source
from uzo_jupyter.planning import Plan
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.observing.figures import NodeFigures

WORTH_SECONDS = 5.0
"""What took longer is not repeated for the sake of counts: they stay unknown."""


def count_rows(
    plan: Plan,
    composer: Composer,
    finished: AbstractSet[str],
    figures: Mapping[str, NodeFigures],
    run_seconds: float,
) -> dict[str, int]:
    """The exact rows of the nodes that were computed and finished; of reused ones they are known, or not worth a query.

    Nodes that keep the rows of their input share its count, and what the engine's figures prove is not counted
    again. The others are counted in one query if the run was short. After a long run only sources and what stands
    directly on them are, where reading the source was short: such a count reads few columns or none.

    Parameters
    ----------
    plan
        The plan that was run.
    composer
        Makes the frames of its nodes.
    finished
        The nodes that are done.
    figures
        What the engine said of them.
    run_seconds
        The time that the queries took.
    """
    nodes = [node for node in plan.inputs if node in finished and not plan.nodes[node].is_reused]
    same = {node: _first_with_these_rows(plan, node) for node in nodes}
    counts = _proven(plan, composer, nodes, figures, same)
    wanted = {
        node: None
        for node in same.values()
        if node in finished
        and node not in counts
        and (run_seconds <= WORTH_SECONDS or _is_near_a_short_source(plan, node, figures))
    }
    frames = composer.frames(list(wanted))
    counted = pl.collect_all([frames[node].select(pl.len()) for node in wanted]) if wanted else []
    counts.update({node: int(frame.item()) for node, frame in zip(wanted, counted, strict=True)})
    return {node: counts[same[node]] for node in nodes if same[node] in counts}


def _proven(
    plan: Plan,
    composer: Composer,
    nodes: list[str],
    figures: Mapping[str, NodeFigures],
    same: Mapping[str, str],
) -> dict[str, int]:
    """What needs no query over the data, by the first node that has these rows."""
    counts: dict[str, int] = {}
    for node in nodes:
        known = figures.get(node)
        if plan.nodes[node].materialised and plan.bound(node).operation.has_output:
            counts[same[node]] = int(composer.frame(node).select(pl.len()).collect().item())
        elif known is not None and known.exact and known.rows is not None:
            counts[same[node]] = known.rows
    return counts


def _first_with_these_rows(plan: Plan, node: str) -> str:
    """The node itself, or the one far before it whose rows it keeps."""
    while (operation := plan.bound(node).operation).rows == "same" or not operation.has_output:
        if not plan.inputs[node]:
            break
        node = plan.inputs[node][0]
    return node


def _is_near_a_short_source(plan: Plan, node: str, figures: Mapping[str, NodeFigures]) -> bool:
    nearest = plan.inputs[node] or (node,)
    source = nearest[0]
    known = figures.get(source)
    is_short = known is not None and known.seconds is not None and known.seconds <= WORTH_SECONDS
    return len(nearest) == 1 and is_short and isinstance(plan.bound(source).operation, Source)
