"""Which nodes become one query: a workflow as stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

from uzo_jupyter.checking import BoundNode, Checked
from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import ancestors, successors
from uzo_jupyter.operations import CodeOperation, Source

How = Literal["lazy", "table", "reused", "unneeded"]
"""Fused into the queries of others, computed as a table of its own (or written), taken from what was kept, or not
needed because what follows is taken from there."""


@dataclass(frozen=True, slots=True)
class PlannedNode:
    """How a node is computed, why so, and what has changed that it is computed at all, where that is known."""

    id: str
    how: How
    reason: str
    cause: str | None = None

    @property
    def materialised(self) -> bool:
        """Whether the run makes a result of its own for the node."""
        return self.how == "table"

    @property
    def is_reused(self) -> bool:
        """Whether the run has nothing to do for the node."""
        return self.how in ("reused", "unneeded")

    def line(self) -> str:
        """The node in one line."""
        return f"{self.id}: {self.how}, {'; '.join(filter(None, [self.reason, self.cause]))}"


@dataclass(frozen=True, slots=True)
class Stage:
    """Materialised nodes that are computed by one ``collect_all``.

    ``fused`` are the lazy nodes of the same queries, in topological order; ``needs`` are the materialised nodes
    whose results the stage reads.
    """

    targets: tuple[str, ...]
    fused: tuple[str, ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: every node of it, in topological order, with its inputs, and the stages."""

    checked: Checked
    nodes: Mapping[str, PlannedNode]
    stages: tuple[Stage, ...]
    inputs: Mapping[str, tuple[str, ...]]

    def bound(self, node: str) -> BoundNode:
        """The bound node of that id."""
        return self.checked.nodes[node]

    def stage_of(self, node: str) -> Stage:
        """The stage that computes a node first."""
        return next(stage for stage in self.stages if node in stage.targets or node in stage.fused)

    def explain(self) -> str:
        """The plan as text: one line a node with the reason."""
        lines: list[str] = []
        reused = [node for node in self.nodes.values() if node.is_reused]
        lines += ["nothing to do:"] if reused else []
        lines += [f"  {node.line()}" for node in reused]
        for number, stage in enumerate(self.stages, start=1):
            lines.append(f"stage {number}: one query for {', '.join(stage.targets)}")
            for node in (*stage.fused, *stage.targets):
                lines.append(f"  {self.nodes[node].line()}")
        return "\n".join(lines)


def make_plan(
    checked: Checked,
    targets: Collection[str] | None = None,
    kept: Mapping[str, str] | None = None,
    causes: Mapping[str, str] | None = None,
) -> Plan:
    """Plan a run of the targets (of all nodes where none are named) and of everything that they need.

    Parameters
    ----------
    checked
        The workflow.
    targets
        Nodes whose results are wanted.
    kept
        Nodes whose results are there already, or whose files are written, with the reason. Nothing before them is
        computed for their sake.
    causes
        What has changed about a node since it was computed last.

    Raises
    ------
    UzoError
        When the workflow has errors, or a target does not exist.
    """
    if not checked.ok:
        errors = [d.line() for d in checked.diagnostics if d.severity == "error"]
        raise UzoError("The workflow has errors.", hint=" ".join(errors[:5]))
    for target in targets or ():
        checked.workflow.node(target)
    wanted = wanted_nodes(checked, targets)
    inputs = _computed(wanted, targets, kept or {})
    idle = {node: _idle(node, kept or {}) for node in wanted if node not in inputs}
    nodes = _decide(checked, inputs)
    while True:
        stages = _stages(nodes, inputs, checked)
        shared = _computed_twice(stages, checked, inputs)
        if not shared:
            because = causes or {}
            told = {node: replace(planned, cause=because.get(node)) for node, planned in nodes.items()}
            ordered = {node: told.get(node) or idle[node] for node in wanted}
            return Plan(checked, ordered, stages, wanted)
        reason = "several later steps need it, and it is costly"
        nodes = {**nodes, **{node: PlannedNode(node, "table", reason) for node in shared}}


def wanted_nodes(checked: Checked, targets: Collection[str] | None) -> dict[str, tuple[str, ...]]:
    """The targets and what they are made of, in topological order, with their inputs; all nodes without targets."""
    before = {node: checked.nodes[node].inputs for node in checked.order}
    wanted = ancestors(before, targets) if targets else frozenset(before)
    return {node: before[node] for node in checked.order if node in wanted}


