"""Rows, time and progress of each node of a query, read off the engine's metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uzo_jupyter.running.observing.align import Above, Aligner, Alignment
from uzo_jupyter.running.observing.engine_plan import EnginePlan, Metrics
from uzo_jupyter.running.observing.kinds import keeps_rows
from uzo_jupyter.running.observing.logical import Step


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """What the engine did for a node so far.

    ``rows`` is None where no place in the query is surely this node's output. ``exact`` says that, once the query
    is over, ``rows`` are all the rows that the node has in the workflow; otherwise there may be more of them, which
    the engine did not need. ``seconds`` is time of work summed over threads; None where the work was done together
    with that of another node.
    """

    rows: int | None
    seconds: float | None
    done: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a node's figures come from: the worker that sends its rows, and those that work for it.

    If ``exact``, all rows come from there as long as each worker of ``joins`` sends some.
    """

    rows: int | None
    work: tuple[int, ...] | None
    exact: bool = False
    joins: tuple[int, ...] = ()


class QueryFigures:
    """The figures of the nodes of one query.

    Parameters
    ----------
    plan
        The query as the engine runs it.
    steps
        The last logical step of each node.
    results
        The node whose rows each result of the query has, in order.
    writers
        For each result the node that writes it, None where it is only kept.
    """

    def __init__(
        self,
        plan: EnginePlan,
        steps: Mapping[str, Step],
        results: Sequence[str],
        writers: Sequence[str | None],
    ) -> None:
        self._plan = plan
        aligner = Aligner(plan)
        for node, root in zip(results, plan.roots, strict=True):
            if node in steps:
                aligner.align(steps[node], _below_sink(plan, root))
        self._found = aligner.found
        self._output = _outputs(plan)
        claims = Counter(operator for work in self._found.work.values() for operator in work)
        self._several = {operator for operator, times in claims.items() if times > 1} | self._found.mixed
        self._sources = {node: self._source(node, step, self._found) for node, step in steps.items()}
        for writer, root in zip(writers, plan.roots, strict=True):
            if writer is not None and plan.operators[root].kind == "Sink":
                self._sources[writer] = _Source(None, self._workers({root}))

    def read(self, metrics: Mapping[int, Metrics]) -> dict[str, NodeFigures]:
        """The figures of all nodes that have some."""
        figures = {node: _figures(source, metrics) for node, source in self._sources.items()}
        return {node: f for node, f in figures.items() if f.rows is not None or f.seconds is not None}

    def _source(self, node: str, step: Step, found: Alignment) -> _Source:
        work = found.work.get(node, set())
        workers = self._workers(work) if work and not work & self._several else None
        place = _best(found.places.get(id(step), {}))
        rows = None if place is None else self._rows_of(place[0])
        if place is None or rows is None:
            return _Source(None, workers)
        joins = [self._output.get(join) for join in place[1].joins]
        known = tuple(join for join in joins if join is not None)
        return _Source(rows, workers, not place[1].hides and len(known) == len(joins), known)

    def _workers(self, operators: set[int]) -> tuple[int, ...]:
        return tuple(worker.id for worker in self._plan.workers.values() if worker.operator in operators)

    def _rows_of(self, operator: int) -> int | None:
        """The worker that sends the rows of an operator; one without workers may pass on those of its input."""
        while operator not in self._output:
            step = self._plan.operators[operator]
            if len(step.inputs) != 1 or not keeps_rows(step):
                return None
            operator = step.inputs[0]
        return self._output[operator]


def _best(places: Mapping[int, Above]) -> tuple[int, Above] | None:
    """Of the places where a node's rows come out, one where all do; else the only one there is."""
    complete = [(place, above) for place, above in places.items() if not above.hides]
    if complete:
        return min(complete, key=lambda found: len(found[1].joins))
    # What is computed at several places has no one number of rows.
    return next(iter(places.items())) if len(places) == 1 else None


def _below_sink(plan: EnginePlan, root: int) -> int:
    operator = plan.operators[root]
    return operator.inputs[0] if operator.kind == "Sink" else root


def _outputs(plan: EnginePlan) -> dict[int, int]:
    """For each operator the one worker that sends its rows; what only hands rows to several readers does not count."""
    inner: set[int] = set()
    for worker in plan.workers.values():
        if worker.kind != "Multiplexer":
            for source in worker.inputs:
                behind = plan.workers[source]
                while behind.kind == "Multiplexer":
                    behind = plan.workers[behind.inputs[0]]
                if behind.operator == worker.operator:
                    inner.add(behind.id)
    found: dict[int, list[int]] = {}
    for worker in plan.workers.values():
        if worker.kind != "Multiplexer" and worker.id not in inner:
            found.setdefault(worker.operator, []).append(worker.id)
    return {operator: workers[0] for operator, workers in found.items() if len(workers) == 1}


def _figures(source: _Source, metrics: Mapping[int, Metrics]) -> NodeFigures:
    sender = None if source.rows is None else metrics.get(source.rows)
    work = [metrics[worker] for worker in source.work or () if worker in metrics]
    done = sender.done if sender is not None else bool(work) and all(part.done for part in work)
    return NodeFigures(
        rows=None if sender is None else sender.rows_out,
        seconds=sum(part.seconds for part in work) if work else None,
        done=done,
        exact=source.exact and all(join in metrics and metrics[join].rows_out for join in source.joins),
    )
