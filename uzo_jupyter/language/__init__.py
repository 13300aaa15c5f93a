"""Text to workflow and back: a small subset of Python syntax, read and never executed."""

from __future__ import annotations

from uzo_jupyter.language.edits import UnreadStatement, update
from uzo_jupyter.language.parser import parse
from uzo_jupyter.language.printer import print_workflow
from uzo_jupyter.language.program import Block, Place, Program
from uzo_jupyter.language.spelling import Call, Spelling, Words
from uzo_jupyter.language.spoken import Spoken, SpokenNode, spoken

__all__ = [
    "Block",
    "Call",
    "Place",
    "Program",
    "Spelling",
    "Spoken",
    "SpokenNode",
    "UnreadStatement",
    "Words",
    "parse",
    "print_workflow",
    "spoken",
    "update",
]
