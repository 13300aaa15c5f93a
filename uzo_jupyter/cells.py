"""Which cell is executed, and which widgets stand in its output."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Protocol

from IPython.core.interactiveshell import InteractiveShell


class CellView(Protocol):
    """A widget in the output of a cell."""

    @property
    def model_id(self) -> str | None:
        """By which the browser knows it."""
        ...

    def send_all(self) -> None:
        """Show everything anew."""

    def cancel(self) -> None:
        """End the run that is under way."""

    def show(self) -> None:
        """Stand in the output of the cell that is executed now."""

    def keep(self) -> None:
        """Let the cell's output keep what is on screen now."""

    def close(self) -> None:
        """Show nothing any more."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of a cell; ``cell`` is empty where the host does not tell which one it is."""

    cell: str
    message: str


def current_execution(shell: InteractiveShell) -> Execution:
    """What is executed now."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return Execution("", uuid.uuid4().hex)
    parent = kernel.get_parent()
    cell = parent.get("metadata", {}).get("cellId", "")
    return Execution(str(cell), str(parent.get("header", {}).get("msg_id", "")))


@dataclass(slots=True)
class _Shown:
    execution: Execution
    widgets: list[CellView] = field(default_factory=list[CellView])


class CellWidgets:
    """The widgets of a notebook. An execution of a cell replaces what an earlier one has shown there."""

    def __init__(self) -> None:
        self._shown: dict[str, _Shown] = {}

    def __iter__(self):
        return iter([widget for shown in tuple(self._shown.values()) for widget in tuple(shown.widgets)])

    def add(self, execution: Execution, widget: CellView) -> None:
        """A widget that the execution shows."""
        key = execution.cell or execution.message
        shown = self._shown.get(key)
        if shown is None or shown.execution != execution:
            for old in shown.widgets if shown else ():
                old.close()
            shown = self._shown[key] = _Shown(execution)
        shown.widgets.append(widget)

    def close(self) -> None:
        """Close all of them."""
        for widget in self:
            widget.close()
        self._shown.clear()
