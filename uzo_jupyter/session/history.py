"""The edits of a flow that can be taken back."""

from __future__ import annotations

from uzo_jupyter.protocol import Written

_MOST = 200


class History:
    """What was written before each edit, and what was taken back.

    Examples
    --------
    >>> history = History()
    >>> history.add(Written(text="a"))
    >>> history.undo(Written(text="b"))
    Written(text='a', layout=None)
    >>> history.redo(Written(text="a"))
    Written(text='b', layout=None)
    """

    def __init__(self) -> None:
        self._done: list[Written] = []
        self._undone: list[Written] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._undone)

    def add(self, before: Written) -> None:
        """An edit is about to replace this."""
        self._done.append(before)
        del self._done[:-_MOST]
        self._undone.clear()

    def undo(self, now: Written) -> Written | None:
        """What was written before the last edit, or None where there is none."""
        return _step(self._done, self._undone, now)

    def redo(self, now: Written) -> Written | None:
        """What the last undo took back, or None where there was none."""
        return _step(self._undone, self._done, now)


def _step(back: list[Written], forth: list[Written], now: Written) -> Written | None:
    if not back:
        return None
    forth.append(now)
    return back.pop()