def _computed(
    wanted: Mapping[str, tuple[str, ...]], targets: Collection[str] | None, kept: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The nodes that have to be computed, with those of their inputs that have to be, too."""
    after = successors(wanted)
    todo = list(targets) if targets else [node for node in wanted if not after[node]]
    needed: set[str] = set()
    while todo:
        node = todo.pop()
        if node not in kept and node not in needed:
            needed.add(node)
            todo.extend(wanted[node])
    return {
        node: tuple(source for source in sources if source in needed)
        for node, sources in wanted.items()
        if node in needed
    }


def _idle(node: str, kept: Mapping[str, str]) -> PlannedNode:
    if node in kept:
        return PlannedNode(node, "reused", kept[node])
    return PlannedNode(node, "unneeded", "what follows is reused")


def _decide(checked: Checked, inputs: Mapping[str, tuple[str, ...]]) -> dict[str, PlannedNode]:
    after = successors(inputs)
    return {
        node: _planned(node, *_verdict(checked.nodes[node], [checked.nodes[name] for name in after[node]]))
        for node in inputs
    }


def _planned(node: str, materialised: bool, reason: str) -> PlannedNode:
    return PlannedNode(node, "table" if materialised else "lazy", reason)


def _verdict(node: BoundNode, users: Sequence[BoundNode]) -> tuple[bool, str]:
    operation, policy = node.operation, node.policy
    if not operation.has_output:
        return True, "it writes"
    if isinstance(operation, CodeOperation):
        return True, "its code runs on whole tables"
    if operation.materialised:
        return True, "its result is small and ends a pipeline"
    if policy.materialises:
        return True, f"it needs a result of its own for {' and '.join(policy.materialising)}"
    if not users:
        return True, "nothing follows it"
    if any(user.operation.reads_ahead for user in users) and not isinstance(operation, Source):
        return True, "what follows reads it twice"
    return False, "fused into what follows"


def _stages(
    nodes: Mapping[str, PlannedNode], inputs: Mapping[str, tuple[str, ...]], checked: Checked
) -> tuple[Stage, ...]:
    """Group targets that read the same results and share lazy nodes; a target with a policy stays alone."""
    groups: list[Stage] = []
    for node in inputs:
        if nodes[node].materialised:
            stage = _stage(node, nodes, inputs)
            partner = None if _stays_alone(checked.nodes[node]) else _partner(stage, groups, checked)
            if partner is None:
                groups.append(stage)
            else:
                groups[partner] = _merged(groups[partner], stage, inputs)
    return tuple(groups)


def _stage(target: str, nodes: Mapping[str, PlannedNode], inputs: Mapping[str, tuple[str, ...]]) -> Stage:
    fused: set[str] = set()
    needs: set[str] = set()
    todo = list(inputs[target])
    while todo:
        node = todo.pop()
        if nodes[node].materialised:
            needs.add(node)
        elif node not in fused:
            fused.add(node)
            todo.extend(inputs[node])
    return Stage((target,), tuple(node for node in inputs if node in fused), frozenset(needs))


def _stays_alone(node: BoundNode) -> bool:
    """Whether nothing else may share the query of a node: its policy is about it alone, or it runs code."""
    return node.policy.materialises or isinstance(node.operation, CodeOperation)


def _partner(stage: Stage, groups: list[Stage], checked: Checked) -> int | None:
    for index, group in enumerate(groups):
        alone = any(_stays_alone(checked.nodes[target]) for target in group.targets)
        if not alone and group.needs == stage.needs and set(group.fused) & set(stage.fused):
            return index
    return None


def _merged(first: Stage, second: Stage, inputs: Mapping[str, tuple[str, ...]]) -> Stage:
    fused = {*first.fused, *second.fused}
    return Stage(
        (*first.targets, *second.targets), tuple(node for node in inputs if node in fused), first.needs
    )


def _computed_twice(
    stages: tuple[Stage, ...], checked: Checked, inputs: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Nodes that two stages would both compute although they are costly; of each chain of such nodes the last."""
    count: dict[str, int] = {}
    for stage in stages:
        for node in stage.fused:
            count[node] = count.get(node, 0) + 1
    lazy = frozenset(count)
    shared = [node for node in inputs if count.get(node, 0) > 1 and _is_costly(node, checked, inputs, lazy)]
    # What is kept once is not computed twice any more, and neither is what only it needs.
    earlier = {source for node in shared for source in ancestors(inputs, inputs[node])}
    return [node for node in shared if node not in earlier]


def _is_costly(
    node: str, checked: Checked, inputs: Mapping[str, tuple[str, ...]], lazy: AbstractSet[str]
) -> bool:
    todo, seen = [node], set[str]()
    while todo:
        current = todo.pop()
        operation = checked.nodes[current].operation
        if operation.costly and not isinstance(operation, Source):
            return True
        seen.add(current)
        todo.extend(source for source in inputs[current] if source in lazy and source not in seen)
    return False
