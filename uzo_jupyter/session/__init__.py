"""Working with workflows: open, check, preview, run, cancel."""

from __future__ import annotations

from uzo_jupyter.session.answers import Post, TableAnswers
from uzo_jupyter.session.flow import Flow
from uzo_jupyter.session.live import Change
from uzo_jupyter.session.node import FlowNode
from uzo_jupyter.session.pages import Page, columns_of
from uzo_jupyter.session.session import Session, read_file
from uzo_jupyter.session.writing import Edited

__all__ = [
    "Change",
    "Edited",
    "Flow",
    "FlowNode",
    "Page",
    "Post",
    "Session",
    "TableAnswers",
    "columns_of",
    "read_file",
]
