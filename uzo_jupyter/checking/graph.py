"""What is wrong with the shape of a workflow, before any operation is looked at."""

from __future__ import annotations

import os.path
import unicodedata
from collections.abc import Iterator, Mapping

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.model import Workflow, cycle, predecessors
from uzo_jupyter.operations import FileSource, Place, Sink
from uzo_jupyter.operations.paths import is_pattern, matches
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


def file_problems(nodes: Mapping[str, BoundNode], place: Place | None) -> list[Diagnostic]:
    """Files that are written twice, or read and written by the same workflow, and folders in the place of files.

    Without a place only the paths are compared, and nothing is looked at.
    """
    readers = {node.id: node.operation for node in nodes.values() if isinstance(node.operation, FileSource)}
    writers: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for node in nodes.values():
        if isinstance(node.operation, Sink):
            path = _meant(node.operation.path, place)
            reader = next((name for name, each in readers.items() if _reads(each, path, place)), None)
            problem = _clash(node.id, node.operation.path, reader, writers.get(path))
            if problem is None and place is not None and node.operation.target(place).is_dir():
                problem = _path_problem(
                    "path", f"{node.operation.path!r} is a folder.", "Name a file in it.", node.id
                )
            problems += [problem] if problem is not None else []
            writers.setdefault(path, node.id)
    return problems


def _meant(path: str, place: Place | None) -> str:
    """One spelling for all paths of a file; links are followed where files may be looked at."""
    if place is None:
        return os.path.normpath(path)
    return os.path.realpath(place.directory / path)


def _reads(source: FileSource, path: str, place: Place | None) -> bool:
    meant = _meant(source.path, place)
    is_literal = place is not None and (place.directory / source.path).is_file()
    return path == meant or (not is_literal and is_pattern(source.path) and matches(path, meant))


def _clash(node: str, written: str, reader: str | None, writer: str | None) -> Diagnostic | None:
    other = reader or writer
    if other is None:
        return None
    verb = "reads" if reader else "writes"
    message = f"It writes {written!r}, which {other!r} {verb} in the same run."
    return _path_problem("file-clash", message, "Write to another file.", node)


def _path_problem(code: str, message: str, hint: str, node: str) -> Diagnostic:
    return Diagnostic(code=code, message=message, hint=hint, node=node, field="path")


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
