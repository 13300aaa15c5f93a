"""What a person does in the graph, carried out on the workflow: pure, all or nothing, refused with a reason."""

from __future__ import annotations

from uzo_jupyter.editing.apply import apply
from uzo_jupyter.editing.draft import Draft, EditRefused
from uzo_jupyter.editing.layouts import layout_of, with_layout, without_layout

__all__ = ["Draft", "EditRefused", "apply", "layout_of", "with_layout", "without_layout"]
