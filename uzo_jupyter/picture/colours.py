"""Colours of pictures: what a node is and how it goes. All stand out from white enough for words."""

from __future__ import annotations

from collections.abc import Mapping

from uzo_jupyter.protocol import NodeStatus

INK = "#222222"
QUIET = "#555555"
LINE = "#888888"
PAPER = "#ffffff"
OTHER_FAMILY = "#666666"

FAMILIES: Mapping[str, str] = {
    "connector": "#1a73a7",
    "transform": "#7a4fb5",
    "control": "#8a6d00",
    "genai": "#0b7a5f",
    "agentic": "#b0456a",
}
STATES: Mapping[NodeStatus, str] = {
    "idle": QUIET,
    "sampled": QUIET,
    "queued": QUIET,
    "running": "#1a5fb4",
    "done": "#1a7f37",
    "failed": "#b3261e",
    "skipped": QUIET,
    "cancelled": "#855700",
    "interrupted": "#855700",
}
