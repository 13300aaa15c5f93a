"""Where a workflow runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workflow runs: the folder that relative paths start at, and the frames of the notebook.

    ``unusable`` has frames of other libraries that could not be converted, with the reason. ``digests`` has
    what tells the content of a frame from any other, as far as it was looked at, and ``code`` the same for the code
    of nodes.
    """

    directory: Path
    frames: Mapping[str, pl.LazyFrame] = field(default_factory=dict[str, pl.LazyFrame])
    unusable: Mapping[str, str] = field(default_factory=dict[str, str])
    digests: Mapping[str, str] = field(default_factory=dict[str, str])
    code: Mapping[str, str] = field(default_factory=dict[str, str])
