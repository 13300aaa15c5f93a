"""What may stand at a place of a text: each bracket that is open before the cursor narrows it down."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uzo_jupyter.assistance.brackets import Bracket, Chain, chain_before, open_brackets
from uzo_jupyter.assistance.candidates import Candidate
from uzo_jupyter.assistance.cursor import Cursor
from uzo_jupyter.expressions.tokens import Token


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and the tokens of its statement before the cursor."""

    text: str
    tokens: Sequence[Token]

    def called_by(self, bracket: Bracket) -> Chain | None:
        """What a round bracket calls; None where it only groups."""
        chain = chain_before(self.tokens, bracket.index) if bracket.shape == "(" else None
        return chain if chain is not None and chain.last.word else None

    def text_of(self, chain: Chain) -> str:
        """The characters of a chain."""
        return chain.text(self.tokens, self.text)

    def begins_item(self, bracket: Bracket) -> bool:
        """Whether nothing of an item is written yet, so that the name of an argument may stand there."""
        return bracket.start == len(self.tokens)


def end_of_callee(reading: Reading) -> int | None:
    """Where the word ends that the innermost call around the cursor calls; None outside of calls."""
    for bracket in reversed(open_brackets(reading.tokens)):
        chain = reading.called_by(bracket)
        if chain is not None:
            return reading.tokens[chain.last.index].end
    return None


class Slot(ABC):
    """What may stand at one place."""

    @abstractmethod
    def bare(self) -> Iterator[Candidate]:
        """What may stand there without quotes."""

    def quoted(self, typed: str) -> Iterator[Candidate]:
        """What may stand there in quotes; ``typed`` is there already."""
        return iter(())

    def member(self, chain: Chain) -> Iterator[Candidate]:
        """What may stand there after a chain and a dot."""
        return iter(())

    @abstractmethod
    def enter(self, bracket: Bracket) -> Slot:
        """What may stand inside a bracket that is opened there."""


class Nothing(Slot):
    """A place of which nothing is known."""

    def bare(self) -> Iterator[Candidate]:
        return iter(())

    def enter(self, bracket: Bracket) -> Slot:
        return self


def candidates_at(slot: Slot, cursor: Cursor) -> Iterator[Candidate]:
    """What can stand at the cursor; ``slot`` is what may stand where the statement begins."""
    if cursor.is_number:
        return iter(())
    for bracket in open_brackets(cursor.before):
        slot = slot.enter(bracket)
    if cursor.quote:
        return slot.quoted(cursor.typed)
    if cursor.before and cursor.before[-1].text == ".":
        chain = chain_before(cursor.before, len(cursor.before) - 1)
        return slot.member(chain) if chain else iter(())
    return slot.bare()
