"""Files that were changed since a run: what is read from them now are not the rows of that run."""

from __future__ import annotations

from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Place, Source
from uzo_jupyter.planning import contents
from uzo_jupyter.protocol.fold import RunView


def changed_sources(node: str, checked: Checked, place: Place, view: RunView) -> tuple[str, ...]:
    """The sources that are read again for the rows of a node, and are not what they were when the run began.

    A node whose rows the run has left in a file reads none, and one after it reads that file.

    Parameters
    ----------
    node
        A node that has not changed since the run.
    checked, place
        The workflow, and where its files are looked at.
    view
        The run.

    Returns
    -------
    tuple of str
        Ids of nodes. Sources whose state cannot be told are taken to be what they were.
    """
    read = [source for source in _read_again(node, checked, view) if source in view.keys]
    now = contents(checked, read, place)
    return tuple(
        source for source in read if (content := now[source]) is not None and content.key != view.keys[source]
    )


def _read_again(node: str, checked: Checked, view: RunView) -> list[str]:
    found: list[str] = []
    todo, seen = [node], set[str]()
    while todo:
        bound = checked.nodes[todo.pop()]
        if bound.id in view.results or bound.id in seen:
            continue
        seen.add(bound.id)
        todo.extend(bound.inputs)
        if isinstance(bound.operation, Source):
            found.append(bound.id)
    return found
