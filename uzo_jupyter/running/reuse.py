"""What earlier runs have left that a plan can use, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Place, Sink, Source
from uzo_jupyter.planning import Content, Contents, Plan, cause, contents, make_plan, wanted_nodes
from uzo_jupyter.protocol.runner import TakenResult
from uzo_jupyter.running.cache import Entry, Facts, ResultCache


@dataclass(frozen=True, slots=True)
class FromCache:
    """The rows are kept under the content key of the node."""

    entry: Entry
    reason: str

    @property
    def rows(self) -> int | None:
        """How many there are."""
        return self.entry.rows


@dataclass(frozen=True, slots=True)
class FromRun:
    """An earlier run has done it; ``path`` is the file of its rows, None where it wrote."""

    path: Path | None
    reason: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class AsWritten:
    """The file that the node would write is there already."""

    reason: str
    rows: int | None


Kept: TypeAlias = FromCache | FromRun | AsWritten


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has said about a run.

    ``fresh`` nodes are computed whatever is kept, ``taken`` are taken from an earlier run as they are. Without
    ``use_kept`` nothing is taken from the cache.
    """

    targets: Collection[str] | None = None
    fresh: frozenset[str] = frozenset()
    taken: Mapping[str, TakenResult] = field(default_factory=dict[str, TakenResult])
    use_kept: bool = True

    def is_fresh(self, node: str) -> bool:
        """Whether a node is to be computed although something is kept of it.

        Examples
        --------
        >>> Wishes(fresh=frozenset({"b"})).is_fresh("a"), Wishes(use_kept=False).is_fresh("a")
        (False, True)
        """
        return not self.use_kept or node in self.fresh


class Reuse:
    """Finds what a run of one workflow need not do.

    Parameters
    ----------
    cache, facts
        What was kept.
    checked, place
        The workflow, and where it runs.
    wishes
        What the person wants.
    """

    def __init__(
        self, cache: ResultCache, facts: Facts, checked: Checked, place: Place, wishes: Wishes
    ) -> None:
        self._cache = cache
        self._facts = facts
        self._checked = checked
        self._place = place
        self._wishes = wishes
        wanted = wanted_nodes(checked, wishes.targets) if checked.ok else {}
        self.contents = self._contents()
        self.keys = {node: content and content.key for node, content in self.contents.items()}
        self.kept: dict[str, Kept] = {
            node: found for node in wanted if (found := self._find(node)) is not None
        }

    def plan(self) -> Plan:
        """The plan over what is kept.

        Raises
        ------
        UzoError
            When the workflow has errors, or a target does not exist.
        """
        reasons = {node: kept.reason for node, kept in self.kept.items()}
        return make_plan(self._checked, self._wishes.targets, reasons, self._causes())

    def plan_with_files(self, folder: Path) -> tuple[Plan, dict[str, Path]]:
        """The plan, and the files of the nodes that it reuses, which nobody can take away any more.

        What turns out to be gone or damaged is computed instead.

        Parameters
        ----------
        folder
            Takes links to the files.

        Raises
        ------
        UzoError
            As :meth:`plan` does.
        """
        files: dict[str, Path] = {}
        while True:
            plan = self.plan()
            reused = [node for node in plan.nodes if plan.nodes[node].how == "reused" and node not in files]
            found = {
                node: self._file(node, folder / f"kept-{number}") for number, node in _named(plan, reused)
            }
            files.update({node: path for node, path in found.items() if path is not None})
            lost = [node for node in reused if found[node] is None and not self._is_written(node)]
            if not lost:
                return plan, {node: path for node, path in files.items() if plan.nodes[node].how == "reused"}
            for node in lost:
                del self.kept[node]

    def rows(self, node: str) -> int | None:
        """How many rows a node has, if that is known."""
        kept = self.kept.get(node)
        key = self.keys[node]
        known = kept.rows if kept is not None else None
        return known if known is not None or key is None else self._facts.rows(key)

    def _contents(self) -> Contents:
        """The contents of all nodes; results of a run over other sources have none, and neither has what follows."""
        if not self._checked.ok:
            return {}
        order, taken = self._checked.order, self._wishes.taken
        found = contents(self._checked, order, self._place)
        others = [node for node, result in taken.items() if not _is_the_same(result, found[node])]
        return contents(self._checked, order, self._place, others) if others else found

    def _causes(self) -> dict[str, str]:
        last = self._facts.last_run(self._checked.workflow.name, self._place.directory)
        found = {node: cause(last.get(node), now) for node, now in self.contents.items()} if last else {}
        asked = dict.fromkeys(self._wishes.fresh, "it was asked for")
        return {**{node: text for node, text in found.items() if text is not None}, **asked}

    def _find(self, node: str) -> Kept | None:
        wishes = self._wishes
        if node in wishes.fresh:
            return None
        if node in wishes.taken:
            path = wishes.taken[node].path
            return FromRun(None if path is None else Path(path), "an earlier run has done it")
        key = self.keys[node]
        bound = self._checked.nodes[node]
        if key is None or not wishes.use_kept or bound.policy.cache is False:
            return None
        if isinstance(bound.operation, Sink):
            return self._find_written(node, bound.operation, key)
        entry = self._cache.find(key)
        return None if entry is None else FromCache(entry, _reason(entry, self._is_source(node)))

    def _find_written(self, node: str, sink: Sink, key: str) -> AsWritten | None:
        written = self._facts.written(key, sink.target(self._place))
        return AsWritten(f"{sink.path} is what it would write", written.rows) if written is not None else None

    def _file(self, node: str, link: Path) -> Path | None:
        match self.kept[node]:
            case FromCache(entry=entry):
                return self._cache.take(entry, link.parent, link.name)
            case FromRun(path=path):
                return path if path is not None and path.exists() else None
            case AsWritten():
                return None

    def _is_written(self, node: str) -> bool:
        kept = self.kept[node]
        return isinstance(kept, AsWritten) or (isinstance(kept, FromRun) and kept.path is None)

    def _is_source(self, node: str) -> bool:
        return isinstance(self._checked.nodes[node].operation, Source)


def _is_the_same(result: TakenResult, content: Content | None) -> bool:
    return content is not None and result.key == content.key


def _named(plan: Plan, nodes: Collection[str]) -> list[tuple[int, str]]:
    return [(number, node) for number, node in enumerate(plan.nodes) if node in nodes]


def _reason(entry: Entry, is_source: bool) -> str:
    if entry.pinned:
        return "it is pinned, and its settings and input are the same"
    if entry.what == "copy":
        return "a copy is kept that reads faster, and the source has not changed"
    return "it has not changed since it was read" if is_source else "same settings, same input"
