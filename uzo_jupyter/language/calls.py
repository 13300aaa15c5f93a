"""A chain of calls as nodes: ``flights.filter(...).head(10)``."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from uzo_jupyter.language.arguments import ArgumentBinder, is_open
from uzo_jupyter.language.drafts import Input, NodeDraft
from uzo_jupyter.language.names import chain_id, did_you_mean
from uzo_jupyter.language.options import OPTIONS, read_options
from uzo_jupyter.language.raw import RAW, read_raw
from uzo_jupyter.language.source import Source
from uzo_jupyter.language.spelling import Spelling, Words
from uzo_jupyter.language.values import ArgumentReader, ValueProblem
from uzo_jupyter.protocol import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class _Link:
    """One call of a chain and the range from its word to its closing bracket."""

    word: str
    call: ast.Call
    span: Span


@dataclass(slots=True)
class ChainReader:
    """Reads one statement's chain; ``taken`` are the nodes of the statements before."""

    source: Source
    words: Words
    reader: ArgumentReader
    taken: Container[str]
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    _drafts: list[NodeDraft] = field(default_factory=list[NodeDraft])
    _ids: set[str] = field(default_factory=set[str])

    def read(self, value: ast.expr, name: str | None) -> list[NodeDraft]:
        """The nodes that a chain makes, each behind those that feed it; the last is named ``name`` if that is given."""
        try:
            self._chain(value, name, name)
        except ValueProblem as problem:
            self._report(problem)
            return []
        return self._drafts

    def _chain(self, value: ast.expr, name: str | None, base: str | None) -> NodeDraft | str:
        """Read a chain; returns its last node, or the name that it only is."""
        root, links = self._unroll(value)
        current: NodeDraft | str | None = root.id if isinstance(root, ast.Name) else None
        if isinstance(current, str):
            base = base or current
            if not links:
                raise _only_a_name(root, current, name)
        is_source = not isinstance(root, ast.Name) and not is_open(root)
        while links:
            if links[0].word == OPTIONS and not is_source:
                self._options(current, links.pop(0))
                continue
            current = self._node(links, current, root, name, base, is_source)
            base = base or current.id
            is_source = False
        assert current is not None
        return current

    def _node(
        self,
        links: list[_Link],
        before: NodeDraft | str | None,
        root: ast.expr,
        name: str | None,
        base: str | None,
        is_source: bool,
    ) -> NodeDraft:
        """Read the first of the links that are left, with the calls that belong to it, as a node."""
        first = links[0]
        is_raw = is_source and first.word == RAW
        spelling = None if is_raw else self._spelling(first, is_source)
        count = _following(spelling, links) if spelling else 1
        is_last = all(link.word == OPTIONS for link in links[count:])
        node_id = name if is_last and name else chain_id(base or first.word, first.word, self._is_taken)
        self._ids.add(node_id)
        if spelling is None:
            links.pop(0)
            draft = NodeDraft.unknown(node_id, first.word, is_source=is_source, span=first.span)
            if is_raw:
                self._raw(draft, first.call, base or node_id)
            else:
                self._unknown_word(first, node_id, is_source)
        else:
            draft = NodeDraft.of(node_id, spelling, first.span)
            self._calls(draft, spelling, links, base or node_id)
        if before is not None:
            receiver = spelling.receiver if spelling else None
            draft.inputs.insert(0, Input(receiver or "input", before, root))
        self._drafts.append(draft)
        return draft

    def _is_taken(self, node: str) -> bool:
        return node in self.taken or node in self._ids

    def _unroll(self, value: ast.expr) -> tuple[ast.expr, list[_Link]]:
        """What a chain begins with (a name, ``None`` for no node, or the call of a source) and its calls."""
        links: list[_Link] = []
        node = value
        while isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                links.append(_Link(node.func.attr, node, self._link_span(node, node.func)))
                node = node.func.value
                continue
            if isinstance(node.func, ast.Name):
                links.append(_Link(node.func.id, node, self.source.span(node)))
                return node, links[::-1]
            break
        if isinstance(node, ast.Name) or (links and is_open(node)):
            return node, links[::-1]
        text = self.source.segment(value)[:60]
        hint = "Write: name = source(...) or name = node.transform(...)."
        raise ValueProblem(f"This is not a node: {text!r}.", value, hint)

    def _link_span(self, call: ast.Call, function: ast.Attribute) -> Span:
        span = self.source.span(function)
        whole = self.source.span(call)
        return Span(
            line=span.end_line,
            column=max(span.end_column - len(function.attr), 1),
            end_line=whole.end_line,
            end_column=whole.end_column,
        )

    def _spelling(self, link: _Link, is_source: bool) -> Spelling | None:
        return self.words.source(link.word) if is_source else self.words.method(link.word)

    def _unknown_word(self, link: _Link, node: str, is_source: bool) -> None:
        kind = "source" if is_source else "transform"
        hint = self._other_place(link.word, is_source)
        if hint is None:
            known = list(self.words.sources() if is_source else self.words.methods())
            hint = self._synonym(link.word, known) or did_you_mean(link.word, known, "Words")
        message = f"There is no {kind} {link.word!r}."
        self.diagnostics.append(
            Diagnostic(code="unknown-word", message=message, hint=hint, node=node, span=link.span)
        )

    def _synonym(self, word: str, known: Iterable[str]) -> str | None:
        """The word of the language for one of another tool."""
        for own in known:
            spelling = self.words.source(own) or self.words.method(own)
            if spelling is not None and word in spelling.synonyms:
                return f"It is called {own}(...) here."
        return None

    def _other_place(self, word: str, is_source: bool) -> str | None:
        """Where a word stands that does not stand here."""
        if is_source and self.words.method(word) is not None:
            return f"It stands after a node: node.{word}(...)."
        if not is_source and self.words.source(word) is not None:
            return f"It stands at the start: name = {word}(...)."
        for first in self.words.methods():
            spelling = self.words.method(first)
            if spelling is not None and any(call.word == word for call in spelling.calls[1:]):
                return f"It stands after {first}(...)."
        return None

    def _calls(self, draft: NodeDraft, spelling: Spelling, links: list[_Link], base: str) -> None:
        for position, call in enumerate(spelling.calls):
            if not links or links[0].word != call.word:
                before = spelling.calls[position - 1].word
                message = f"{before}(...) needs .{call.word}(...) after it."
                self.diagnostics.append(
                    Diagnostic(code="incomplete", message=message, node=draft.id, span=draft.span)
                )
                break
            link = links.pop(0)
            draft.extend_span(link.span)
            binder = ArgumentBinder(
                self.source, self.reader, spelling, draft, lambda node: self._argument(node, base)
            )
            for problem in binder.bind(call, link.call):
                self._report(problem, draft.id)

    def _argument(self, node: ast.expr, base: str) -> NodeDraft | str:
        """The node that an argument names; a chain in the argument makes nodes of its own."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Call):
            return self._chain(node, None, base)
        text = self.source.segment(node)[:60]
        raise ValueProblem(f"A node must stand here, not {text!r}.", node, "Write the name of a node.")

    def _raw(self, draft: NodeDraft, call: ast.Call, base: str) -> None:
        for problem in read_raw(draft, call, self.reader, lambda node: self._argument(node, base)):
            self._report(problem, draft.id)

    def _options(self, draft: NodeDraft | str | None, link: _Link) -> None:
        if not isinstance(draft, NodeDraft):
            message = "Options belong to the statement that makes the node."
            self.diagnostics.append(Diagnostic(code="options", message=message, span=link.span))
            return
        self._ids.discard(draft.id)
        for problem in read_options(draft, link.call, self.reader, self.source, self._is_taken):
            self._report(problem, draft.id)
        self._ids.add(draft.id)

    def _report(self, problem: ValueProblem, node: str | None = None) -> None:
        span = self.source.span(problem.node)
        self.diagnostics.append(
            Diagnostic(code=problem.code, message=problem.message, hint=problem.hint, node=node, span=span)
        )


def _following(spelling: Spelling, links: list[_Link]) -> int:
    """How many of the calls that a word needs are there."""
    pairs = zip(spelling.calls, links, strict=False)
    return next(
        (index for index, (call, link) in enumerate(pairs) if call.word != link.word),
        min(len(spelling.calls), len(links)),
    )


def _only_a_name(root: ast.expr, identity: str, name: str | None) -> ValueProblem:
    what = (
        f"{name} = {identity} only gives a node a second name."
        if name
        else f"{identity!r} alone does nothing."
    )
    return ValueProblem(what, root, f"Use {identity!r} itself, or add a transform: {identity}.filter(...).")
