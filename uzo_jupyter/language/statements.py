"""Nodes as statements. What is written is read again; what would come back otherwise is written the explicit way."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from uzo_jupyter.language.calls import ChainReader
from uzo_jupyter.language.drafts import NodeDraft
from uzo_jupyter.language.naming import Naming
from uzo_jupyter.language.options import OPTIONS
from uzo_jupyter.language.raw import RAW
from uzo_jupyter.language.rendering import ChainText
from uzo_jupyter.language.settings import SettingsPrinter, keywords, same_value
from uzo_jupyter.language.source import Source
from uzo_jupyter.language.spelling import Call, Spelling, Words
from uzo_jupyter.language.spoken import SpokenNode
from uzo_jupyter.language.values import ArgumentReader, argument_text, literal

_MOST_INPUTS = 1000


@dataclass(frozen=True, slots=True)
class _Form:
    """How explicitly a node is written: with its id, with settings in ``extra``, or as ``node(...)``."""

    with_id: bool = False
    extra: frozenset[str] = field(default_factory=frozenset[str])
    is_raw: bool = False


class StatementPrinter:
    """Prints the statements of nodes that have been named."""

    def __init__(
        self, nodes: Mapping[str, SpokenNode], naming: Naming, words: Words, parameters: Collection[str]
    ) -> None:
        self._nodes = nodes
        self._naming = naming
        self._words = words
        self._parameters = parameters
        self._links: dict[str, list[str]] = {}
        for link, user in naming.links.items():
            self._links.setdefault(user, []).append(link)
        self._forms: dict[str, _Form] = {}

    def members(self, node: str) -> list[str]:
        """A statement's nodes in the order in which they are read."""
        sources = dict.fromkeys(source for _, source in self._nodes[node].inputs)
        links = [source for source in sources if source in self._links.get(node, ())]
        return [member for link in links for member in (*self.members(link),)] + [node]

    def statement(self, node: str, taken: Collection[str]) -> str:
        """The statement that ends with a node; ``taken`` are the nodes of the statements before."""
        members = self.members(node)
        name = self._naming.names[node]
        while True:
            text = self._chain(node).statement(name)
            if not self._mend(self._read(text, taken), members):
                return text

    def _read(self, text: str, taken: Collection[str]) -> list[NodeDraft]:
        source = Source(text)
        tree = source.statements()[0][0].tree
        assert isinstance(tree, ast.Assign | ast.Expr)
        reader = ArgumentReader(source, self._parameters)
        target = tree.targets[0] if isinstance(tree, ast.Assign) else None
        name = target.id if isinstance(target, ast.Name) else None
        return ChainReader(source, self._words, reader, taken).read(tree.value, name)

    def _mend(self, drafts: list[NodeDraft], members: list[str]) -> bool:
        """Write more explicitly what was read otherwise than it was meant; returns whether there was anything."""
        by_draft = {id(draft): member for draft, member in zip(drafts, members, strict=True)}
        changed = False
        for draft, member in zip(drafts, members, strict=True):
            form = self._forms.get(member, _Form())
            wanted = self._more_explicit(form, draft, self._nodes[member], by_draft)
            if wanted != form:
                self._forms[member] = wanted
                changed = True
        return changed

    def _more_explicit(
        self, form: _Form, draft: NodeDraft, node: SpokenNode, by_draft: Mapping[int, str]
    ) -> _Form:
        if draft.id != node.id:
            form = replace(form, with_id=True)
        if draft.node_type != node.node_type or _inputs_read(draft, by_draft) != self._inputs_meant(node):
            return replace(form, is_raw=True)
        wrong = {
            key
            for key, value in node.config.items()
            if key not in draft.config or not same_value(draft.config[key], value)
        }
        if wrong & form.extra or draft.config.keys() - node.config.keys():
            return replace(form, is_raw=True)
        return replace(form, extra=form.extra | wrong)

    def _inputs_meant(self, node: SpokenNode) -> list[tuple[str, str]]:
        links = self._naming.links
        names = self._naming.names
        return sorted(
            (handle, f"link {source}" if source in links else str(names[source]))
            for handle, source in node.inputs
        )

    def _chain(self, identity: str) -> ChainText:
        node = self._nodes[identity]
        spelling = self._words.spelling_of(node.node_type, node.config)
        form = self._forms.get(identity, _Form())
        options: dict[str, str] = {} if node.label is None else {"label": literal(node.label)}
        if form.with_id:
            options["id"] = literal(node.id)
        if spelling is None or form.is_raw or not _can_say_inputs(spelling, node):
            chain = self._raw(node)
        else:
            settings = SettingsPrinter(spelling, node.config, form.extra, self._parameters)
            chain = self._calls(node, spelling, settings)
            options = {**settings.policies(), **options, **settings.extra()}
        return chain.then(OPTIONS, keywords(options)) if options else chain

    def _calls(self, node: SpokenNode, spelling: Spelling, settings: SettingsPrinter) -> ChainText:
        inputs = dict(node.inputs)
        chain = ChainText("")
        if spelling.receiver is not None:
            chain = self._source(inputs.pop(spelling.receiver, None))
        for position, call in enumerate(spelling.calls):
            arguments = [*self._node_arguments(call, inputs), *settings.arguments(call, position)]
            if spelling.tables_in is not None:
                arguments += self._table_arguments(node, spelling, inputs)
            chain = chain.then(call.word, arguments)
        return chain

    def _node_arguments(self, call: Call, inputs: Mapping[str, str]) -> list[str]:
        if not call.more_nodes:
            return [self._reference(inputs.get(handle)) for handle in call.nodes]
        numbers = [int(handle[2:]) for handle in inputs if handle[:2] == "in" and handle[2:].isdecimal()]
        last = min(max(numbers, default=1), _MOST_INPUTS)
        return [self._reference(inputs.get(f"in{number}")) for number in range(2, last + 1)]

    def _table_arguments(self, node: SpokenNode, spelling: Spelling, inputs: Mapping[str, str]) -> list[str]:
        """The tables of SQL that are not simply the nodes of their names."""
        tables = spelling.input_names(node.config, len(inputs))
        wanted = {table: self._reference(inputs.get(table)) for table in (*tables, *inputs)}
        return keywords({table: text for table, text in wanted.items() if text != table})

    def _source(self, source: str | None) -> ChainText:
        """A node as the start of a chain: its name, the chain that it is a link of, or ``None`` for no node."""
        if source is not None and source in self._naming.links:
            return self._chain(source)
        return ChainText("None" if source is None else str(self._naming.names[source]))

    def _reference(self, source: str | None) -> str:
        return self._source(source).line()

    def _raw(self, node: SpokenNode) -> ChainText:
        inputs: dict[str, list[str]] = {}
        for handle, source in node.inputs:
            inputs.setdefault(handle, []).append(self._reference(source))
        texts = {
            handle: each[0] if len(each) == 1 else f"[{', '.join(each)}]" for handle, each in inputs.items()
        }
        arguments = [literal(node.node_type), argument_text(dict(node.config), "value"), *keywords(texts)]
        return ChainText("").then(RAW, arguments)


def _can_say_inputs(spelling: Spelling, node: SpokenNode) -> bool:
    """Whether the words of an operation have a place for each input; a link that had none would not be written."""
    handles = [handle for handle, _ in node.inputs]
    if spelling.tables_in is not None:
        return len({*handles}) == len(handles)
    known = {spelling.receiver, *(name for call in spelling.calls for name in call.nodes)}
    if any(call.more_nodes for call in spelling.calls):
        known.update(f"in{number}" for number in range(1, _MOST_INPUTS + 1))
    return len({*handles}) == len(handles) and known.issuperset(handles)


def _inputs_read(draft: NodeDraft, members: Mapping[int, str]) -> list[tuple[str, str]]:
    """The inputs of a node that was read, in the words of :meth:`StatementPrinter._inputs_meant`."""
    return sorted(
        (item.handle, item.source if isinstance(item.source, str) else f"link {members[id(item.source)]}")
        for item in draft.inputs
    )
