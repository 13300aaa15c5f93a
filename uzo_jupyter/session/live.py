"""A workflow while it is written and edited: its text, what is known of it, the samples of its nodes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeVar

from uzo_jupyter.checking import Checked, unchanged_nodes
from uzo_jupyter.editing import with_layout
from uzo_jupyter.model import ParameterValue, Workflow
from uzo_jupyter.operations import Place
from uzo_jupyter.protocol import Diagnostic, Edit, Layout, Written
from uzo_jupyter.session.frames import notebook_frames, used_variables
from uzo_jupyter.session.notations import Reading
from uzo_jupyter.session.opened import Opened
from uzo_jupyter.session.previews import Previews, computed
from uzo_jupyter.session.problems import all_problems
from uzo_jupyter.session.writing import Edited, Writing

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

Change = Literal["moved", "checked", "sampled", "run"]
"""What a listener is told: only the layout changed, the workflow was checked anew, previews are there, an event of a
run came."""


class LiveWorkflow:
    """A workflow that follows what a person writes and does in the graph; it runs nothing."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._writing = Writing(opened.notation, opened.reading, opened.registry)
        self._parameters: dict[str, ParameterValue] = dict(opened.parameters)
        self._reaches = opened.reaches
        self._listeners: list[Callable[[Change], None]] = []
        self._edit_listeners: list[Callable[[Edited], None]] = []
        self._lock = threading.RLock()
        self._previews = Previews()
        self._sample_waits = False
        self._document: tuple[Reading, Workflow] | None = None
        self._work = ThreadPoolExecutor(1, thread_name_prefix="uzo-preview")
        self._slow_work = ThreadPoolExecutor(1, thread_name_prefix="uzo-table")
        self._place = self._new_place()
        self._checked = self._check_now()

    # --- what is known ----------------------------------------------------------------------------------------

    @property
    def workflow(self) -> Workflow:
        """The workflow as it is written, without positions."""
        return self._writing.reading.workflow

    @property
    def layout(self) -> Layout:
        """Positions that a person chose, notes and groups."""
        return self._writing.reading.layout

    @property
    def document(self) -> Workflow:
        """The workflow with its layout, as a document has it; the same object until something changes."""
        reading = self._writing.reading
        if self._document is None or self._document[0] is not reading:
            self._document = (reading, with_layout(reading.workflow, reading.layout))
        return self._document[1]

    @property
    def checked(self) -> Checked:
        """The workflow with operations and schemas."""
        return self._checked

    @property
    def place(self) -> Place:
        """Where the workflow runs."""
        return self._place

    @property
    def is_broken(self) -> bool:
        """Whether the text cannot be read now; the workflow is the last that could be."""
        return self._writing.broken is not None

    def _problems(self) -> tuple[Diagnostic, ...]:
        return all_problems(self._writing.reading.program, self._checked)

    @property
    def parameters(self) -> Mapping[str, ParameterValue]:
        """The value of each parameter."""
        return self._checked.parameters

    # --- who is told ------------------------------------------------------------------------------------------

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call the listener after each change; it may be called from any thread."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[Change], None]) -> None:
        """Do not call the listener any more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def listen_edits(self, listener: Callable[[Edited], None]) -> None:
        """Call the listener after each edit that was made in the graph."""
        self._edit_listeners.append(listener)

    def unlisten_edits(self, listener: Callable[[Edited], None]) -> None:
        """Do not call the listener any more."""
        if listener in self._edit_listeners:
            self._edit_listeners.remove(listener)

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    # --- writing and editing ----------------------------------------------------------------------------------

    @property
    def written(self) -> Written:
        """What is written now: a text, and the layout where the text cannot say it."""
        return self._writing.written

    def require_savable(self) -> None:
        """Refuse to write the workflow elsewhere: a part of the text would be missing in it, or a password stand there.

        Raises
        ------
        EditRefused
            With the place of that part.
        """
        self._writing.require_savable()

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._writing.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back."""
        return self._writing.can_redo

    def set_written(self, written: Written) -> None:
        """A person has written something else: the workflow follows, as far as it can be read."""
        if written != self._writing.written:
            self._change(lambda: self._writing.replace(written))

    def edit(self, edits: Sequence[Edit], base: Written | None = None) -> None:
        """Change the workflow by all of these edits, or by none.

        ``base`` is what the person sees, where a cell or a document holds the text.

        Raises
        ------
        EditRefused
            When one of them cannot be carried out.
        """
        if base is not None:
            # A change of its own: what was typed is there also when the edit is refused.
            self.set_written(base)
        self._edit(edits)

    def _edit(self, edits: Sequence[Edit]) -> None:
        self._tell_edit(self._change(lambda: self._writing.edit(edits)))

    def undo(self) -> None:
        """Take the last edit back."""
        self._tell_edit(self._change(self._writing.undo))

    def redo(self) -> None:
        """Do again what was taken back."""
        self._tell_edit(self._change(self._writing.redo))

    def _tell_edit(self, edited: Edited | None) -> None:
        if edited is not None:
            for listener in tuple(self._edit_listeners):
                listener(edited)

    def _change(self, change: Callable[[], _T]) -> _T:
        """Change what is written, and look at it again as far as that makes a difference."""
        with self._lock:
            before, was_broken = self._writing.reading, self.is_broken
            result = change()
            after = self._writing.reading
            same = (
                after.workflow == before.workflow and after.program.diagnostics == before.program.diagnostics
            )
            if not same:
                self._forget_values(before.workflow)
                self._check()
        moved = same and not was_broken and not self.is_broken and after.program.text == before.program.text
        self._tell("moved" if moved else "checked")
        return result

    def _forget_values(self, before: Workflow) -> None:
        """A parameter that was written anew has the value that is written."""
        old = {parameter.name: parameter for parameter in before.parameters}
        new = {parameter.name: parameter for parameter in self.workflow.parameters}
        for name in [name for name in self._parameters if name in old and old[name] != new.get(name)]:
            del self._parameters[name]

    # --- checking ---------------------------------------------------------------------------------------------

    def set_parameters(self, values: Mapping[str, ParameterValue]) -> None:
        """Use these values from now on: the workflow is checked anew, samples are gone."""
        with self._lock:
            self._parameters.update(values)
            self._check()
        self._tell("checked")

    def _check(self) -> None:
        """Check again; what is known of nodes that say the same stays."""
        before = self._checked
        self._place = self._new_place()
        checked = self._check_now(before)
        self._previews = self._previews.only(unchanged_nodes(before, checked))
        self._checked = checked

    def _check_now(self, before: Checked | None = None) -> Checked:
        place = self._place if self._reaches else None
        return self._opened.checker.check(self.workflow, place, self._parameters, before)

    def _new_place(self) -> Place:
        parameters = {parameter.name: parameter.default for parameter in self.workflow.parameters}
        used = used_variables(self.workflow, {**parameters, **self._parameters})
        frames = notebook_frames(self._opened.namespace, used)
        return Place(self._opened.directory, frames.usable, frames.unusable)

    # --- samples ----------------------------------------------------------------------------------------------

    @property
    def is_sampled(self) -> bool:
        """Whether samples are there."""
        return bool(self._previews.samples)

    @property
    def reaches(self) -> bool:
        """Whether files are looked at."""
        return self._reaches

    def reach(self) -> None:
        """From now on look at files: the person has asked for rows, a run or a check against the data."""
        if not self._reaches:
            self._reaches = True
            with self._lock:
                self._check()
            self._tell("checked")

    def sample(self) -> None:
        """Compute the sample of every node; nothing where files may not be looked at yet."""
        if not self._reaches:
            return
        checked = self._checked
        previews = computed(checked, self._place)
        with self._lock:
            same = (
                frozenset(checked.order)
                if checked is self._checked
                else unchanged_nodes(checked, self._checked)
            )
            self._previews = Previews({**self._previews.samples, **previews.only(same).samples})
        self._tell("sampled")

    def sample_soon(self) -> None:
        """Compute the samples in the background; edits that come meanwhile share the next computation."""
        if not self._sample_waits:
            self._sample_waits = True
            self.later(self._sample_that_waited)

    def _sample_that_waited(self) -> None:
        self._sample_waits = False
        self.sample()

    @property
    def folder(self) -> Path:
        """A folder for files that are needed for a moment."""
        return self._opened.scratch

    def later(self, work: Callable[[], object], *, slow: bool = False) -> None:
        """Do work for a view in a background thread, in order; what is ``slow`` has a thread of its own."""
        (self._slow_work if slow else self._work).submit(work).add_done_callback(_log_failure)


def _log_failure(done: Future[object]) -> None:
    error = done.exception()
    if error is not None:
        _LOG.error("work for a view failed", exc_info=error)
