"""What a run leaves for later runs: results by content key, and what was written where."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor

from uzo_jupyter.model import ancestors, successors
from uzo_jupyter.operations import Place, Sink, Source
from uzo_jupyter.planning import Contents, Plan, Stage, contents
from uzo_jupyter.protocol import utc_now
from uzo_jupyter.running.cache import Entry, Facts, ResultCache, Written, checksum
from uzo_jupyter.running.stages import StageOutput, Stages

_LOG = logging.getLogger(__name__)


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
    """

    def __init__(
        self, cache: ResultCache, facts: Facts, plan: Plan, place: Place, contents: Contents
    ) -> None:
        self._cache = cache
        self._facts = facts
        self._plan = plan
        self._place = place
        self._contents = contents
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

    def finish(self, done: Collection[str]) -> None:
        """Wait until everything is kept, and make room; ``done`` are the nodes that the run came to the end with."""
        workflow = self._plan.checked.workflow
        made = {node: content for node in done if (content := self._contents[node]) is not None}
        self._facts.keep_last_run(workflow.name, self._place.directory, made)
        self._work.shutdown()
        if self._cache.trim():
            self._facts.trim()

    def _keep(self, node: str, output: StageOutput, seconds: float) -> None:
        try:
            if self._has_changed(node):
                return
            operation = self._plan.bound(node).operation
            if isinstance(operation, Sink):
                self._facts.keep_written(self._key(node), Written.of(output.path, output.rows))
            elif output.rows is not None:
                self._cache.add(self._entry(node, output, output.rows, seconds), output.path)
        except OSError:
            # A full disk, a folder that cannot be written: the run itself has what it needs.
            _LOG.exception("the result of %s was not kept", node)

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
            pinned=self._plan.bound(node).policy.pin,
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

    def _settle_pins(self, pins: Mapping[str, str | None]) -> None:
        try:
            self._cache.settle_pins(str(self._place.directory), self._plan.checked.workflow.name, pins)
        except OSError:
            _LOG.exception("pins were not settled")

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
