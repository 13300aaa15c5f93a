"""What became of the nodes of a run, for tasks of Prefect that wait to be told; written from the run's events."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from uzo_jupyter.protocol import (
    NodeFailed,
    NodeFinished,
    NodeRetrying,
    NodeReused,
    NodeSkipped,
    NodeStarted,
    RunEvent,
    RunFinished,
    RunStatus,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt of a node.

    ``kind`` is ``done``, ``reused`` (nothing to do), ``fused`` (part of the query of another node), ``retrying``
    (failed, and another attempt comes), ``failed``, ``skipped``, or the status of a run that ended before the node did.
    """

    kind: Literal["done", "reused", "fused", "retrying", "failed", "skipped", "cancelled", "interrupted"]
    message: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    status: RunStatus
    message: str


class Ledger:
    """The outcomes of the nodes of one run, as far as they are known; safe to use from several threads.

    Examples
    --------
    >>> from uzo_jupyter.protocol import utc_now
    >>> ledger = Ledger(["a"])
    >>> ledger.add(NodeFinished(sequence=1, time=utc_now(), node="a", rows=3, seconds=0.5))
    >>> ledger.outcome("a", attempt=1)
    Outcome(kind='done', message='3 rows, 0.50 s')
    """

    def __init__(self, nodes: Iterable[str]) -> None:
        self._open = set(nodes)
        self._changed = threading.Condition()
        self._attempts: dict[tuple[str, int], Outcome] = {}
        self._fused: dict[str, Outcome] = {}
        self._final: dict[str, Outcome] = {}
        self._ending: Ending | None = None

    @property
    def is_over(self) -> bool:
        """Whether the run is."""
        return self._ending is not None

    def add(self, event: RunEvent) -> None:
        """Note one event."""
        with self._changed:
            match event:
                case NodeStarted(fused_into=str(query)):
                    self._fused[event.node] = _fused(query)
                case NodeRetrying():
                    self._attempts[event.node, event.attempt] = Outcome("retrying", event.message)
                case NodeReused():
                    self._close(event.node, Outcome("reused", event.reason))
                case NodeFinished():
                    self._close(event.node, _finished(event))
                case NodeFailed():
                    self._close(event.node, Outcome("failed", event.diagnostic.line()))
                case NodeSkipped():
                    self._close(event.node, Outcome("skipped", event.reason))
                case RunFinished():
                    self._end(event)
                case _:
                    return
            self._changed.notify_all()

    def outcome(self, node: str, attempt: int) -> Outcome:
        """What became of an attempt of a node; waits until that is known.

        A node that is part of another's query is taken for done when the query begins, so that the other can.
        """
        with self._changed:
            while True:
                known = self._attempts.get((node, attempt)) or self._final.get(node) or self._fused.get(node)
                if known is not None:
                    return known
                self._changed.wait()

    def ending(self) -> Ending:
        """How the run ended; waits until it has."""
        with self._changed:
            while self._ending is None:
                self._changed.wait()
            return self._ending

    def wait(self, seconds: float) -> None:
        """Wait until the run is over, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._ending is not None, seconds)

    def _close(self, node: str, outcome: Outcome) -> None:
        self._final.setdefault(node, outcome)
        self._open.discard(node)

    def _end(self, event: RunFinished) -> None:
        self._ending = Ending(event.status, event.message or "finished")
        for node in tuple(self._open):
            if event.status in ("cancelled", "interrupted"):
                self._close(node, Outcome(event.status, self._ending.message))
            else:
                self._close(node, Outcome("skipped", self._ending.message))


def _finished(event: NodeFinished) -> Outcome:
    if event.fused_into is not None:
        return _fused(event.fused_into)
    rows = [] if event.rows is None else [f"{event.rows:,} row{'' if event.rows == 1 else 's'}"]
    seconds = [] if event.seconds is None else [f"{event.seconds:.2f} s"]
    return Outcome("done", ", ".join([*rows, *seconds]) or "done")


def _fused(query: str) -> Outcome:
    return Outcome("fused", f"part of the query of {query}")
