"""Answers to what a view asks of tables, made in the background; nobody waits for what is not wanted any more."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import (
    FactsMessage,
    FilePart,
    FileReady,
    Forget,
    GetFacts,
    GetFilePart,
    GetPreview,
    MakeFile,
    Message,
    PreviewFailed,
    PreviewMessage,
)
from uzo_jupyter.session.files import write_table
from uzo_jupyter.session.pages import Page, arrow_of
from uzo_jupyter.session.statistics import column_facts

if TYPE_CHECKING:
    from uzo_jupyter.session.flow import Flow

PART_BYTES = 4_000_000
"""Parts are fetched one by one, so that nothing else waits long behind a file."""

TableCommand = GetPreview | GetFacts | MakeFile | GetFilePart


class Post(Protocol):
    """Carries a message to the browser."""

    def __call__(self, message: Message, buffers: list[bytes] | None = None) -> None:
        """Send it, if anybody is there."""
        ...


class TableAnswers:
    """Answers what one view asks of the tables of a flow.

    Parameters
    ----------
    flow
        Whose tables they are.
    post
        The way to the browser.
    shown
        Told each first page that was sent of a table as it is.
    """

    def __init__(self, flow: Flow, post: Post, shown: Callable[[Page], None]) -> None:
        self._flow = flow
        self._post = post
        self._shown = shown
        self._lock = threading.Lock()
        self._open: set[int] = set()
        self._file: tuple[str, Path] | None = None

    def ask(self, command: TableCommand) -> None:
        """Answer in the background: what may take long does not hold up the rows of other nodes."""
        with self._lock:
            self._open.add(command.request)
        self._flow.later(lambda: self._answer(command), slow=self._is_slow(command))

    def _is_slow(self, command: TableCommand) -> bool:
        if not isinstance(command, GetPreview):
            return isinstance(command, GetFacts | MakeFile)
        try:
            table = self._flow.table(command.node, whole=command.whole)
        except UzoError:
            return False  # The answer says why.
        return not (command.query.is_all and table.is_ready(command.offset, command.limit))

    def forget(self, command: Forget) -> None:
        """Leave out what was not begun."""
        with self._lock:
            self._open.difference_update(command.requests)

    def close(self) -> None:
        """Answer nothing any more."""
        with self._lock:
            self._open.clear()
        self._drop_file()

    def _answer(self, command: TableCommand) -> None:
        with self._lock:
            if command.request not in self._open:
                return
            self._open.remove(command.request)
        try:
            self._make(command)
        except (
            Exception,
            pl.exceptions.PanicException,
        ) as error:  # whatever it is, somebody waits to be told
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            node = "" if isinstance(command, GetFilePart) else command.node
            self._post(PreviewFailed(request=command.request, node=node, message=reason))

    def _make(self, command: TableCommand) -> None:
        match command:
            case GetPreview():
                self._send_page(command)
            case GetFacts():
                self._send_facts(command)
            case MakeFile():
                self._make_file(command)
            case GetFilePart():
                self._send_part(command)

    def _send_page(self, command: GetPreview) -> None:
        table = self._flow.table(command.node, whole=command.whole)
        page = table.page(command.offset, command.limit, command.query)
        message = PreviewMessage(
            request=command.request,
            node=page.node,
            offset=page.offset,
            rows=page.rows.height,
            total=page.total,
            more=page.more,
            sample=page.sample,
            note=page.note,
            columns=page.columns(),
        )
        self._post(message, [page.arrow()])
        if page.offset == 0 and command.query.is_all:
            self._shown(page)

    def _send_facts(self, command: GetFacts) -> None:
        table = self._flow.table(command.node)
        rows = table.rows(command.query)
        facts, extremes = column_facts(rows, command.column)
        message = FactsMessage(
            request=command.request,
            node=command.node,
            column=command.column,
            dtype=str(rows.collect_schema()[command.column]),
            facts=facts,
            sample=table.sample,
        )
        self._post(message, [arrow_of(extremes)])

    def _make_file(self, command: MakeFile) -> None:
        self._drop_file()
        identity = uuid.uuid4().hex
        path = self._flow.folder / f"file-{identity}.part"
        size = write_table(self._flow.table(command.node).rows(command.query), command.format, path)
        self._file = (identity, path)
        name = f"{_file_name(command.node)}.{command.format}"
        self._post(FileReady(request=command.request, file=identity, name=name, size=size))

    def _send_part(self, command: GetFilePart) -> None:
        if self._file is None or self._file[0] != command.file:
            raise UzoError("The file is not there any more.", hint="Download it again.")
        path = self._file[1]
        with path.open("rb") as file:
            file.seek(command.offset)
            data = file.read(PART_BYTES)
        if command.offset + len(data) >= path.stat().st_size:
            self._drop_file()
        self._post(FilePart(request=command.request, file=command.file, offset=command.offset), [data])

    def _drop_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file[1].unlink(missing_ok=True)


def _file_name(node: str) -> str:
    return re.sub(r"[^\w.-]+", "_", node).strip("._") or "table"
