"""A workflow with its layout while it is edited, and why an edit is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from uzo_jupyter.errors import UzoError
from uzo_jupyter.model import Workflow
from uzo_jupyter.protocol import Layout


class EditRefused(UzoError):
    """An edit that cannot be carried out; the message says why, and what would be possible."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What edits are applied to; ``created`` are the nodes that they have made."""

    workflow: Workflow
    layout: Layout = field(default_factory=Layout)
    created: tuple[str, ...] = ()

    def with_workflow(self, workflow: Workflow) -> Draft:
        """The same with another workflow."""
        return replace(self, workflow=workflow)

    def with_layout(self, **parts: object) -> Draft:
        """The same with other parts of the layout."""
        return replace(self, layout=self.layout.model_copy(update=parts))

    def with_created(self, *nodes: str) -> Draft:
        """The same after these nodes were made."""
        return replace(self, created=(*self.created, *nodes))

    def require(self, node: str) -> None:
        """Refuse to go on without that node.

        Raises
        ------
        EditRefused
            When there is no such node.
        """
        if node not in self.workflow:
            raise EditRefused(f"There is no node {node!r} any more.")
