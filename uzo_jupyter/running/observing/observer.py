"""Runs the queries of a stage and tells meanwhile what each of its nodes has done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from uzo_jupyter.planning import Plan
from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.observing.engine_metrics import Recorder, collect_watched, why_unavailable
from uzo_jupyter.running.observing.figures import NodeFigures, QueryFigures
from uzo_jupyter.running.observing.logical import Step, logical_steps

_LOG = logging.getLogger(__name__)

TELL_SECONDS = 0.2
"""How long the figures of a small query are not told again."""
_TELL_SECONDS_PER_NODE = 0.004

Listener = Callable[[Mapping[str, NodeFigures]], None]
"""Is given what changed: in a thread of its own while the query runs, and once more before ``collect`` returns."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One ``collect_all``: the nodes of its queries in topological order, of which ``given`` are read from results.

    ``rows`` are those of each query, ``writes`` makes the query that writes them to its file. ``results`` has for each
    query the node whose rows it has, ``writers`` the node that writes them, if one does.
    """

    rows: Sequence[pl.LazyFrame]
    writes: Sequence[Callable[[pl.LazyFrame], pl.LazyFrame]]
    nodes: Sequence[str]
    given: frozenset[str]
    results: Sequence[str]
    writers: Sequence[str | None]

    @property
    def queries(self) -> list[pl.LazyFrame]:
        """The queries, which write what they compute."""
        return [write(rows) for rows, write in zip(self.rows, self.writes, strict=True)]


class QueryObserver:
    """Runs queries; where the engine can be watched, it tells of their nodes.

    Nothing that goes wrong with watching is a reason for a query to fail: there are no figures then.
    """

    def __init__(self, plan: Plan, engine: Engine) -> None:
        self._plan = plan
        self._engine: Engine = engine
        self._why_not = why_unavailable(engine)
        if self._why_not is not None:
            _LOG.info("rows and times are told by stage, not by node: %s", self._why_not)

    def collect(self, watched: Watched, listener: Listener) -> None:
        """Run the queries, and tell the listener of their nodes.

        Raises
        ------
        Exception
            What Polars raises.
        """
        if self._engine == "gpu":
            _collect_on_gpu(watched)
            return
        if self._why_not is not None:
            pl.collect_all(watched.queries, engine=self._engine)
            return
        watch = _Watch(self._plan, watched, listener)
        with watch:
            collect_watched(watched.queries, watch.recorder)
        watch.tell()


def _collect_on_gpu(watched: Watched) -> None:
    """Compute the rows of one query after the other on the GPU, and write them here.

    Polars' GPU engine takes no several queries at once, and leaves to the processor what it does not know, such as
    writing: a query that writes would be computed there as a whole.
    """
    for rows, write in zip(watched.rows, watched.writes, strict=True):
        write(rows.collect(engine="gpu").lazy()).collect()


class _Watch:
    """Looks at a running query now and then."""

    def __init__(self, plan: Plan, watched: Watched, listener: Listener) -> None:
        self.recorder = Recorder()
        self._plan = plan
        self._watched = watched
        self._listener = listener
        self._figures: QueryFigures | None = None
        self._steps: Mapping[str, Step] = {}
        self._told: Mapping[str, NodeFigures] = {}
        self._over = threading.Event()
        self._pause = max(TELL_SECONDS, _TELL_SECONDS_PER_NODE * len(watched.nodes))
        self._thread = threading.Thread(target=self._look, name="observer", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        # While the query begins: it costs some milliseconds, which would otherwise come on top of it.
        with self._understanding():
            watched = self._watched
            self._steps = logical_steps(self._plan, watched.nodes, watched.given)
        while not self._over.wait(self._pause):
            self.tell()

    def tell(self) -> None:
        """Tell what changed since the last time."""
        new: Mapping[str, NodeFigures] = {}
        with self._understanding():
            new = self._read()
        changed = {node: figures for node, figures in new.items() if self._told.get(node) != figures}
        self._told = new
        if changed:
            self._listener(changed)

    @contextmanager
    def _understanding(self) -> Generator[None]:
        """What cannot be understood is noted once, and costs the figures and nothing else."""
        try:
            yield
        except Exception:
            _LOG.exception("the metrics of a query could not be understood")
            self._steps = {}

    def _read(self) -> Mapping[str, NodeFigures]:
        if self._figures is None:
            engine_plan = self.recorder.plan()
            if engine_plan is None or not self._steps:
                return {}
            watched = self._watched
            self._figures = QueryFigures(engine_plan, self._steps, watched.results, watched.writers)
        return self._figures.read(self.recorder.metrics())
