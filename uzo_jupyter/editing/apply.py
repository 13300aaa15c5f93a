"""One edit after the other."""

from __future__ import annotations

from collections.abc import Sequence

from uzo_jupyter.editing.copies import duplicate, paste
from uzo_jupyter.editing.draft import Draft
from uzo_jupyter.editing.edges import connect
from uzo_jupyter.editing.layouts import move, put_group, put_note, tidy
from uzo_jupyter.editing.nodes import add_node, configure, rename
from uzo_jupyter.editing.removal import remove
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import (
    AddNode,
    Configure,
    Connect,
    Duplicate,
    Edit,
    Move,
    Paste,
    PutGroup,
    PutNote,
    Remove,
    Rename,
    Tidy,
)


def apply(draft: Draft, edits: Sequence[Edit], registry: Registry) -> Draft:
    """The draft after all of the edits.

    Raises
    ------
    EditRefused
        When one of them cannot be carried out: nothing has changed then.

    Examples
    --------
    >>> from uzo_jupyter.model import Workflow
    >>> read = AddNode(node_type="connector", config={"operation": "read", "connectorType": "csv"})
    >>> head = AddNode(node_type="transform", config={"operation": "head"}, after="csv1")
    >>> apply(Draft(Workflow()), [read, head], Registry.load()).created
    ('csv1', 'head1')
    """
    for edit in edits:
        draft = _apply_one(draft, edit, registry)
    return draft


def _apply_one(draft: Draft, edit: Edit, registry: Registry) -> Draft:
    match edit:
        case AddNode():
            return add_node(draft, edit, registry)
        case Remove():
            return remove(draft, edit, registry)
        case Connect():
            return connect(draft, edit, registry)
        case Move():
            return move(draft, edit)
        case Tidy():
            return tidy(draft, edit)
        case Configure():
            return configure(draft, edit, registry)
        case Rename():
            return rename(draft, edit)
        case Paste():
            return paste(draft, edit, registry)
        case Duplicate():
            return duplicate(draft, edit)
        case PutNote():
            return put_note(draft, edit)
        case PutGroup():
            return put_group(draft, edit)
