"""What a query would do if nothing were optimised: steps that know which node of the workflow they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import polars as pl
from polars.io.plugins import register_io_source

from uzo_jupyter.operations import Sink, Source
from uzo_jupyter.planning import Plan
from uzo_jupyter.running.observing.engine_metrics import plan_as_written
from uzo_jupyter.running.observing.engine_plan import EnginePlan, Operator

_MARK = 1_000_000_007
"""An input of a node is marked by a slice of this length plus its number: no workflow has such a slice."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A step of the query; ``owner`` is the node that it belongs to, None for results of earlier queries.

    ``operator`` is None for what is only read; ``columns`` are then those that it has, if that is known. ``schemas``
    are those of the inputs, where the step stands directly on inputs of its node.
    """

    owner: str | None
    operator: Operator | None
    inputs: tuple[Step, ...] = ()
    columns: frozenset[str] = field(default=frozenset())
    schemas: tuple[pl.Schema, ...] = ()


def logical_steps(plan: Plan, nodes: Sequence[str], given: frozenset[str]) -> dict[str, Step]:
    """The last step of each node.

    Parameters
    ----------
    plan
        The plan that the nodes are of.
    nodes
        The nodes of one query, in topological order.
    given
        The nodes that are read from results.

    Returns
    -------
    dict
        A step for each node for which one could be found: nodes after an unknown one have none.
    """
    made = [node for node in nodes if node not in given and _can_be_tried(plan, node)]
    parts = _parts(plan, made)
    steps: dict[str, Step] = {}
    for node in nodes:
        bound = plan.bound(node)
        if node in given or isinstance(bound.operation, Source):
            schema = plan.checked.schemas.get(node)
            steps[node] = Step(
                None if node in given else node, None, columns=frozenset(schema.names() if schema else ())
            )
        elif node in parts and all(source in steps for source in bound.inputs):
            engine_plan, root = parts[node]
            inputs = [_Input(steps[source], plan.checked.schemas[source]) for source in bound.inputs]
            steps[node] = _step(node, engine_plan, root, inputs, {})
    return steps


def _can_be_tried(plan: Plan, node: str) -> bool:
    bound = plan.bound(node)
    known = all(plan.checked.schemas.get(source) is not None for source in bound.inputs)
    return known and not isinstance(bound.operation, Source | Sink) and not bound.operation.reads_ahead


def _parts(plan: Plan, nodes: Sequence[str]) -> dict[str, tuple[EnginePlan, int]]:
    """What each node alone adds to a query: planned by Polars over inputs that cannot be read."""
    queries: dict[str, pl.LazyFrame] = {}
    for node in nodes:
        bound = plan.bound(node)
        schemas = [plan.checked.schemas[source] for source in bound.inputs]
        inputs = [_unreadable(schema, number) for number, schema in enumerate(schemas) if schema is not None]
        # A node that cannot be composed alone has no figures; whether it is wrong, the check has said before.
        with suppress(Exception):
            queries[node] = bound.operation.run(inputs)
    found = _planned(list(queries.values()))
    if found is None:
        return {}
    return {node: (found, root) for node, root in zip(queries, found.roots, strict=True)}


def _planned(queries: list[pl.LazyFrame]) -> EnginePlan | None:
    """The plan of queries that fail as soon as they begin to read."""
    if not queries:
        return None
    found = plan_as_written(queries)
    return found if found is not None and len(found.roots) == len(queries) else None


def _unreadable(schema: pl.Schema, number: int) -> pl.LazyFrame:
    def refuse(*_: object) -> Iterator[pl.DataFrame]:
        # With a yield it is only begun when the query runs, which is after Polars has told its plan.
        yield from ()
        raise OSError("this is only planned")

    return register_io_source(refuse, schema=schema).head(_MARK + number)


@dataclass(frozen=True, slots=True)
class _Input:
    step: Step
    schema: pl.Schema | None


def _step(node: str, plan: EnginePlan, root: int, inputs: Sequence[_Input], seen: dict[int, Step]) -> Step:
    if root in seen:
        return seen[root]
    if (given := _input_at(plan, root, inputs)) is not None:
        return given.step
    operator = plan.operators[root]
    sources = tuple(_step(node, plan, source, inputs, seen) for source in operator.inputs)
    below = [_input_at(plan, source, inputs) for source in operator.inputs]
    schemas = tuple(given.schema for given in below if given is not None and given.schema is not None)
    seen[root] = Step(node, operator, sources, schemas=schemas if len(schemas) == len(below) else ())
    return seen[root]


def _input_at(plan: EnginePlan, root: int, inputs: Sequence[_Input]) -> _Input | None:
    """The input of the node that an operator stands for, if it is the mark of one."""
    operator = plan.operators[root]
    mark = operator.properties.get("len")
    is_mark = operator.kind == "Slice" and isinstance(mark, int) and 0 <= mark - _MARK < len(inputs)
    return inputs[mark - _MARK] if is_mark and isinstance(mark, int) else None
