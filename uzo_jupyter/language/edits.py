"""The text of a workflow that was changed elsewhere, such as in the graph: only what changed is written anew."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.naming import Naming, name_nodes
from uzo_jupyter.language.parameters import parameter_text
from uzo_jupyter.language.parser import parse
from uzo_jupyter.language.printer import print_spoken
from uzo_jupyter.language.program import Block, Program, Unread
from uzo_jupyter.language.spelling import Words
from uzo_jupyter.language.splicing import Splicer, aligned
from uzo_jupyter.language.spoken import Spoken, by_user, order_of, renamed_nodes, spoken
from uzo_jupyter.language.statements import StatementPrinter
from uzo_jupyter.model import Workflow
from uzo_jupyter.protocol import Diagnostic


def update(program: Program, workflow: Workflow, words: Words) -> str:
    """The text of ``program``, changed so that it says ``workflow``.

    Statements whose nodes and parameters are the same stay as they are written, with all comments and blanks.
    New statements stand behind the last one that feeds them. Comments of a statement that goes stay.

    Raises
    ------
    UnreadStatement
        When a statement must be written anew that could not be read wholly: the rest of it would be lost.
    """
    wanted = spoken(workflow, words)
    if wanted.same_as(spoken(program.workflow, words)):
        return program.text
    stale: frozenset[Block] = frozenset()
    while True:
        edit = _Edit(program, wanted, words, stale)
        text = edit.text()
        again = parse(text, words)
        found = spoken(again.workflow, words)
        if found.same_as(wanted):
            return text
        # The words of a statement that stayed mean something else now: a parameter of that name came or went,
        # or another statement took the number of a link.
        wrong = edit.kept_wrongly(found) - stale
        if not wrong:
            if program.diagnostics:
                raise UnreadStatement(program.diagnostics[0])
            return print_spoken(wanted, words)
        stale |= wrong


class UnreadStatement(UzoError):
    """What would have to be written anew could not be read wholly."""

    def __init__(self, problem: Diagnostic) -> None:
        place = f" in line {problem.span.line}" if problem.span else ""
        hint = f"{problem.message} {problem.hint or ''}".strip()
        super().__init__(f"The text has an error{place}: mend it first.", hint=hint)


class _Places(NamedTuple):
    """The statements to write: in the place of one, behind one, before one, at the end."""

    anew: dict[Block, list[str]]
    behind: dict[Block, list[str]]
    before: dict[Block, list[str]]
    at_end: list[str]


class _Edit:
    """One way to write the wanted workflow; the statements of ``stale`` are written anew whatever they say."""

    def __init__(self, program: Program, wanted: Spoken, words: Words, stale: frozenset[Block]) -> None:
        self._program = program
        self._wanted = wanted
        self._old = spoken(program.workflow, words)
        self._users = by_user(wanted.nodes)
        self._blocks = [block for block in program.blocks if block.parameter is None]
        self._kept = [block for block in self._blocks if block not in stale and self._is_same(block)]
        self._home = {node: block for block in self._blocks for node in block.nodes}
        self._renamed = renamed_nodes(self._old.nodes, wanted.nodes)
        for node, before in self._renamed.items():
            self._home[node] = self._home[before]
        # One of these may be a node that was renamed and changed at once.
        self._has_strangers = any(node not in self._home for node in wanted.nodes)
        self._naming = self._name(words)
        self._printer = StatementPrinter(wanted.nodes, self._naming, words, wanted.parameters)

    def kept_wrongly(self, found: Spoken) -> frozenset[Block]:
        """The statements that stayed although they do not say what is wanted."""
        nodes, wanted = found.nodes, self._wanted.nodes
        return frozenset(
            block
            for block in self._kept
            if any(node not in nodes or not nodes[node].same_as(wanted[node]) for node in block.nodes)
        )

    def text(self) -> str:
        splicer = Splicer(self._program.text)
        self._write_parameters(splicer)
        anew, behind, before, at_end = self._places()
        taken: set[str] = set()
        for block in self._blocks:
            splicer.insert_before(block, self._statements(before.get(block, []), taken))
            if block in self._kept:
                taken.update(block.nodes)
            else:
                self._write_anew(block, anew.get(block, []), taken, splicer)
            self._insert_behind(block, self._statements(behind.get(block, []), taken), splicer)
        splicer.append(self._statements(at_end, taken))
        return splicer.text()

    def _write_anew(self, block: Block, nodes: list[str], taken: set[str], splicer: Splicer) -> None:
        lost = next((unread for unread in block.unread if not self._is_settled(unread)), None)
        if lost is not None and (nodes or self._has_strangers):
            raise UnreadStatement(lost.problem)
        self._rewrite(block, self._statements(nodes, taken), splicer)

    def _is_settled(self, unread: Unread) -> bool:
        """Whether its node was removed, or the input that a missing node was to feed is fed by another now."""
        node = self._wanted.nodes.get(unread.node or "")
        if node is not None:
            return any(handle == unread.handle for handle, _ in node.inputs)
        gone = unread.node is not None and unread.node not in self._renamed.values()
        return gone and not self._has_strangers

    def _is_same(self, block: Block) -> bool:
        """Whether a statement says what is wanted, and what others use of it has a name."""
        if block.name in self._wanted.parameters:
            return False
        wanted = self._wanted.nodes
        if any(node not in wanted or not self._old.nodes[node].same_as(wanted[node]) for node in block.nodes):
            return False
        outside = [node for node in block.nodes if any(user not in block.nodes for user in self._users[node])]
        return not outside or (block.name is not None and outside == [block.nodes[-1]])

    def _name(self, words: Words) -> Naming:
        given = {
            block.nodes[-1]: block.name
            for block in self._blocks
            if block.name is not None
            and block.name not in self._wanted.parameters
            and block.nodes[-1] in self._wanted.nodes
        }
        kept = [node for block in self._kept for node in block.nodes]
        return name_nodes(self._wanted.nodes, words, self._wanted.parameters, given, kept)

    def _places(self) -> _Places:
        """The statements to write, by their last node."""
        anew: dict[Block, list[str]] = {}
        behind: dict[Block, list[str]] = {}
        before: dict[Block, list[str]] = {}
        at_end: list[str] = []
        place: dict[str, Block | None] = {node: block for block in self._kept for node in block.nodes}
        for node in order_of(self._wanted.nodes):
            if node in place or node in self._naming.links:
                continue
            members = self._printer.members(node)
            home = self._home.get(node) or next((self._home[m] for m in members if m in self._home), None)
            if home is not None:
                anew.setdefault(home, []).append(node)
            else:
                home = self._last_input(members, place)
                user = self._first_user(members) if home is None else None
                if user is not None:
                    before.setdefault(user, []).append(node)
                else:
                    at_end.append(node) if home is None else behind.setdefault(home, []).append(node)
            place.update((member, home) for member in members)
        return _Places(anew, behind, before, at_end)

    def _first_user(self, members: list[str]) -> Block | None:
        """The first statement that a new source feeds."""
        if any(
            source not in members for member in members for _, source in self._wanted.nodes[member].inputs
        ):
            return None
        users = {user for member in members for user in self._users[member]} - {*members}
        known = [self._home[user] for user in users if user in self._home]
        return min(known, key=lambda block: block.start, default=None)

    def _last_input(self, members: list[str], place: Mapping[str, Block | None]) -> Block | None:
        inputs = {source for member in members for _, source in self._wanted.nodes[member].inputs}
        homes = [place.get(source, self._home.get(source)) for source in inputs - {*members}]
        known = [home for home in homes if home is not None]
        return max(known, key=lambda block: block.start) if known and len(known) == len(homes) else None

    def _statements(self, nodes: list[str], taken: set[str]) -> list[str]:
        texts: list[str] = []
        for node in nodes:
            texts.append(self._printer.statement(node, taken))
            taken.update(self._printer.members(node))
        return texts

    def _rewrite(self, block: Block, statements: list[str], splicer: Splicer) -> None:
        written = self._program.text[block.start : block.end]
        kept = [aligned(statement, written, block.name) for statement in statements]
        splicer.replace(block, kept, list(_comments(written)))

    def _insert_behind(self, block: Block, statements: list[str], splicer: Splicer) -> None:
        """Write statements behind the line of another, on which there may be more of them."""
        if not statements:
            return
        for later in self._program.blocks:
            between = self._program.text[block.end : later.start]
            if later.start >= block.end and "\n" not in between and "\r" not in between:
                block = later
        splicer.insert_behind(block, statements)

    def _write_parameters(self, splicer: Splicer) -> None:
        new = dict(self._wanted.parameters)
        last: Block | None = None
        for block in self._program.blocks:
            if block.parameter is None:
                continue
            last = block
            parameter = new.pop(block.parameter, None)
            if parameter is None:
                self._rewrite(block, [], splicer)
            elif parameter != self._old.parameters[block.parameter]:
                self._rewrite(block, [parameter_text(parameter)], splicer)
        texts = [parameter_text(parameter) for parameter in new.values()]
        if last is not None:
            self._insert_behind(last, texts, splicer)
        elif self._blocks:
            splicer.insert_before(self._blocks[0], texts)
        else:
            splicer.append(texts)


def _comments(statement: str) -> Iterator[str]:
    """The comments within a statement."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(statement).readline):
            if token.type == tokenize.COMMENT:
                yield token.string
    except (tokenize.TokenError, IndentationError):
        return
