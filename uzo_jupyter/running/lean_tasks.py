"""Prefect's tasks without what costs time and tells nothing, in the process that records runs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, cast

from prefect import task_engine
from prefect.client.schemas.objects import State

_SLOTS = "_concurrency"
_EMIT = "emit_task_run_state_change_event"


class LeanTasks:
    """Changes Prefect's task engine in this process, where tasks only tell what was done elsewhere.

    A Prefect that is made in another way is slower, but right: what is not found stays as it is.
    """

    def __init__(self) -> None:
        self._is_history: ContextVar[bool] = ContextVar("is_history", default=False)

    def install(self) -> None:
        """Ask for no slots of tags, and tell the server of no states that nobody can see.

        Prefect asks for a slot of each tag before every task. On SQLite the request waits for the recorder of task
        runs, is answered with 503 and tried again after 2 seconds: thirteen small nodes took 16 s instead of 0.7 s.
        Each state of a task costs the server about 15 ms of work, and two of three follow each other at once.
        """
        engine = cast("Any", task_engine)
        if hasattr(engine, _SLOTS):
            setattr(engine, _SLOTS, _free)
        if hasattr(engine, _EMIT):
            setattr(engine, _EMIT, self._filtered(getattr(engine, _EMIT)))

    @contextmanager
    def history(self) -> Generator[None]:
        """In here tasks tell only how they ended, because all of it is over already."""
        token = self._is_history.set(True)
        try:
            yield
        finally:
            self._is_history.reset(token)

    def _filtered(self, emit: Callable[..., Any]) -> Callable[..., Any]:
        def emit_what_is_seen(*, validated_state: State[Any], **details: Any) -> Any:
            passing = validated_state.name in ("Pending", "Running") and not validated_state.is_final()
            if validated_state.is_pending() or (passing and self._is_history.get()):
                return None
            return emit(validated_state=validated_state, **details)

        return emit_what_is_seen


def _free(*_: object, **__: object) -> nullcontext[None]:
    return nullcontext()
