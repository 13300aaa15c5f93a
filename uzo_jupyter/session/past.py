"""Runs that are over, and what a later run takes from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from uzo_jupyter.checking import Checked, unchanged_nodes
from uzo_jupyter.errors import RunError
from uzo_jupyter.model import ancestors, successors
from uzo_jupyter.protocol import NodeState, RunScope
from uzo_jupyter.protocol.fold import RunView
from uzo_jupyter.protocol.runner import TakenResult


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run, the workflow that it ran, and the digests of the code in it, by node."""

    view: RunView
    checked: Checked
    codes: Mapping[str, str] = field(default_factory=dict[str, str])

    def done(self, node: str) -> bool:
        """Whether the run has done what the node is there for."""
        state = self.view.nodes.get(node)
        return state is not None and state.status == "done"

    def failed(self) -> list[str]:
        """The nodes that it did not come to the end with."""
        return [node for node in self.view.nodes if not self.done(node)]

    def unchanged(self, checked: Checked, codes: Mapping[str, str]) -> frozenset[str]:
        """The nodes that say today what they said then; ``codes`` are the digests of today."""
        nodes = self.codes.keys() | codes.keys()
        changed = {node for node in nodes if self.codes.get(node) != codes.get(node)}
        return unchanged_nodes(self.checked, checked, changed)


@dataclass(frozen=True, slots=True)
class Part:
    """A scope in terms of one workflow: see the fields of the same names of ``StartRun``."""

    targets: tuple[str, ...] | None
    fresh: tuple[str, ...]
    taken: Mapping[str, TakenResult]

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of an earlier run that are taken."""
        return tuple(result.path for result in self.taken.values() if result.path is not None)


def part_of_workflow(
    scope: RunScope, checked: Checked, past: PastRun | None, codes: Mapping[str, str]
) -> Part:
    """What a run of this scope computes and takes; ``codes`` are the digests of the code of its nodes.

    Raises
    ------
    UzoError
        When a node is not there.
    RunError
        When there is no run that could be gone on with, or nothing failed in it.
    """
    for node in (*scope.to, *filter(None, [scope.from_node])):
        checked.workflow.node(node)
    if scope.only_failed:
        return _only_failed(scope, checked, past, codes)
    if scope.from_node is None:
        return Part(scope.to or None, (), {})
    behind = _behind(checked, [scope.from_node])
    targets = scope.to or _ends(checked, behind)
    if not behind & ancestors(_inputs(checked), targets):
        hint = f"Behind it are {', '.join(sorted(behind - {scope.from_node})) or 'no nodes'}."
        raise RunError(f"{scope.from_node!r} is not before {', '.join(targets)}.", hint=hint)
    taken = _taken(checked, past, behind, codes) if scope.past is not None else {}
    return Part(targets, tuple(sorted(behind)), taken)


def _only_failed(scope: RunScope, checked: Checked, past: PastRun | None, codes: Mapping[str, str]) -> Part:
    if past is None:
        raise RunError("Nothing has run yet.", hint="Run the whole workflow first.")
    new = [node for node in checked.order if node not in past.view.nodes]
    targets = [node for node in (*past.failed(), *new) if node in checked.nodes]
    if not targets:
        raise RunError("Nothing failed in the last run.", hint="Run the whole workflow, or from a node.")
    wanted = scope.to or tuple(targets)
    return Part(wanted, (), _taken(checked, past, frozenset(targets), codes))


def _taken(
    checked: Checked, past: PastRun | None, fresh: Collection[str], codes: Mapping[str, str]
) -> dict[str, TakenResult]:
    """The results of an earlier run, of nodes that say the same today; what wrote need not write again."""
    if past is None:
        return {}
    taken: dict[str, TakenResult] = {}
    for node in past.unchanged(checked, codes) - set(fresh):
        path = past.view.results.get(node)
        wrote = not checked.nodes[node].operation.has_output
        if past.done(node) and (wrote or (path is not None and Path(path).exists())):
            taken[node] = TakenResult(path=path, key=past.view.keys.get(node))
    return taken


def carried_over(past: PastRun | None, view: RunView, checked: Checked, codes: Mapping[str, str]) -> RunView:
    """The view of a run that has begun, with what an earlier one still tells of the nodes that it leaves out.

    That is so where settings, inputs and sources are what they were then.
    """
    if past is None:
        return view
    earlier: dict[str, NodeState] = {}
    results = dict(view.results)
    for node in past.unchanged(checked, codes) - view.nodes.keys():
        state = past.view.nodes.get(node) or past.view.earlier.get(node)
        key = view.keys.get(node)
        if (
            state is not None
            and state.status == "done"
            and key is not None
            and key == past.view.keys.get(node)
        ):
            earlier[node] = state
            if node in past.view.results:
                results.setdefault(node, past.view.results[node])
    return view.with_earlier(earlier, results)


def _inputs(checked: Checked) -> dict[str, tuple[str, ...]]:
    return {node: checked.nodes[node].inputs for node in checked.order}


def _behind(checked: Checked, nodes: Collection[str]) -> frozenset[str]:
    """The nodes and all that come after them."""
    return ancestors(successors(_inputs(checked)), nodes)


def _ends(checked: Checked, nodes: Collection[str]) -> tuple[str, ...]:
    """Those of the nodes that nothing follows."""
    after = successors(_inputs(checked))
    return tuple(node for node in checked.order if node in nodes and not after[node])
