"""Prefect's limits on tags, switched off where nobody can have set any."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

from prefect import task_engine

_NAME = "_concurrency"


@contextmanager
def no_tag_limits() -> Generator[None]:
    """Run tasks without asking the server for a slot of each of their tags.

    Prefect does so before every task that has a tag. On SQLite the request waits for the recorder of task runs,
    is answered with 503 and tried again after 2 seconds: thirteen small nodes took 16 s instead of 0.7 s. The local
    server belongs to this package and has no limits; on a server of the user's own they keep their meaning.
    """
    engine = cast("Any", task_engine)
    original = getattr(engine, _NAME, None)
    if original is None:
        # A Prefect that does this elsewhere: slower, but right. A test tells.
        yield
        return
    setattr(engine, _NAME, _free)
    try:
        yield
    finally:
        setattr(engine, _NAME, original)


def _free(*_: object, **__: object) -> nullcontext[None]:
    return nullcontext()
