"""The workflow as a picture: positions, SVG, HTML for notebooks without our extension, text for terminals."""

from __future__ import annotations

from uzo_jupyter.picture.graph_view import graph_view
from uzo_jupyter.picture.html import html_picture
from uzo_jupyter.picture.image import Picture
from uzo_jupyter.picture.layout import layout
from uzo_jupyter.picture.svg import svg_picture
from uzo_jupyter.picture.text import text_picture

__all__ = ["Picture", "graph_view", "html_picture", "layout", "svg_picture", "text_picture"]
