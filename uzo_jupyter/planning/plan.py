"""Which nodes become one query: a workflow as stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from uzo_jupyter.checking import BoundNode, Checked
from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import ancestors, successors
from uzo_jupyter.operations import Source


@dataclass(frozen=True, slots=True)
class PlannedNode:
    """How a node is computed: ``materialised`` nodes have a result of their own, the others are fused into those."""

    id: str
    materialised: bool
    reason: str


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
    """What a run does: every node of it, in topological order, and the stages."""

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
        for number, stage in enumerate(self.stages, start=1):
            lines.append(f"stage {number}: one query for {', '.join(stage.targets)}")
            for node in (*stage.fused, *stage.targets):
                planned = self.nodes[node]
                kind = "table" if planned.materialised else "lazy"
                lines.append(f"  {node}: {kind}, {planned.reason}")
        return "\n".join(lines)


def make_plan(checked: Checked, targets: Collection[str] | None = None) -> Plan:
    """Plan a run of the targets (of all nodes where none are named) and of everything that they need.

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
    before = {node: checked.nodes[node].inputs for node in checked.order}
    wanted = ancestors(before, targets) if targets else frozenset(before)
    inputs = {node: before[node] for node in checked.order if node in wanted}
    nodes = _decide(checked, inputs)
    while True:
        stages = _stages(nodes, inputs, checked)
        shared = _computed_twice(stages, checked, inputs)
        if not shared:
            return Plan(checked, nodes, stages, inputs)
        reason = "several later steps need it, and it is costly"
        nodes = {**nodes, **{node: PlannedNode(node, True, reason) for node in shared}}


def _decide(checked: Checked, inputs: Mapping[str, tuple[str, ...]]) -> dict[str, PlannedNode]:
    after = successors(inputs)
    return {
        node: PlannedNode(node, *_verdict(checked.nodes[node], [checked.nodes[name] for name in after[node]]))
        for node in inputs
    }


def _verdict(node: BoundNode, users: Sequence[BoundNode]) -> tuple[bool, str]:
    operation, policy = node.operation, node.policy
    if not operation.has_output:
        return True, "it writes"
    if operation.materialised:
        return True, "its result is small and ends a pipeline"
    if policy.materialises:
        return True, "its retries, timeout, error policy or limit need a result of its own"
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
            partner = None if checked.nodes[node].policy.materialises else _partner(stage, groups, checked)
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


def _partner(stage: Stage, groups: list[Stage], checked: Checked) -> int | None:
    for index, group in enumerate(groups):
        alone = any(checked.nodes[target].policy.materialises for target in group.targets)
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
