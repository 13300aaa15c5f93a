"""What may stand in the call of an operation: names of arguments, values of settings, nodes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from uzo_jupyter.assistance.brackets import Bracket, Chain
from uzo_jupyter.assistance.candidates import Candidate
from uzo_jupyter.assistance.documentation import Documentation
from uzo_jupyter.assistance.expressions import Columns, ExpressionSlot, Surroundings, column_candidate
from uzo_jupyter.assistance.files import files_for
from uzo_jupyter.assistance.scene import Scene
from uzo_jupyter.assistance.settings import Setting, settings_of
from uzo_jupyter.assistance.slots import Nothing, Reading, Slot
from uzo_jupyter.assistance.words import dtypes
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Operation

_WORD = re.compile(r"[^\W\d]\w*")
_LAST_WORD = re.compile(r"\w*$")


@dataclass(frozen=True, slots=True)
class Wiring:
    """An operation in its place: its call and the nodes that feed it."""

    scene: Scene
    reading: Reading
    operation: type[Operation]
    bracket: Bracket
    receiver: Chain | None

    def surroundings(self) -> Surroundings:
        """What its expressions may name."""
        return Surroundings(self.columns, lambda: self.scene.values)

    def columns(self, inputs: tuple[str, ...] = ()) -> Columns:
        """The columns of the inputs of these names: those that all of them have; of the first one without names."""
        nodes = [self._node(name) for name in inputs or (self.operation.receiver or "",)]
        found = [self.scene.columns(node) for node in nodes if node is not None]
        known = [columns for columns in found if columns]
        if self.operation.receiver is None:
            return self.scene.own_columns
        if not known:
            return {}
        return {name: dtype for name, dtype in known[0].items() if all(name in each for each in known[1:])}

    def _node(self, name: str) -> str | None:
        """The text of the node that feeds an input."""
        if name == self.operation.receiver:
            return self.reading.text_of(self.receiver) if self.receiver else None
        nodes = self.operation.calls[0].nodes
        place = nodes.index(name) if name in nodes else -1
        return next((text for position, key, text in self._items() if key == name or position == place), None)

    def _items(self) -> Iterator[tuple[int | None, str | None, str]]:
        """The arguments before the cursor: their position or their name, and their text."""
        tokens = self.reading.tokens
        start, depth, position = self.bracket.index + 1, 0, 0
        for index in range(start, len(tokens)):
            depth += (tokens[index].kind == "open") - (tokens[index].kind == "close")
            if tokens[index].text != "," or depth:
                continue
            is_named = index - start > 2 and tokens[start + 1].text == "="
            first = start + 2 if is_named else start
            text = self.reading.text[tokens[first].start : tokens[index - 1].end]
            yield (None, tokens[start].text, text) if is_named else (position, None, text)
            start, position = index + 1, position + 1


@dataclass(frozen=True, slots=True)
class OperationSlot(Slot):
    """A place in the call of an operation."""

    wiring: Wiring
    call: Call
    node: Slot
    """What may stand where a node is an argument."""

    def bare(self) -> Iterator[Candidate]:
        names = self._argument_names() if self.wiring.reading.begins_item(self.wiring.bracket) else ()
        targets = self._targets()
        # Nodes are few and what is meant in nearly all cases; values of other settings may be many.
        if targets == [self.node]:
            yield from self.node.bare()
            yield from names
            return
        yield from names
        for target in targets:
            yield from target.bare()

    def quoted(self, typed: str) -> Iterator[Candidate]:
        for target in self._targets():
            yield from target.quoted(typed)

    def member(self, chain: Chain) -> Iterator[Candidate]:
        for target in self._targets():
            yield from target.member(chain)

    def enter(self, bracket: Bracket) -> Slot:
        targets = self._targets()
        return targets[-1].enter(bracket) if targets else Nothing()

    def _targets(self) -> list[Slot]:
        """What the argument at the cursor may be."""
        bracket, call = self.wiring.bracket, self.call
        if bracket.keyword is not None:
            return [self._named_target(bracket.keyword)]
        if call.more_nodes or bracket.position < len(call.nodes):
            return [self.node]
        place = bracket.position - len(call.nodes)
        if place < len(call.positional):
            return [self._setting(call.positional[place])]
        targets = [self._setting(call.rest)] if call.rest else []
        return [*targets, self._entry(call.named)] if call.named else targets

    def _named_target(self, name: str) -> Slot:
        is_table = self.wiring.operation.tables_in is not None and not self._has(name)
        if is_table or name in self.call.nodes:
            return self.node
        if self._has(name) and name != self.call.named:
            return self._setting(name)
        return self._entry(self.call.named) if self.call.named else Nothing()

    def _has(self, name: str) -> bool:
        return name in settings_of(self.wiring.operation)

    def _setting(self, name: str) -> Slot:
        return SettingSlot(self.wiring, settings_of(self.wiring.operation)[name])

    def _entry(self, name: str) -> Slot:
        return SettingSlot(self.wiring, settings_of(self.wiring.operation)[name].value())

    def _argument_names(self) -> Iterator[Candidate]:
        bracket = self.wiring.bracket
        # What stands at its place needs no name.
        by_place = self.call.positional[: max(bracket.position - len(self.call.nodes) + 1, 0)]
        given = {*bracket.keywords, *by_place, self.call.rest, self.call.named}
        elsewhere = {name for call in self.wiring.operation.calls if call != self.call for name in _own(call)}
        for name, setting in settings_of(self.wiring.operation).items():
            if name not in given and name not in elsewhere:
                yield Candidate(f"{name}=", "argument", setting.title, told=setting.documentation)


def _own(call: Call) -> list[str]:
    return [*call.positional, *(name for name in (call.rest, call.named) if name)]


@dataclass(frozen=True, slots=True)
class SettingSlot(Slot):
    """A place where the value of a setting stands."""

    wiring: Wiring
    setting: Setting

    def bare(self) -> Iterator[Candidate]:
        title = self.setting.title
        if self.setting.has_format("expression"):
            yield from self._expression().bare()
        yield from (Candidate(f'"{choice}"', "value", title) for choice in self.setting.choices())
        if self.setting.has_type("boolean"):
            yield from (Candidate(word, "value", title) for word in ("True", "False"))
        if self.setting.has_format("dtype"):
            yield from dtypes()
        if self.setting.has_format("column"):
            yield from self._columns('"')
        if not self.setting.has_format("expression"):
            yield from self.wiring.surroundings().parameter_candidates()

    def quoted(self, typed: str) -> Iterator[Candidate]:
        yield from (Candidate(choice, "value", self.setting.title) for choice in self.setting.choices())
        scene = self.wiring.scene
        if self.setting.has_format("column"):
            yield from self._columns()
        if self.setting.has_format("sql"):
            yield from self._sql(typed)
        if self.setting.has_format("path") and scene.place is not None:
            yield from files_for(typed, scene.place.directory)
        if self.setting.has_format("frame") and scene.place is not None:
            yield from (Candidate(name, "value", "data frame") for name in scene.place.frames)

    def member(self, chain: Chain) -> Iterator[Candidate]:
        return self._expression().member(chain) if self.setting.has_format("expression") else iter(())

    def enter(self, bracket: Bracket) -> Slot:
        if self.setting.has_format("expression"):
            return self._expression().enter(bracket)
        if bracket.shape == "{":
            part = self.setting.value() if bracket.after_colon else self.setting.key()
            return replace(self, setting=part)
        return self

    def _sql(self, typed: str) -> Iterator[Candidate]:
        """Names of nodes, and of the columns of those that the query names before the cursor."""
        scene = self.wiring.scene
        kept = len(_LAST_WORD.sub("", typed))
        yield from (replace(scene.node(name), kept=kept) for name in scene.nodes)
        for name in dict.fromkeys(_WORD.findall(typed[:kept])):
            if name in scene.nodes:
                for column, dtype in scene.columns(name).items():
                    yield replace(column_candidate(column, dtype), kept=kept)

    def _expression(self) -> ExpressionSlot:
        return ExpressionSlot(self.wiring.surroundings(), self.wiring.reading)

    def _columns(self, quote: str = "") -> Iterator[Candidate]:
        for name, dtype in self.wiring.columns(self.setting.inputs()).items():
            yield column_candidate(name, dtype, quote)


def operation_told(operation: type[Operation]) -> Documentation:
    """How an operation is written, what it does, its arguments and an example."""
    dot = "" if operation.receiver is None else "."
    words = ".".join(f"{call.word}(...)" for call in operation.calls)
    rows = tuple(
        (name, str(setting.schema.get("description", ""))) for name, setting in settings_of(operation).items()
    )
    text = inspect.cleandoc(operation.__doc__ or "")
    return Documentation(f"{dot}{words}", operation.title, text, rows=rows, example=operation.example)
