"""What a run leaves for later runs: results by content key, and what was written where."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from uzo_jupyter.model import ancestors, successors
from uzo_jupyter.operations import Place, Sink, Source
from uzo_jupyter.planning import Contents, Plan, Stage, contents
from uzo_jupyter.protocol import utc_now
from uzo_jupyter.running.cache import Entry, Facts, Owner, ResultCache, Written, checksum
from uzo_jupyter.running.reuse import Wishes
from uzo_jupyter.running.stages import StageOutput, Stages

_LOG = logging.getLogger(__name__)


@contextmanager
def _harmless(what: str) -> Generator[None]:
    """Log a fault of the cache, such as a full disk or a folder that is gone: the run itself has what it needs."""
    try:
        yield
    except Exception:
        _LOG.exception(what)


class Keeper:
    """Keeps the results of one run in the background.

    Parameters
    ----------
    cache, facts
        Where they are kept.
    plan, place
        What is run, and where.
    contents
        What the nodes were made of when the run began.
    owner
        The workflow, as what it pins is marked.
    wishes
        What the person wants: results that were to be computed anew take the place of those that are kept.
    """

    def __init__(
        self,
        cache: ResultCache,
        facts: Facts,
        plan: Plan,
        place: Place,
        contents: Contents,
        owner: Owner,
        wishes: Wishes,
    ) -> None:
        self._cache = cache
        self._facts = facts
        self._plan = plan
        self._place = place
        self._contents = contents
        self._owner = owner
        self._wishes = wishes
        self._keys = {node: content and content.key for node, content in contents.items()}
        self._work = ThreadPoolExecutor(1, thread_name_prefix="uzo-keep")

    def keep(self, outputs: Mapping[str, StageOutput], seconds: float) -> None:
        """Keep what a stage has made, soon."""
        for node, output in outputs.items():
            if self._keys[node] is not None and self._plan.bound(node).policy.cache is not False:
                self._work.submit(self._keep, node, output, seconds)

    def still_true(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Those of some counts that are of the rows that the run has read: others were counted when a file was new."""
        read = [node for node, planned in self._plan.nodes.items() if not planned.is_reused]
        changed = self._changed_sources(
            [node for node in read if isinstance(self._plan.bound(node).operation, Source)]
        )
        behind = ancestors(successors(self._plan.inputs), changed)
        return {node: rows for node, rows in counts.items() if node not in behind}

    def keep_rows(self, counts: Mapping[str, int]) -> None:
        """Remember how many rows nodes have."""
        keyed = {self._keys[node]: rows for node, rows in counts.items()}
        self._facts.keep_rows({key: rows for key, rows in keyed.items() if key is not None})

    def settle_pins(self) -> None:
        """Let the kept results be pinned where the workflow says so, and what it had pinned before no longer."""
        pins = {
            node: self._keys[node] if self._plan.bound(node).policy.pin else None for node in self._plan.nodes
        }
        self._work.submit(self._settle_pins, pins)
        # The process of a command ends with its run, before the room is made that it should leave.
        self._make_room_soon()

    def finish(self, done: Collection[str]) -> None:
        """Wait until everything is kept; then room is made, soon.

        Parameters
        ----------
        done
            The nodes that the run came to the end with.
        """
        workflow = self._plan.checked.workflow
        made = {node: content for node in done if (content := self._contents[node]) is not None}
        with _harmless("what nodes were made of was not kept"):
            self._facts.keep_last_run(workflow.name, self._place.directory, made)
        self._work.shutdown()
        self._make_room_soon()

    def _keep(self, node: str, output: StageOutput, seconds: float) -> None:
        with _harmless(f"the result of {node} was not kept"):
            if self._has_changed(node):
                return
            operation = self._plan.bound(node).operation
            if isinstance(operation, Sink):
                self._keep_written(node, output)
            elif output.rows is not None:
                self._keep_rows_of(node, self._entry(node, output, output.rows, seconds), output.path)

    def _keep_written(self, node: str, output: StageOutput) -> None:
        written = Written.of(output.path, output.rows)
        # Else somebody has put another file there since: what it holds is not what this node writes.
        if output.state is not None and written.is_file(*output.state):
            self._facts.keep_written(self._key(node), written)

    def _keep_rows_of(self, node: str, entry: Entry, path: Path) -> None:
        if not self._wishes.is_fresh(node):
            self._cache.add(entry, path)
            return
        before = self._cache.find(entry.key)
        if before is not None and before.checksum != entry.checksum:
            self._forget_around(node)
        self._cache.add(entry, path, replace=True)

    def _forget_around(self, node: str) -> None:
        """Forget what was kept with the old rows of a node and is not computed anew in a stage of its own."""
        checked = self._plan.checked
        after = successors({each: checked.nodes[each].inputs for each in checked.order})
        around = {*ancestors(after, [node]), *self._plan.stage_of(node).fused}
        for other in around.difference(*(stage.targets for stage in self._plan.stages)):
            key = self._keys[other]
            if key is not None:
                self._cache.remove(key)
                self._facts.forget_written(key)

    def _entry(self, node: str, output: StageOutput, rows: int, seconds: float) -> Entry:
        return Entry(
            key=self._key(node),
            directory=str(self._place.directory),
            workflow=self._plan.checked.workflow.name,
            node=node,
            rows=rows,
            size=output.path.stat().st_size,
            checksum=checksum(output.path),
            seconds=seconds,
            created=utc_now(),
        )

    def _has_changed(self, node: str) -> bool:
        """Whether a source behind the node is not what it was when the run began: nobody knows which state was read."""
        todo, sources = [node], set[str]()
        seen: set[str] = set()
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo.extend(self._plan.inputs[current])
                if isinstance(self._plan.bound(current).operation, Source):
                    sources.add(current)
        return bool(self._changed_sources(sources))

    def _changed_sources(self, sources: Collection[str]) -> set[str]:
        """Those of some sources that are not what they were when the run began."""
        now = contents(self._plan.checked, sources, self._place)
        return {source for source in sources if now[source] != self._contents[source]}

    def _make_room_soon(self) -> None:
        """Make room in a thread of its own: nobody waits for it, and it may be ended at any moment."""
        threading.Thread(target=self._make_room, name="uzo-room", daemon=True).start()

    def _make_room(self) -> None:
        with _harmless("no room was made"):
            self._cache.trim()
            self._facts.trim()

    def _settle_pins(self, pins: Mapping[str, str | None]) -> None:
        with _harmless("pins were not settled"):
            self._cache.pins.settle(self._owner, self._plan.checked.nodes, pins)

    def _key(self, node: str) -> str:
        key = self._keys[node]
        assert key is not None
        return key


class KeepingStages:
    """Runs stages as others do, and keeps their results for later runs."""

    def __init__(self, stages: Stages, keeper: Keeper) -> None:
        self._stages = stages
        self._keeper = keeper

    def run(self, stage: Stage) -> dict[str, StageOutput]:
        """Compute all targets of a stage.

        Raises
        ------
        StageFailure
            When a node fails; nothing of the stage's outputs is left then.
        """
        started = time.perf_counter()
        outputs = self._stages.run(stage)
        self._keeper.keep(outputs, time.perf_counter() - started)
        return outputs
