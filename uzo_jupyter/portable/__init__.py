"""The workflow as widgets that every host can show: ipycytoscape for the graph, ipywidgets for the rest."""

from __future__ import annotations

from uzo_jupyter.portable.widget import PortableWidget

__all__ = ["PortableWidget"]
