"""What a person has written, while it is edited from two sides: in its text and in the graph."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from uzo_jupyter.checking import passwords, texts_with_passwords
from uzo_jupyter.editing import Draft, EditRefused, apply
from uzo_jupyter.model import Workflow
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import Edit, Written
from uzo_jupyter.session.history import History
from uzo_jupyter.session.notations import Notation, Reading, refuse_unread


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was carried out: what was written before, what is now, and the nodes that it made."""

    base: Written
    written: Written
    created: tuple[str, ...] = ()


class Writing:
    """The text of a flow, what it says, and its history.

    While the text cannot be read the last workflow that could be read stays, so that a person who types sees the graph
    all the time. It cannot be edited then: what could not be read would be lost.
    """

    def __init__(self, notation: Notation, reading: Reading, registry: Registry) -> None:
        self._notation = notation
        self._registry = registry
        self._history = History()
        self.reading = reading
        """The last that could be read."""
        self.broken: Reading | None = reading if reading.is_broken else None
        """What is written now, where it cannot be read."""

    @property
    def written(self) -> Written:
        """What is written now."""
        return (self.broken or self.reading).written

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back."""
        return self._history.can_redo

    def replace(self, written: Written) -> None:
        """A person has written something else; a later undo takes that back before it takes back what was before."""
        self._history.add(self.written)
        self._read(written)

    def _read(self, written: Written) -> None:
        reading = self._notation.read(written)
        self.broken = reading if reading.is_broken else None
        if not reading.is_broken or not self.reading.workflow.nodes:
            self.reading = reading

    def edit(self, edits: Sequence[Edit]) -> Edited:
        """Carry out edits on what is written.

        Raises
        ------
        EditRefused
            When one of them cannot be carried out, the text cannot be read, or a password would stand in it: nothing
            has changed then.
        """
        if self.broken is not None:
            refuse_unread(self.broken.problem)
        before = self.reading
        draft = apply(Draft(before.workflow, before.layout), edits, self._registry)
        _refuse_passwords(draft.workflow, texts_with_passwords(before.workflow))
        self.reading = self._notation.change(before, draft)
        self._history.add(before.written)
        return Edited(before.written, self.written, draft.created)

    def require_savable(self) -> None:
        """Refuse to go on where a part of what is written could not be read, or is a password.

        Raises
        ------
        EditRefused
            With the place of that part.
        """
        refuse_unread((self.broken or self.reading).unread)
        _refuse_passwords(self.reading.workflow)

    def undo(self) -> Edited | None:
        """Take the last edit back; None where there is none."""
        return self._step(self._history.undo(self.written))

    def redo(self) -> Edited | None:
        """Do again what was taken back; None where nothing was."""
        return self._step(self._history.redo(self.written))

    def _step(self, written: Written | None) -> Edited | None:
        if written is None:
            return None
        base = self.written
        self._read(written)
        return Edited(base, written)


def _refuse_passwords(workflow: Workflow, known: Set[str] = frozenset()) -> None:
    for problem in passwords(workflow, known):
        raise EditRefused(problem.message, hint=problem.hint)
