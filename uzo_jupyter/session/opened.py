"""What a session hands to a flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from uzo_jupyter.checking import Checker
from uzo_jupyter.model import ParameterValue
from uzo_jupyter.operations import Registry
from uzo_jupyter.running.pool import RunnerPool
from uzo_jupyter.session.notations import Notation, Reading
from uzo_jupyter.session.trust import Trust


@dataclass(frozen=True, slots=True)
class Opened:
    """What a session hands to a flow."""

    notation: Notation
    reading: Reading
    registry: Registry
    directory: Path
    namespace: Mapping[str, object]
    scratch: Path
    checker: Checker
    runner: RunnerPool
    trust: Trust
    file: str | None = None
    """The notebook or document in which the workflow stands, if that is known."""
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict[str, ParameterValue])
    reaches: bool = True
    """Whether files may be looked at; a document that was only opened waits for the person to act."""
