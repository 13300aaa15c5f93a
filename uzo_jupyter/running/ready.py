"""Which stages may begin: a queue that knows neither threads nor the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from uzo_jupyter.model import Policy, ancestors
from uzo_jupyter.planning import Plan, Stage

_LONGEST_DELAY = 3600.0
_JITTER = 0.3


def retry_delay(policy: Policy, attempt: int, chance: float) -> float:
    """Seconds between a failed attempt and the next: each wait is longer, none is longer than an hour.

    Parameters
    ----------
    policy
        Says how long the first wait is, and how many times longer each following one.
    attempt
        The attempt that failed; the first is 1.
    chance
        A number from 0 to 1: up to 30 % are added, so that those who failed together do not come back together.

    Examples
    --------
    >>> policy = Policy(retry_count=9, retry_delay=10, retry_backoff=2)
    >>> [retry_delay(policy, attempt, 0) for attempt in (1, 2, 3, 9)]
    [10.0, 20.0, 40.0, 2560.0]
    >>> retry_delay(policy, 1, 1)
    13.0
    """
    delay = min(policy.retry_delay * policy.retry_backoff ** (attempt - 1), _LONGEST_DELAY)
    return delay * (1 + _JITTER * chance)


@dataclass(slots=True)
class _Waiting:
    """A stage that is to run: the attempt that comes next, and the time before which it does not."""

    attempt: int = 1
    not_before: float = 0.0


class ReadyQueue:
    """The stages of a plan on their way from waiting to done: each begins as soon as what it needs is there.

    Parameters
    ----------
    plan
        The stages. Results that no stage makes are taken to be there already.
    concurrency
        How many stages run at once.
    asks
        Whether a stage also waits until its nodes were asked for with :meth:`ask`; of those that follow each other the
        first, since somebody may ask for the next only when it is done.
    """

    def __init__(self, plan: Plan, concurrency: int, *, asks: bool = False) -> None:
        self._plan = plan
        self._concurrency = concurrency
        self._asked: set[str] | None = set() if asks else None
        self._waiting = {stage: _Waiting() for stage in plan.stages}
        self._running: set[Stage] = set()
        self._missing = {target for stage in plan.stages for target in stage.targets}
        self._limits = _group_limits(plan)

    @property
    def is_over(self) -> bool:
        """Whether nothing runs and nothing will."""
        return not self._running and not self._waiting

    def ask(self, node: str) -> None:
        """Let the stage of a node begin when it can, as far as this node is concerned."""
        if self._asked is not None:
            self._asked.add(node)

    def take(self, now: float) -> list[tuple[Stage, int]]:
        """The stages that begin now, each with the number of its attempt."""
        taken: list[tuple[Stage, int]] = []
        for stage, waiting in list(self._waiting.items()):
            if waiting.not_before <= now and self._is_ready(stage) and self._has_room(stage):
                del self._waiting[stage]
                self._running.add(stage)
                taken.append((stage, waiting.attempt))
        return taken

    def next_time(self, now: float) -> float | None:
        """When the next stage whose time has not come may begin."""
        times = [
            waiting.not_before
            for stage, waiting in self._waiting.items()
            if waiting.not_before > now and self._is_ready(stage)
        ]
        return min(times, default=None)

    def succeeded(self, stage: Stage) -> None:
        """A stage is done: its results are there."""
        self._running.discard(stage)
        self._missing.difference_update(stage.targets)

    def again(self, stage: Stage, attempt: int, at: float) -> None:
        """A stage is to be tried again, not before a time."""
        self._running.discard(stage)
        self._waiting[stage] = _Waiting(attempt, at)

    def failed(self, stage: Stage) -> Sequence[Stage]:
        """A stage has failed for good; returns those that can never begin now, in the order of the plan."""
        self._running.discard(stage)
        spoilt = set(stage.targets)
        lost: list[Stage] = []
        for other in self._plan.stages:
            if other in self._waiting and spoilt & other.needs:
                spoilt.update(other.targets)
                lost.append(other)
        for other in lost:
            del self._waiting[other]
        return lost

    def stop(self) -> None:
        """Let nothing begin any more."""
        self._waiting.clear()

    def _is_ready(self, stage: Stage) -> bool:
        asked = self._asked is None or self._asked >= self._first(stage)
        return asked and self._missing.isdisjoint(stage.needs)

    def _first(self, stage: Stage) -> set[str]:
        """The targets that come after no other target of the stage."""
        inside = {*stage.targets, *stage.fused}
        before = {node: [each for each in self._plan.inputs[node] if each in inside] for node in inside}
        return {node for node in stage.targets if not ancestors(before, before[node]) & {*stage.targets}}

    def _has_room(self, stage: Stage) -> bool:
        together = [*self._running, stage]
        if len(together) > min(self._concurrency, *(self._limit_of_run(each) for each in together)):
            return False
        group = self._group(stage)
        return group is None or sum(self._group(each) == group for each in together) <= self._limits[group]

    def _policy(self, stage: Stage) -> Policy:
        # A node with such a policy is a stage of its own.
        return self._plan.bound(stage.targets[0]).policy

    def _group(self, stage: Stage) -> str | None:
        return self._policy(stage).concurrency_group

    def _limit_of_run(self, stage: Stage) -> int:
        policy = self._policy(stage)
        limit = policy.concurrency_limit if policy.concurrency_group is None else None
        return limit or self._concurrency


def _group_limits(plan: Plan) -> dict[str, int]:
    """How many nodes of each group run at once: the least that any of them says, 1 where none says anything."""
    said: dict[str, list[int]] = {}
    for policy in _policies(plan):
        if policy.concurrency_group is not None:
            limits = said.setdefault(policy.concurrency_group, [])
            limits += [policy.concurrency_limit] if policy.concurrency_limit else []
    return {group: min(limits, default=1) for group, limits in said.items()}


def _policies(plan: Plan) -> Iterable[Policy]:
    return (plan.bound(node).policy for node in plan.inputs)
