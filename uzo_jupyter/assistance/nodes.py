"""What may stand where a node is made: names of nodes, words of operations, and their arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from uzo_jupyter.assistance.brackets import Bracket, Chain
from uzo_jupyter.assistance.candidates import Candidate
from uzo_jupyter.assistance.documentation import Documentation
from uzo_jupyter.assistance.operations import OperationSlot, Wiring, operation_told
from uzo_jupyter.assistance.scene import Scene
from uzo_jupyter.assistance.slots import Nothing, Reading, Slot
from uzo_jupyter.language.options import OPTIONS
from uzo_jupyter.language.parameters import WORD as PARAMETER
from uzo_jupyter.operations import Operation

OPTION_MEANINGS: Final[Mapping[str, str]] = {
    "retries": "how many further attempts there are after a failed one",
    "retry_delay": "seconds before the first further attempt",
    "backoff": "each wait is this many times the one before",
    "retry_on": "the kinds or words of failures that are worth another attempt; all where it is not said",
    "timeout": "seconds after which an attempt is ended",
    "continue_on_error": "whether the run goes on without this branch when the node fails",
    "concurrency_group": "nodes that share something, such as a database, name the same group",
    "concurrency_limit": "how many nodes of the group run at once; without a group, of the whole run",
    "cache": "whether the result is kept for later runs",
    "pin": "whether the result is kept until it is unpinned",
    "label": "what people see; it may hold any text",
}
"""What the options of a node mean."""

_PARAMETER_ARGUMENTS: Final[Mapping[str, str]] = {
    "default": "the value until somebody gives another one",
    "description": "what people are told about it",
}
_FLAGS: Final = frozenset({"continue_on_error", "cache", "pin"})


@dataclass(frozen=True, slots=True)
class NodeSlot(Slot):
    """A place where a node stands: at the start, behind the ``=``, or as an argument of a join."""

    scene: Scene
    reading: Reading

    def bare(self) -> Iterator[Candidate]:
        yield from (self.scene.node(name) for name in self.scene.nodes)
        for word in self.scene.registry.sources():
            yield self._word(word, word)
        yield Candidate(PARAMETER, "word", "Parameter", told=_parameter_told)

    def member(self, chain: Chain) -> Iterator[Candidate]:
        operation, missing = self._unfinished(chain)
        if operation is not None and missing:
            told = operation
            yield Candidate(missing, "method", operation.title, told=lambda: operation_told(told))
            return
        if not chain.root.word:
            return
        if not chain.is_name:
            yield Candidate(OPTIONS, "method", "How the node is run", told=_options_told)
        for word in self.scene.registry.methods():
            yield self._word(word, word)

    def enter(self, bracket: Bracket) -> Slot:
        chain = self.reading.called_by(bracket)
        if chain is None:
            return self
        before = chain.without(1)
        word = chain.last.word
        if before is None:
            if word == PARAMETER:
                return ArgumentSlot(self.reading, bracket, _PARAMETER_ARGUMENTS)
            return self._call(self.scene.registry.operation_of_word(word), bracket, 0, None)
        if word == OPTIONS:
            return ArgumentSlot(self.reading, bracket, OPTION_MEANINGS, _FLAGS)
        operation, missing = self._unfinished(before)
        if operation is not None and missing == word:
            count = [call.word for call in operation.calls].index(word)
            return self._call(operation, bracket, count, before.without(count))
        return self._call(self.scene.registry.operation_of_word(word), bracket, 0, before)

    def _word(self, word: str, text: str) -> Candidate:
        operation = self.scene.registry.operation_of_word(word)
        assert operation is not None
        kind = "word" if operation.receiver is None else "method"
        return Candidate(text, kind, operation.title, told=lambda: operation_told(operation))

    def _unfinished(self, chain: Chain) -> tuple[type[Operation] | None, str | None]:
        """The operation with which a chain ends, and the word that it still needs: ``agg`` after ``group_by(...)``."""
        for position in range(1, len(chain.links)):
            operation = self.scene.registry.operation_of_word(chain.links[-position].word)
            if operation is None:
                continue
            words = [call.word for call in operation.calls]
            if [link.word for link in chain.links[-position:]] == words[:position] and position < len(words):
                return operation, words[position]
        return None, None

    def _call(
        self, operation: type[Operation] | None, bracket: Bracket, call: int, receiver: Chain | None
    ) -> Slot:
        if operation is None or (operation.receiver is None) != (receiver is None):
            return Nothing()
        wiring = Wiring(self.scene, self.reading, operation, bracket, receiver)
        return OperationSlot(wiring, operation.calls[call], NodeSlot(self.scene, self.reading))


@dataclass(frozen=True, slots=True)
class ArgumentSlot(Slot):
    """A place in a call whose arguments are only known by their names."""

    reading: Reading
    bracket: Bracket
    meanings: Mapping[str, str]
    flags: frozenset[str] = frozenset()

    def bare(self) -> Iterator[Candidate]:
        if self.reading.begins_item(self.bracket):
            for name, meaning in self.meanings.items():
                if name not in self.bracket.keywords:
                    yield Candidate(f"{name}=", "option", meaning)
        elif self.bracket.keyword in self.flags:
            yield from (Candidate(word, "value") for word in ("True", "False"))

    def enter(self, bracket: Bracket) -> Slot:
        return Nothing()


def _options_told() -> Documentation:
    rows = tuple(OPTION_MEANINGS.items())
    return Documentation(".options(...)", "how the node is run; it is not a node", rows=rows)


def _parameter_told() -> Documentation:
    return Documentation(
        "parameter(...)",
        "a value that can be changed from run to run",
        rows=tuple(_PARAMETER_ARGUMENTS.items()),
        example='min_delay = parameter(60, "minutes")',
    )
