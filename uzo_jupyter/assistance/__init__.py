"""Help with writing: completions and descriptions, for a cell of workflows and for one expression.

It works from the tokens of the text, because what is being written cannot be parsed, and on what the last check of
the workflow has learnt of its sources; it reads no data.
"""

from __future__ import annotations

from uzo_jupyter.assistance.assist import (
    Description,
    complete,
    complete_expression,
    describe,
    describe_expression,
    offset_at,
)
from uzo_jupyter.assistance.candidates import Completion, Kind
from uzo_jupyter.assistance.documentation import Documentation

__all__ = [
    "Completion",
    "Description",
    "Documentation",
    "Kind",
    "complete",
    "complete_expression",
    "describe",
    "describe_expression",
    "offset_at",
]
