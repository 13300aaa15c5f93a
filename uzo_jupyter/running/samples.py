"""Instant previews while editing: every node on a prefix of its sources, in milliseconds, in the kernel.

The rows of a sample are true rows: a join looks the keys of one side up in the whole of the other side, because a
short sample of it would invent rows without a partner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from uzo_jupyter.checking import BoundNode, Checked, first_line
from uzo_jupyter.operations import CodeOperation, FileSource, Place, Source
from uzo_jupyter.operations.lookup import Lookup
from uzo_jupyter.running.compose import Composer
from uzo_jupyter.running.failing_rows import find_failing_row

PREFIX_ROWS = 20_000
"""Rows that are taken of each source."""
SHOWN_ROWS = 1_000
"""Rows that are kept of each sample for showing."""
LOOKUP_BYTES = 200_000_000
"""Files larger than this are not searched for keys: such a preview waits for the run."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of a node, or why there is none.

    ``complete`` means that these are all rows of the node; ``failed`` that its operation cannot be carried out on them.
    """

    frame: pl.DataFrame | None
    complete: bool = False
    note: str | None = None
    failed: bool = False


class Sampler:
    """Computes the samples of one checked workflow; kept samples of unchanged nodes are taken over."""

    def __init__(self, checked: Checked, place: Place) -> None:
        self._checked = checked
        self._place = place
        self._composer = Composer(checked.nodes, place, {})
        self._samples: dict[str, Sample] = {}

    def samples(self) -> dict[str, Sample]:
        """A sample of every node that is bound and has no error; the others have a note."""
        faulty = self._checked.faulty()
        sources = [node for node in self._checked.order if isinstance(self._node(node).operation, Source)]
        self._read_sources([node for node in sources if node not in faulty])
        for node in self._checked.order:
            if node in faulty:
                self._samples[node] = Sample(None, note="It has an error.")
            elif node not in self._samples:
                self._samples[node] = self._derive(self._node(node))
        return {node: _shown(sample) for node, sample in self._samples.items()}

    def _node(self, node: str) -> BoundNode:
        return self._checked.nodes[node]

    def _read_sources(self, nodes: Sequence[str]) -> None:
        for node in nodes:
            operation = self._node(node).operation
            assert isinstance(operation, Source)
            try:
                frame = operation.scan(self._place).head(PREFIX_ROWS).collect()
            except (Exception, pl.exceptions.PanicException) as error:
                self._samples[node] = Sample(None, note=first_line(error), failed=True)
            else:
                self._samples[node] = Sample(frame, complete=frame.height < PREFIX_ROWS)

    def _derive(self, node: BoundNode) -> Sample:
        if isinstance(node.operation, CodeOperation):
            return Sample(None, note="Its code runs only in a run: run the workflow.")
        inputs = [self._samples[source] for source in node.inputs if source in self._samples]
        frames = [sample.frame for sample in inputs if sample.frame is not None]
        if len(frames) < len(node.inputs):
            return Sample(None, note="A node before it has no preview.")
        complete = all(sample.complete for sample in inputs)
        lookup = node.operation.lookup()
        try:
            if lookup is not None and not complete:
                return self._look_up(node, lookup, inputs)
            if len(frames) > 1 and not complete and not node.operation.works_on_samples:
                return Sample(None, note="A preview needs all rows: run the workflow.")
            frame = _first_rows(node.operation.run([frame.lazy() for frame in frames]))
        except (Exception, pl.exceptions.PanicException) as error:
            return _failed(node, frames, error)
        return Sample(frame.head(PREFIX_ROWS), complete=complete and frame.height <= PREFIX_ROWS)

    def _look_up(self, node: BoundNode, lookup: Lookup, inputs: Sequence[Sample]) -> Sample:
        """A join: the sample of the driving side, and those rows of the other side that have its keys."""
        driving = inputs[lookup.driving].frame
        other = inputs[1 - lookup.driving]
        assert driving is not None
        assert other.frame is not None
        rows = other.frame.lazy()
        if not other.complete:
            source = node.inputs[1 - lookup.driving]
            if self._bytes_behind(source) > LOOKUP_BYTES:
                return Sample(None, note="A preview would search a large file: run the workflow.")
            wanted = driving.lazy().select(_keys(lookup)).unique()
            rows = self._composer.frame(source).join(wanted, on=list(lookup.other_keys), how="semi")
        sides = [driving.lazy(), rows] if lookup.driving == 0 else [rows, driving.lazy()]
        return Sample(_first_rows(lookup.operation.run(sides)).head(PREFIX_ROWS))

    def _bytes_behind(self, node: str) -> int:
        """The size of all files that a node is made of."""
        seen: set[str] = set()
        todo = [node]
        total = 0
        while todo:
            current = todo.pop()
            if current in seen:
                continue
            seen.add(current)
            bound = self._node(current)
            todo.extend(bound.inputs)
            if isinstance(bound.operation, FileSource):
                total += sum(path.stat().st_size for path in bound.operation.files(self._place))
        return total


def _failed(node: BoundNode, frames: Sequence[pl.DataFrame], error: BaseException) -> Sample:
    parts = [f"{first_line(error).rstrip('.')}."]
    failing = find_failing_row(node.operation, frames, error) if len(frames) == 1 else None
    parts += [failing.sentence(node.inputs[0])] if failing else []
    parts += [node.operation.advice] if node.operation.advice else []
    return Sample(None, note=" ".join(parts), failed=True)


def _first_rows(rows: pl.LazyFrame) -> pl.DataFrame:
    """As many rows as a sample has, and one more that tells whether these are all.

    The streaming engine stops when it has them: a join that makes billions of rows of a sample costs nothing then,
    while the in-memory engine would compute all of them.
    """
    return rows.head(PREFIX_ROWS + 1).collect(engine="streaming")


def _keys(lookup: Lookup) -> list[pl.Expr]:
    """The keys of the driving side under the names that they have on the other."""
    pairs = zip(lookup.driving_keys, lookup.other_keys, strict=True)
    return [pl.col(mine).alias(theirs) for mine, theirs in pairs]


def _shown(sample: Sample) -> Sample:
    if sample.frame is None:
        return sample
    return Sample(
        sample.frame.head(SHOWN_ROWS), sample.complete and sample.frame.height <= SHOWN_ROWS, sample.note
    )
