"""How a run would go now, seen from the kernel."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Place
from uzo_jupyter.planning import Plan
from uzo_jupyter.running.cache import Facts, ResultCache
from uzo_jupyter.running.reuse import Reuse, Wishes
from uzo_jupyter.session.code import NodeCode, digests_of
from uzo_jupyter.session.frames import written_frames
from uzo_jupyter.session.past import Part


def planned(
    checked: Checked,
    place: Place,
    part: Part,
    scratch: Path,
    *,
    use_kept: bool,
    codes: Mapping[str, NodeCode],
) -> Plan:
    """The plan over what is kept. Frames of the notebook are written to files in ``scratch`` for a moment, to compare.

    Raises
    ------
    UzoError
        When the workflow has errors.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        frames = written_frames(checked, place, Path(folder))
    digests = {name: frame.digest for name, frame in frames.items()}
    cache = ResultCache()
    wishes = Wishes(part.targets, frozenset(part.fresh), part.taken, use_kept)
    place = replace(place, digests=digests, code=digests_of(codes))
    return Reuse(cache, Facts(cache.home), checked, place, wishes).plan()
