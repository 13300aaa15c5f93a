"""Lazy frames of a plan's nodes, over the results that are there already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from uzo_jupyter.checking import BoundNode
from uzo_jupyter.operations import Place, Source
from uzo_jupyter.running.cache import scan


class Composer:
    """Builds the lazy frame of any node: lazy nodes extend their inputs', results are read from their files.

    ``results`` may grow while the composer is in use: a frame is composed anew each time it is asked for.
    """

    def __init__(self, nodes: Mapping[str, BoundNode], place: Place, results: Mapping[str, Path]) -> None:
        self._nodes = nodes
        self._place = place
        self._results = results

    def frame(self, node: str) -> pl.LazyFrame:
        """The rows of a node."""
        return self.frames([node])[node]

    def frames(self, nodes: list[str]) -> dict[str, pl.LazyFrame]:
        """The rows of several nodes over shared parts, so that one query can compute the parts once."""
        made: dict[str, pl.LazyFrame] = {}
        todo = list(reversed(nodes))
        while todo:
            node = todo[-1]
            missing = [] if node in made or node in self._results else self._inputs_of(node, made)
            if missing:
                todo.extend(missing)
                continue
            todo.pop()
            if node not in made:
                made[node] = self._make(node, made)
        return {node: made[node] for node in nodes}

    def _inputs_of(self, node: str, made: Mapping[str, pl.LazyFrame]) -> list[str]:
        return [source for source in self._nodes[node].inputs if source not in made]

    def _make(self, node: str, made: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
        result = self._results.get(node)
        if result is not None:
            return scan(result)
        bound = self._nodes[node]
        if isinstance(bound.operation, Source):
            return bound.operation.scan(self._place)
        return bound.operation.run([made[source] for source in bound.inputs])
