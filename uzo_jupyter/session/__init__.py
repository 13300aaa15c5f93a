"""Working with workflows: open, check, preview, run, cancel."""

from __future__ import annotations

from uzo_jupyter.session.flow import Change, Flow
from uzo_jupyter.session.node import FlowNode
from uzo_jupyter.session.pages import Page, columns_of
from uzo_jupyter.session.session import Session, read_file

__all__ = ["Change", "Flow", "FlowNode", "Page", "Session", "columns_of", "read_file"]
