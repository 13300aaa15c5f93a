"""The composition root: what belongs to one kernel or one command, built once and handed on."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from uzo_jupyter.checking import Checker
from uzo_jupyter.errors import DocumentError
from uzo_jupyter.model import Document, ParameterValue, read_document
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.protocol import Layout, Written
from uzo_jupyter.running.parts import clear_parts_below
from uzo_jupyter.running.places import cache_directory
from uzo_jupyter.running.pool import RunnerPool
from uzo_jupyter.running.processes import ABANDONED_SECONDS, is_abandoned, process_name
from uzo_jupyter.session.carrier import notebook_file
from uzo_jupyter.session.flow import Flow
from uzo_jupyter.session.frames import frame_heads
from uzo_jupyter.session.notations import CellText, DocumentText, Notation, Reading
from uzo_jupyter.session.opened import Opened
from uzo_jupyter.session.trust import Trust


class Session:
    """Opens workflows and runs them in one runner process.

    Parameters
    ----------
    namespace
        Where ``frame("name")`` looks frames up: the notebook's variables.
    directory
        Where relative paths start; the current folder where none is given.
    """

    def __init__(self, namespace: Mapping[str, object] | None = None, directory: Path | None = None) -> None:
        self.registry = Registry.load()
        self.trust = Trust()
        self._namespace: Mapping[str, object] = namespace if namespace is not None else {}
        self._directory = directory or Path.cwd()
        self._checker = Checker(self.registry)
        self._notice: str | None = None
        self._notice_listeners: list[Callable[[str | None], None]] = []
        self._runner = RunnerPool(self._noticed)
        self._scratch = _scratch()
        atexit.register(self.close)

    @property
    def notice(self) -> str | None:
        """What a person should know of what goes on beside runs, such as no server for Prefect; None if nothing."""
        return self._notice

    def on_notice(self, listener: Callable[[str | None], None]) -> None:
        """Call the listener when the notice changes, from any thread."""
        self._notice_listeners.append(listener)

    def _noticed(self, notice: str | None) -> None:
        self._notice = notice
        for listener in tuple(self._notice_listeners):
            listener(notice)

    def warm_up(self) -> None:
        """Start the runner process in the background, so that the first run does not wait for it."""
        self._runner.warm_up()

    def place(self, directory: Path | None = None) -> Place:
        """A place to look for names of files and of the notebook's Polars frames; nothing is read."""
        return Place(directory or self._directory, frame_heads(self._namespace))

    def open_text(
        self,
        text: str,
        name: str = "workflow",
        *,
        first_line: int = 1,
        parameters: Mapping[str, ParameterValue] | None = None,
        layout: Layout | None = None,
    ) -> Flow:
        """The live workflow of a text in the language, drawn as the layout says."""
        notation = CellText(self.registry, name, first_line)
        return self._open(notation, notation.read(Written(text=text, layout=layout or Layout())), parameters)

    def open_document(
        self, path: Path, parameters: Mapping[str, ParameterValue] | None = None, *, reaches: bool = True
    ) -> Flow:
        """The live workflow of a document; paths in it start at the document's folder.

        With ``reaches=False`` no file that it names is looked at until rows, a run or a check are asked for.

        Raises
        ------
        DocumentError
            When the file is no workflow; the message says where and why.
        """
        document = read_file(path)
        if document.workflow is None:
            raise DocumentError(
                f"{path}: {document.diagnostics[0].message}", hint=document.diagnostics[0].hint
            )
        notation = DocumentText()
        reading = notation.reading(document, path.read_text("utf-8-sig"))
        return self._open(notation, reading, parameters, path.resolve(), reaches=reaches)

    def open_written(self, written: Written) -> Flow:
        """The live workflow of a document's text, which may be unfinished; it reaches nothing until it is asked to."""
        notation = DocumentText()
        return self._open(notation, notation.read(written), None, reaches=False)

    def _open(
        self,
        notation: Notation,
        reading: Reading,
        parameters: Mapping[str, ParameterValue] | None,
        document: Path | None = None,
        *,
        reaches: bool = True,
    ) -> Flow:
        notebook = notebook_file(self._namespace, os.environ)
        return Flow(
            Opened(
                notation=notation,
                reading=reading,
                registry=self.registry,
                directory=document.parent if document is not None else self._directory,
                file=str(document) if document is not None else notebook,
                namespace=self._namespace,
                scratch=self._scratch,
                checker=self._checker,
                runner=self._runner,
                trust=self.trust,
                parameters=parameters or {},
                reaches=reaches,
            )
        )

    def close(self) -> None:
        """End the runner process and remove the results of its runs."""
        self._runner.close()
        shutil.rmtree(self._scratch, ignore_errors=True)
        atexit.unregister(self.close)


def read_file(path: Path) -> Document:
    """The document in a file.

    Raises
    ------
    DocumentError
        When the file cannot be read.
    """
    try:
        return read_document(path.read_bytes())
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror or error}.") from None


def _scratch() -> Path:
    """A folder for results of this process; those of processes that died are removed."""
    runs = cache_directory() / "runs"
    runs.mkdir(exist_ok=True)
    for old in runs.iterdir():
        if is_abandoned(old, old.name, ABANDONED_SECONDS):
            clear_parts_below(old)
            shutil.rmtree(old, ignore_errors=True)
    own = runs / process_name()
    own.mkdir(exist_ok=True)
    # A process may have several sessions: each removes only what is its own.
    return Path(tempfile.mkdtemp(dir=own))
