"""What is known of a node, put together from its check, its sample, its run and its code."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from uzo_jupyter.protocol import NodeState
from uzo_jupyter.running.samples import Sample
from uzo_jupyter.session.code import NodeCode
from uzo_jupyter.session.pages import columns_of


def known_state(
    *,
    ran: NodeState | None,
    sample: Sample | None,
    schema: pl.Schema | None,
    path: Path | None,
    code: NodeCode | None,
) -> NodeState:
    """The state of a node: of the run where that tells of it, else of its sample.

    Parameters
    ----------
    ran, path
        What the last run tells of the node, and the file that it has made of its rows.
    sample, schema, code
        Its sample, its columns, its code, where there are any.
    """
    frame = sample.frame if sample is not None else None
    if ran is not None:
        state = ran
    elif sample is None or frame is None:
        state = NodeState(message=sample.note if sample else None)
    else:
        state = NodeState(status="sampled", rows=frame.height, sample=not sample.complete)
    return state.model_copy(
        update={
            "columns": columns_of(schema) if schema is not None else None,
            "pin_size": kept_size(state, frame, path),
            "code": code.state() if code is not None else None,
        }
    )


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
