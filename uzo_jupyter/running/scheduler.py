"""Runs the stages of a plan: each as soon as it can, several at once, failed ones again."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from uzo_jupyter.planning import Plan, Stage
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.ready import ReadyQueue, retry_delay

_MOST = 8


def default_concurrency() -> int:
    """How many stages run at once where nobody says: as many as there are processors, at least 2, at most 8."""
    return min(max(2, os.cpu_count() or 2), _MOST)


class Clock:
    """The time, and waiting for it. A test has another."""

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wait(self, changed: threading.Condition, seconds: float | None) -> None:
        """Wait until something has changed, or the time is over."""
        changed.wait(seconds)


class Scheduler:
    """One run of a plan's stages.

    Parameters
    ----------
    plan
        What is to be done.
    execution
        Does it and tells of it.
    concurrency
        How many stages run at once; None for :func:`default_concurrency`.
    asks
        Whether a stage waits until one of its nodes was asked for: somebody else decides when nodes may begin.
    clock, chance
        The time, and numbers from 0 to 1 for the jitter of retries.
    """

    def __init__(
        self,
        plan: Plan,
        execution: Execution,
        concurrency: int | None = None,
        *,
        asks: bool = False,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._plan = plan
        self._execution = execution
        self._concurrency = concurrency or default_concurrency()
        self._queue = ReadyQueue(plan, self._concurrency, asks=asks)
        self._changed = threading.Condition()
        self._broken: BaseException | None = None
        self._clock = clock or Clock()
        self._chance = chance

    def run(self) -> None:
        """Run all stages that can run; returns when nothing is under way any more and all is told.

        Raises
        ------
        BaseException
            What was raised where nothing should be, such as while an event is told.
        """
        with ThreadPoolExecutor(self._concurrency, thread_name_prefix="stage") as workers:
            while True:
                with self._changed:
                    taken = self._queue.take(self._clock.now())
                    if self._broken is not None:
                        raise self._broken
                    if not taken and self._queue.is_over:
                        break
                    if not taken:
                        self._wait()
                for stage, attempt in taken:
                    workers.submit(self._attempt, stage, attempt)
        self._execution.skip_rest()

    def ask(self, node: str) -> None:
        """Somebody wants a node: its stage may begin when what it needs is there."""
        with self._changed:
            self._queue.ask(node)
            self._changed.notify()

    def stop(self) -> None:
        """Let nothing begin any more; what runs goes on to its end."""
        with self._changed:
            self._queue.stop()
            self._changed.notify()

    def _wait(self) -> None:
        now = self._clock.now()
        due = self._queue.next_time(now)
        self._clock.wait(self._changed, None if due is None else due - now)

    def _attempt(self, stage: Stage, attempt: int) -> None:
        try:
            failure = self._execution.attempt(stage, attempt)
            with self._changed:
                if failure is None:
                    self._queue.succeeded(stage)
                else:
                    self._failed(stage, attempt, failure)
        except BaseException as error:
            # In this thread nobody would hear of it, and the run would wait for the stage for ever.
            self._broken = error
        with self._changed:
            self._changed.notify()

    def _failed(self, stage: Stage, attempt: int, failure: Diagnostic) -> None:
        policy = self._plan.bound(stage.targets[0]).policy
        may = self._execution.fatal is None and attempt <= policy.retry_count
        if may and policy.retries_after(failure.code, failure.message):
            delay = retry_delay(policy, attempt, self._chance())
            self._execution.tell_retrying(stage, attempt, delay, failure)
            self._queue.again(stage, attempt + 1, self._clock.now() + delay)
            return
        if attempt > 1:
            told = f"{failure.hint or ''} It was tried {attempt} times.".lstrip()
            failure = failure.model_copy(update={"hint": told})
        self._execution.give_up(stage, failure)
        lost = self._queue.failed(stage)
        if self._execution.fatal is not None:
            self._queue.stop()
        self._execution.lose(lost, failure)
