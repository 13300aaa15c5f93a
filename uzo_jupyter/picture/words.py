"""States and figures in words and marks; the same words as in the browser (``labextension/src/state/words.ts``)."""

from __future__ import annotations

from collections.abc import Mapping

from uzo_jupyter.protocol import Graph, NodeState, NodeStatus, RunState

MARKS: Mapping[NodeStatus, str] = {
    "idle": "○",
    "sampled": "◌",
    "queued": "◔",
    "running": "◐",
    "done": "✓",
    "failed": "✕",
    "skipped": "–",
    "cancelled": "■",
    "interrupted": "!",
}
WORDS: Mapping[NodeStatus, str] = {
    "idle": "Not run",
    "sampled": "Sample",
    "queued": "Queued",
    "running": "Running",
    "done": "Done",
    "failed": "Failed",
    "skipped": "Skipped",
    "cancelled": "Cancelled",
    "interrupted": "Interrupted",
}


def count(value: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> count(1, "row"), count(8255, "row")
    ('1 row', '8,255 rows')
    """
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def status_word(state: NodeState) -> str:
    """The state of a node; a further attempt is told as such."""
    again = state.status == "running" and state.attempt > 1
    return f"Attempt {state.attempt}" if again else WORDS[state.status]


def rows_word(state: NodeState) -> str | None:
    """How many rows a node has, as far as that is known.

    Examples
    --------
    >>> rows_word(NodeState(status="done", rows=12)), rows_word(NodeState(rows=1000, sample=True))
    ('12 rows', '≈ sample 1,000')
    >>> rows_word(NodeState(status="done", executed_rows=1)), rows_word(NodeState(status="running", executed_rows=5))
    ('1 row executed', '5 rows so far')
    """
    if state.rows is None and state.executed_rows is not None:
        return f"{count(state.executed_rows, 'row')} {'so far' if state.status == 'running' else 'executed'}"
    if state.rows is None:
        return None
    return f"≈ sample {state.rows:,}" if state.sample else count(state.rows, "row")


def state_line(state: NodeState) -> str:
    """Mark, state and rows of a node in one line.

    Examples
    --------
    >>> state_line(NodeState(status="done", rows=8255))
    '✓ Done · 8,255 rows'
    """
    words = [status_word(state), rows_word(state)]
    if state.status == "sampled" and state.rows is not None:
        words = words[1:]
    return f"{MARKS[state.status]} {' · '.join(word for word in words if word)}"


def duration(seconds: float) -> str:
    """A time as a person says it.

    Examples
    --------
    >>> duration(0.001), duration(1.5), duration(75), duration(7260)
    ('< 0.01 s', '1.50 s', '1 min 15 s', '2 h 01 min')
    """
    if seconds < 0.005:
        return "< 0.01 s"
    if seconds < 59.95:
        return f"{seconds:.{2 if seconds < 9.995 else 1}f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def run_word(run: RunState, graph: Graph, states: Mapping[str, NodeState]) -> str:
    """The run in one line."""
    match run.phase:
        case "starting":
            message = run.message or "starting"
            return f"{message[:1].upper()}{message[1:]} · {_coarse(run.elapsed)}"
        case "running":
            done = f"{run.finished_nodes} of {count(run.total_nodes, 'node')}"
            return " · ".join(word for word in (done, _coarse(run.elapsed), run.message) if word)
        case "completed":
            return f"Completed in {duration(run.elapsed)}"
        case "failed":
            return _failed_word(run, graph, states)
        case "cancelled":
            return f"Cancelled after {duration(run.elapsed)}"
        case "interrupted":
            return f"Interrupted: {run.message}" if run.message else "Interrupted"


def _failed_word(run: RunState, graph: Graph, states: Mapping[str, NodeState]) -> str:
    for node in graph.nodes:
        state = states.get(node.id)
        if state is not None and state.status == "failed":
            return ": ".join(
                word for word in (f"Failed at {node.label}", state.message or run.message) if word
            )
    return f"Failed: {run.message}" if run.message else "Failed"


def _coarse(seconds: float) -> str:
    """One decimal while it ticks: two would only flicker."""
    return f"{seconds:.1f} s" if seconds < 59.95 else duration(seconds)
