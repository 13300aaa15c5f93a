"""What is wrong with the shape of a workflow, before any operation is looked at."""

from __future__ import annotations

import os.path
import unicodedata
from collections.abc import Iterator, Mapping

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.model import Workflow, cycle, predecessors
from uzo_jupyter.operations import Sink
from uzo_jupyter.operations.connector import FileSource
from uzo_jupyter.protocol import Diagnostic


def graph_problems(workflow: Workflow) -> list[Diagnostic]:
    """Names that clash, edges that lead nowhere or stand twice, cycles."""
    return [*_same_names(workflow), *_dangling(workflow), *_double_edges(workflow), *_cycles(workflow)]


def _same_names(workflow: Workflow) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for node in workflow.nodes:
        key = unicodedata.normalize("NFC", node.id)
        if key in seen:
            message = f"There are two nodes named {node.id!r}."
            hint = "Give one of them another name (accents may be written in two ways that look the same)."
            yield Diagnostic(code="duplicate-name", message=message, hint=hint, node=node.id)
        seen[key] = node.id


def _dangling(workflow: Workflow) -> Iterator[Diagnostic]:
    names = [node.id for node in workflow.nodes]
    for edge in workflow.edges:
        for end, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if end not in workflow:
                place = other if other in workflow else None
                hint = did_you_mean(end, names, "Nodes")
                message = f"An edge names {end!r}, but there is no such node."
                yield Diagnostic(code="unknown-node", message=message, hint=hint, node=place)


def _double_edges(workflow: Workflow) -> Iterator[Diagnostic]:
    seen: set[tuple[str, str, str | None]] = set()
    for edge in workflow.edges:
        key = (edge.source, edge.target, edge.target_handle)
        if key in seen:
            message = f"{edge.source!r} is connected twice to the same input."
            yield Diagnostic(
                code="duplicate-edge", message=message, hint="Remove one of the edges.", node=edge.target
            )
        seen.add(key)


def _cycles(workflow: Workflow) -> Iterator[Diagnostic]:
    before = predecessors(workflow)
    while loop := cycle(before):
        path = " -> ".join(loop)
        message = f"The nodes feed each other in a circle: {path}."
        yield Diagnostic(code="cycle", message=message, hint="Remove one of these connections.", node=loop[0])
        # Other circles may be left: look again without this one.
        before = _without(before, set(loop))


def _without(before: Mapping[str, tuple[str, ...]], removed: set[str]) -> dict[str, tuple[str, ...]]:
    return {
        node: tuple(source for source in sources if source not in removed)
        for node, sources in before.items()
        if node not in removed
    }


def file_problems(nodes: Mapping[str, BoundNode]) -> list[Diagnostic]:
    """Files that are written twice, or read and written by the same workflow."""
    readers = {
        os.path.normpath(node.operation.path): node.id
        for node in nodes.values()
        if isinstance(node.operation, FileSource)
    }
    writers: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for node in nodes.values():
        if not isinstance(node.operation, Sink):
            continue
        path = os.path.normpath(node.operation.path)
        other = readers.get(path) or writers.get(path)
        if other is not None:
            verb = "reads" if path in readers else "writes"
            message = f"It writes {node.operation.path!r}, which {other!r} {verb} in the same run."
            hint = "Write to another file."
            problems.append(
                Diagnostic(code="file-clash", message=message, hint=hint, node=node.id, field="path")
            )
        writers[path] = node.id
    return problems


def output_problems(workflow: Workflow, nodes: Mapping[str, BoundNode]) -> list[Diagnostic]:
    """Edges that leave a node which has no output."""
    problems: list[Diagnostic] = []
    for edge in workflow.edges:
        source = nodes.get(edge.source)
        if source is not None and not source.operation.has_output:
            message = f"{edge.target!r} is fed by it, but a node that writes has no output."
            hint = f"Connect {edge.target!r} to the node before."
            problems.append(Diagnostic(code="edge-out-of-sink", message=message, hint=hint, node=edge.source))
    return problems
