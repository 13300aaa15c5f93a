"""Prefect's limits on tags, switched off where nobody can have set any."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

from prefect import task_engine

_NAME = "_concurrency"


def ignore_tag_limits() -> None:
    """Let tasks of this process begin without asking the server for a slot of each of their tags.

    Prefect does so before every task that has a tag. On SQLite the request waits for the recorder of task runs,
    is answered with 503 and tried again after 2 seconds: thirteen small nodes took 16 s instead of 0.7 s. Here the
    tasks only tell what was done elsewhere, so there is nothing to limit.
    """
    # A Prefect that does this elsewhere is slower, but right.
    if hasattr(task_engine, _NAME):
        setattr(cast("Any", task_engine), _NAME, _free)


def _free(*_: object, **__: object) -> nullcontext[None]:
    return nullcontext()
