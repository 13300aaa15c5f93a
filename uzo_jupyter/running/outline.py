"""What Prefect shows of a run: its nodes as tasks."""

from __future__ import annotations

from collections.abc import Mapping

from uzo_jupyter.checking import BoundNode, Checked
from uzo_jupyter.protocol.recorder import RunOutline, TaskOutline


def outline_of(run: str, checked: Checked, inputs: Mapping[str, tuple[str, ...]] | None = None) -> RunOutline:
    """The outline of a run of a workflow.

    Parameters
    ----------
    run
        The id of the run.
    checked
        The workflow.
    inputs
        The nodes that take part, in topological order, each with those that feed it; all where nothing is said.
    """
    nodes = inputs if inputs is not None else {node: checked.nodes[node].inputs for node in checked.order}
    return RunOutline(
        run=run,
        workflow=checked.workflow.name,
        tasks=tuple(_task(checked.nodes[node], fed_by) for node, fed_by in nodes.items()),
    )


def _task(node: BoundNode, inputs: tuple[str, ...]) -> TaskOutline:
    tags = (f"node:{node.id}", f"type:{node.node.node_type}", f"operation:{node.config_name}")
    return TaskOutline(
        node=node.id, title=node.node.title, tags=tags, inputs=inputs, retries=node.policy.retry_count
    )
