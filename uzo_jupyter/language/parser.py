"""Text to Workflow: pure syntax. What the words mean is checked later; a broken statement spares the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from uzo_jupyter.language.calls import ChainReader
from uzo_jupyter.language.drafts import Input, NodeDraft
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.language.parameters import is_parameter, read_parameter
from uzo_jupyter.language.program import Block, Place, Program, Unread
from uzo_jupyter.language.source import Source, Statement
from uzo_jupyter.language.spelling import Words
from uzo_jupyter.language.values import ArgumentReader
from uzo_jupyter.model import Edge, Parameter, Workflow
from uzo_jupyter.protocol import Diagnostic

_USAGE = "Write: name = source(...), name = node.transform(...) or node.write_...(...)."


def parse(text: str, words: Words, *, name: str = "workflow", first_line: int = 1) -> Program:
    """Read a workflow's text. It never raises: what cannot be read becomes a diagnostic.

    A name may be used before the statement that defines it.

    Parameters
    ----------
    text
        The statements, without the line of the magic.
    words
        The words of the language (a registry of operations).
    name
        The name of the workflow.
    first_line
        The number of the text's first line in diagnostics: 2 for the body of a cell.
    """
    return _Parser(text, words, name, first_line).program()


@dataclass(frozen=True, slots=True)
class _Made:
    """The nodes of one statement, the name before its ``=``, and what of it could not be read."""

    drafts: list[NodeDraft]
    name: str | None
    statement: Statement
    unread: list[Unread]

    def block(self) -> Block:
        """Where it stands in the text, once everything is read."""
        nodes = tuple(draft.id for draft in self.drafts)
        return Block(self.statement.start, self.statement.end, nodes, self.name, unread=tuple(self.unread))


class _Parser:
    def __init__(self, text: str, words: Words, name: str, first_line: int) -> None:
        self._source = Source(text, first_line)
        self._words = words
        self._name = name
        self._diagnostics: list[Diagnostic] = []
        self._parameters: dict[str, Parameter] = {}
        self._drafts: dict[str, NodeDraft] = {}
        self._named: dict[str, NodeDraft] = {}
        self._made: list[_Made] = []
        self._blocks: list[Block] = []

    def program(self) -> Program:
        statements, self._diagnostics = self._source.statements()
        # Parameters first: a name in an expression means a parameter wherever that is defined.
        for statement in statements:
            if is_parameter(statement.tree):
                self._parameter(statement)
        for statement in statements:
            if not is_parameter(statement.tree):
                self._statement(statement)
        workflow = Workflow(
            name=self._name,
            parameters=tuple(self._parameters.values()),
            nodes=tuple(draft.node() for draft in self._drafts.values()),
            edges=tuple(self._edges()),
        )
        places = {draft.id: Place(draft.span, draft.fields) for draft in self._drafts.values()}
        self._blocks.extend(made.block() for made in self._made)
        blocks = tuple(sorted(self._blocks, key=lambda block: block.start))
        return Program(self._source.text, workflow, tuple(self._diagnostics), places, blocks)

    def _parameter(self, statement: Statement) -> None:
        assignment = statement.tree
        assert isinstance(assignment, ast.Assign)
        target = _target(assignment)
        if target is None:
            self._problem("syntax", "A parameter needs one name.", assignment, "Write: low = parameter(60).")
            return
        parameter, problem = read_parameter(target.id, assignment.value, self._source)
        if problem is not None:
            self._diagnostics.append(problem)
        elif parameter is not None and self._is_free(target):
            self._parameters[parameter.name] = parameter
            self._blocks.append(Block(statement.start, statement.end, parameter=parameter.name))

    def _statement(self, statement: Statement) -> None:
        tree = statement.tree
        if not isinstance(tree, ast.Assign | ast.Expr):
            kind = _KINDS.get(type(tree), type(tree).__name__.lower())
            self._problem("syntax", f"A workflow has no {kind} statements.", tree, _USAGE)
            return
        target = _target(tree)
        if isinstance(tree, ast.Assign) and target is None:
            hint = "Write: late = flights.filter(...)."
            self._problem("syntax", "One name must stand before the '='.", tree, hint)
            return
        name = target.id if target else None
        reader = ArgumentReader(self._source, self._parameters)
        chain = ChainReader(self._source, self._words, reader, self._drafts)
        drafts = chain.read(tree.value, name)
        self._diagnostics.extend(chain.diagnostics)
        if drafts and (target is None or self._is_free(target)):
            self._add(
                _Made(
                    drafts, name, statement, [Unread(problem, problem.node) for problem in chain.diagnostics]
                )
            )

    def _add(self, made: _Made) -> None:
        self._drafts.update((draft.id, draft) for draft in made.drafts)
        if made.name is not None:
            self._named[made.name] = made.drafts[-1]
        self._made.append(made)

    def _is_free(self, target: ast.Name) -> bool:
        if not any(target.id in known for known in (self._drafts, self._named, self._parameters)):
            return True
        hint = "Give this one another name: each name is one node."
        self._problem("duplicate-name", f"There are two nodes named {target.id!r}.", target, hint, target.id)
        return False

    def _edges(self) -> Iterator[Edge]:
        for made in self._made:
            for draft in made.drafts:
                for item in draft.inputs:
                    source = self._source_of(item)
                    if source is not None:
                        yield Edge(source, draft.id, item.handle)
                    else:
                        self._unknown_node(item, draft, made)

    def _source_of(self, item: Input) -> str | None:
        if isinstance(item.source, NodeDraft):
            return item.source.id
        draft = self._named.get(item.source)
        return draft.id if draft else None

    def _unknown_node(self, item: Input, draft: NodeDraft, made: _Made) -> None:
        if item.source in self._parameters:
            message, hint = f"{item.source!r} is a parameter, not a node.", None
        else:
            message = f"There is no node {item.source!r}."
            # The name that the statement is about to give is not what it was to be made of.
            hint = did_you_mean(
                str(item.source), [name for name in self._named if name != made.name], "Nodes"
            )
        self._problem("unknown-node", message, item.node, hint, draft.id)
        made.unread.append(Unread(self._diagnostics[-1], draft.id, item.handle))

    def _problem(
        self,
        code: str,
        message: str,
        node: ast.expr | ast.stmt,
        hint: str | None = None,
        owner: str | None = None,
    ) -> None:
        span = self._source.span(node)
        self._diagnostics.append(Diagnostic(code=code, message=message, hint=hint, node=owner, span=span))


_KINDS: dict[type[ast.stmt], str] = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "async def",
    ast.ClassDef: "class",
    ast.ImportFrom: "import",
    ast.Delete: "del",
    ast.AugAssign: "augmented assignment",
    ast.AnnAssign: "annotated assignment",
    ast.AsyncFor: "async for",
    ast.AsyncWith: "async with",
}
"""What people call a statement, where it is not called like its class."""


def _target(tree: ast.stmt) -> ast.Name | None:
    if isinstance(tree, ast.Assign) and len(tree.targets) == 1 and isinstance(tree.targets[0], ast.Name):
        return tree.targets[0]
    return None
