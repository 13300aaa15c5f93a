"""What is wrong with a workflow, in its text and in what the text means."""

from __future__ import annotations

from uzo_jupyter.checking import Checked
from uzo_jupyter.language import Program
from uzo_jupyter.protocol import Diagnostic

_FOLLOWS = frozenset({"unknown-operation", "missing-setting", "missing-input"})
"""What is missing at a node whose text could not be read as a whole is no problem of its own."""


def all_problems(program: Program, checked: Checked) -> tuple[Diagnostic, ...]:
    """The problems of the text and those of the check, each with its place in the text."""
    unread = {problem.node for problem in program.diagnostics if problem.severity == "error"}
    fresh = [d for d in checked.diagnostics if not (d.node in unread and d.code in _FOLLOWS)]
    return (*program.diagnostics, *(program.locate(problem) for problem in fresh))
