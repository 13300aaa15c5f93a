"""The two ways in which a person writes a workflow down: the text of a cell, and a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from uzo_jupyter.editing import Draft, EditRefused, layout_of, with_layout, without_layout
from uzo_jupyter.language import Program, UnreadStatement, parse, update
from uzo_jupyter.model import Document, Workflow, read_document, write_document
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import Diagnostic, Layout, Written

_UNREADABLE = frozenset({"syntax", "parse", "schema"})
"""Diagnostics after which a text says nothing certain about the whole workflow."""
_MARK = "\ufeff"
"""What some editors write at the start of a file; it is no part of the text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was written, and what it says. The workflow has no positions: those are in the layout."""

    written: Written
    program: Program
    layout: Layout
    unread: Diagnostic | None = None
    """Why a part of it stands in the text only."""

    @property
    def workflow(self) -> Workflow:
        """The workflow that it says."""
        return self.program.workflow

    @property
    def is_broken(self) -> bool:
        """Whether a part of it cannot be read."""
        return self.problem is not None

    @property
    def problem(self) -> Diagnostic | None:
        """Why it says nothing certain about the whole workflow."""
        return next((each for each in self.program.diagnostics if each.code in _UNREADABLE), None)


class Notation(Protocol):
    """Reads what a person writes, and writes what was changed elsewhere."""

    def read(self, written: Written) -> Reading:
        """What is written says this; problems are diagnostics of the program."""
        ...

    def change(self, reading: Reading, draft: Draft) -> Reading:
        """The same with only that written anew which the draft says differently.

        Raises
        ------
        EditRefused
            When something would be lost that could not be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell in the language; the layout is kept beside it."""

    registry: Registry
    name: str
    first_line: int

    def read(self, written: Written) -> Reading:
        """The workflow of the text."""
        program = parse(written.text, self.registry, name=self.name, first_line=self.first_line)
        unread = next(iter(program.diagnostics), None)
        return Reading(written, program, written.layout or Layout(), unread)

    def change(self, reading: Reading, draft: Draft) -> Reading:
        """The text in which only the statements of changed nodes are written anew."""
        try:
            text = update(reading.program, draft.workflow, self.registry)
        except UnreadStatement as error:
            raise _refused(error) from None
        return self.read(Written(text=text, layout=draft.layout))


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A ``.uzo.json`` document, which has the layout in itself."""

    def read(self, written: Written) -> Reading:
        """The workflow of the document; a file without a word is one without nodes."""
        text = written.text.removeprefix(_MARK)
        if not text.strip():
            return Reading(written, Program(written.text, Workflow()), Layout())
        return self.reading(read_document(text), written.text)

    def reading(self, document: Document, text: str) -> Reading:
        """What was read of a text already."""
        if document.workflow is None:
            program = Program(text, Workflow(), document.diagnostics)
            return Reading(Written(text=text), program, Layout(), document.diagnostics[0])
        program = Program(text, without_layout(document.workflow), document.diagnostics)
        return Reading(Written(text=text), program, layout_of(document.workflow))

    def change(self, reading: Reading, draft: Draft) -> Reading:
        """The document with everything that the draft says."""
        return self.read(Written(text=write_document(with_layout(draft.workflow, draft.layout))))


def refuse_unread(problem: Diagnostic | None) -> None:
    """Refuse an edit where something could not be read that it would lose."""
    if problem is not None:
        raise _refused(UnreadStatement(problem))


def _refused(error: UnreadStatement) -> EditRefused:
    return EditRefused(error.message, hint=error.hint)
