"""Which part of a workflow a run is about."""

from __future__ import annotations

from uzo_jupyter.protocol.base import Message


class RunScope(Message):
    """What a person wants of a run; by default everything that is not there already.

    ``to`` are the nodes whose results are wanted, with what they need. ``from_node`` is computed anew, and everything
    behind it. ``only_failed`` computes what failed or was skipped in the run before, over what that run has done.
    ``past`` is a run whose results are taken as they are before ``from_node``; the last one where none is named.
    Without ``use_kept`` nothing that is kept is used.
    """

    to: tuple[str, ...] = ()
    from_node: str | None = None
    only_failed: bool = False
    past: str | None = None
    use_kept: bool = True


EVERYTHING = RunScope()
