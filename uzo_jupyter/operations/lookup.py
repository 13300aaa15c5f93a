"""How a join is previewed: one side is a sample, the other is searched for the keys of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uzo_jupyter.operations.base import Operation


@dataclass(frozen=True, slots=True)
class Lookup:
    """``driving`` is the position (0 or 1) of the input whose sample leads; keys are pairs of columns.

    ``operation`` is what to run on the sample and the rows found: a full join runs as a left join then, because
    rows of the other side without a partner cannot be told from rows that were not looked up.
    """

    driving: int
    driving_keys: tuple[str, ...]
    other_keys: tuple[str, ...]
    operation: Operation
