"""Completion and inspection in ``%%uzo`` cells: what the notebook asks of the kernel is answered for our language."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast

from IPython.core.completer import Completion as ShellCompletion
from IPython.core.interactiveshell import InteractiveShell

from uzo_jupyter.assistance import Completion, Description, complete, describe
from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Place
from uzo_jupyter.session import Flow, Session

_LOG = logging.getLogger(__name__)
_CELL = re.compile(r"\s*%%uzo(?=\s)[^\n]*(?:\n|$)")
_OPTIONS = {
    "--draft": "show graph, schemas and samples, and do not run",
    "--wait": "the cell ends with the run",
    "--param": "a value for a parameter: --param low=30",
    "--export": "every node whose id is a name becomes a variable",
    "--engine": "the engine of Polars that computes the nodes",
    "--concurrency": "how many steps run at once: --concurrency 2",
}
_ENGINES = ("auto", "streaming", "in-memory")


class Cell(NamedTuple):
    """A ``%%uzo`` cell: the line of its magic and its text, which starts at ``offset``."""

    head: str
    text: str
    offset: int

    @property
    def name(self) -> str:
        """The name of its workflow."""
        words = [word for word in self.head.split()[1:] if not word.startswith("-")]
        return words[0] if words else "workflow"

    def is_on_head(self, offset: int) -> bool:
        """Whether an offset in the whole cell is on the line of the magic."""
        return offset < self.offset or not self.head.endswith("\n")


def cell_of(code: str) -> Cell | None:
    """The parts of a ``%%uzo`` cell; None for any other cell.

    Examples
    --------
    >>> cell_of("%%uzo late --draft\\na = read_csv('a.csv')").name
    'late'
    >>> cell_of("print(1)") is None
    True
    """
    match = _CELL.match(code)
    return Cell(match[0], code[match.end() :], match.end()) if match else None


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions about cells. ``flows`` gives the workflows that cells have made, the latest first."""

    session: Session
    flows: Callable[[], Iterable[Flow]]

    def completions(self, cell: Cell, offset: int) -> list[Completion]:
        """How the cell can go on at an offset in its whole text."""
        if cell.is_on_head(offset):
            return _options(cell.head[:offset], offset)
        line, column = _place(cell.text, offset - cell.offset)
        found = complete(cell.text, line, column, self.session.registry, *self._known(cell))
        return [replace(each, start=each.start + cell.offset, end=each.end + cell.offset) for each in found]

    def described(self, cell: Cell, offset: int) -> Description | None:
        """What is told at an offset; None where there is nothing to tell. Its places are those of the whole cell."""
        if cell.is_on_head(offset):
            return None
        line, column = _place(cell.text, offset - cell.offset)
        found = describe(cell.text, line, column, self.session.registry, *self._known(cell))
        return found and replace(found, start=found.start + cell.offset, end=found.end + cell.offset)

    def _known(self, cell: Cell) -> tuple[Checked | None, Place]:
        """What the cell's workflow has learnt of its sources; nothing before the cell was executed once."""
        flow = _best(cell, list(self.flows()))
        if flow is None:
            return None, self.session.place()
        return flow.checked, self.session.place(flow.place.directory)


def _best(cell: Cell, flows: Sequence[Flow]) -> Flow | None:
    """The workflow of that name whose text is the most like the cell's: a request does not tell which cell asks."""
    named = [flow for flow in flows if flow.workflow.name == cell.name]
    lines = set(cell.text.splitlines())
    return max(named, key=lambda flow: len(lines.intersection(flow.written.text.splitlines())), default=None)


def _options(before: str, offset: int) -> list[Completion]:
    """What can stand on the line of the magic."""
    *words, typed = before.split(" ")
    if not words:
        return []
    choices = dict.fromkeys(_ENGINES, "engine") if words[-1] == "--engine" else _OPTIONS
    start = offset - len(typed)
    is_option = typed.startswith("-") or words[-1] == "--engine"
    return [
        Completion(choice, "option", meaning, start, offset)
        for choice, meaning in choices.items()
        if is_option and choice.startswith(typed)
    ]


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


class CellAssistance:
    """Puts an assistant before the completer and the inspector of a shell, and takes it away again.

    Other matchers would answer in a ``%%uzo`` cell as well, also where ours has nothing to offer, and what they say
    about a text that is no Python is noise. So the completer is asked for other cells only.
    """

    def __init__(self, shell: InteractiveShell, assistant: Assistant) -> None:
        self._assistant = assistant
        self._completer = cast("Any", shell).Completer
        self._kernel = getattr(shell, "kernel", None)
        self._complete: Callable[[str, int], Iterator[ShellCompletion]] = self._completer.completions
        self._inspect: Callable[..., dict[str, object]] | None = getattr(self._kernel, "do_inspect", None)
        # Instance attributes before those of the class: to delete them restores what was there.
        self._completer.completions = self.completions
        if self._inspect is not None:
            cast("Any", self._kernel).do_inspect = self.do_inspect

    def completions(self, text: str, offset: int) -> Iterator[ShellCompletion]:
        """The completer's answer."""
        cell = cell_of(text)
        if cell is None:
            return self._complete(text, offset)
        try:
            found = self._assistant.completions(cell, offset)
        except Exception:
            # A fault of ours must not take completion away from the notebook.
            _LOG.exception("no completion")
            return iter(())
        return (
            ShellCompletion(each.start, each.end, each.text, type=each.kind, signature=each.detail)
            for each in found
        )

    def do_inspect(
        self, code: str, cursor_pos: int, detail_level: int = 0, omit_sections: Sequence[str] = ()
    ) -> dict[str, object]:
        """The inspector's answer."""
        assert self._inspect is not None
        cell = cell_of(code)
        if cell is None:
            return self._inspect(code, cursor_pos, detail_level, omit_sections)
        try:
            found = self._assistant.described(cell, cursor_pos)
        except Exception:
            _LOG.exception("no description")
            found = None
        if found is None:
            return {"status": "ok", "found": False, "data": {}, "metadata": {}}
        data = {"text/plain": found.plain, "text/markdown": found.markdown}
        # A front end that shows it at the mouse has to know whether it is about the word there.
        place = {"start": found.start, "end": found.end}
        return {"status": "ok", "found": True, "data": data, "metadata": {"uzo": place}}

    def close(self) -> None:
        """Give completer and inspector back."""
        if self._completer.__dict__.get("completions") == self.completions:
            del self._completer.completions
        if self._kernel is not None and self._kernel.__dict__.get("do_inspect") == self.do_inspect:
            del self._kernel.do_inspect
