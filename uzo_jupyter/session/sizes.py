"""How large the results of nodes are, told before they are kept."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from uzo_jupyter.protocol import NodeState


def kept_size(state: NodeState, sample: pl.DataFrame | None, path: Path | None) -> int | None:
    """About how many bytes a node's result takes: those of the file of the last run, else rows times those of a row.

    Parameters
    ----------
    state
        Says how many rows there are, where that is known.
    sample
        Rows that look like those of the result.
    path
        The file that the last run has made of the result.

    Returns
    -------
    int or None
        None where the rows are not known yet, or no row was seen.

    Examples
    --------
    >>> sample = pl.DataFrame({"n": [1, 2, 3, 4]})
    >>> kept_size(NodeState(rows=1000), sample, None), kept_size(NodeState(rows=4, sample=True), sample, None)
    (8000, None)
    """
    if path is not None:
        try:
            return path.stat().st_size
        except OSError:
            pass  # the results of an older run are gone
    rows = state.executed_rows if state.rows is None or state.sample else state.rows
    if rows == 0:
        return 0
    if rows is None or sample is None or sample.height == 0:
        return None
    return round(rows * sample.estimated_size() / sample.height)
