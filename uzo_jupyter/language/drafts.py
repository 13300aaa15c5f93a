"""A node while its statement is being read."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import NamedTuple

from uzo_jupyter.language.program import FieldPlace
from uzo_jupyter.language.spelling import Spelling
from uzo_jupyter.model import JsonValue, Node, NodeType
from uzo_jupyter.protocol import Span


class Input(NamedTuple):
    """What feeds an input: a link of the same statement, or a name of the text. ``node`` is what says so."""

    handle: str
    source: NodeDraft | str
    node: ast.expr


@dataclass(slots=True)
class NodeDraft:
    """A node in the making."""

    id: str
    node_type: NodeType
    config: dict[str, JsonValue]
    span: Span
    label: str | None = None
    inputs: list[Input] = field(default_factory=list[Input])
    fields: dict[str, FieldPlace] = field(default_factory=dict[str, FieldPlace])

    @classmethod
    def of(cls, identity: str, spelling: Spelling, span: Span) -> NodeDraft:
        """A node of a known operation."""
        return cls(identity, spelling.node_type, dict(spelling.identity), span)

    @classmethod
    def unknown(cls, identity: str, word: str, *, is_source: bool, span: Span) -> NodeDraft:
        """A node whose word nobody knows: it keeps its place so that the rest stays connected."""
        return cls(identity, "connector" if is_source else "transform", {"operation": word}, span)

    def extend_span(self, span: Span) -> None:
        """Let the node reach to the end of one more call."""
        self.span = self.span.model_copy(update={"end_line": span.end_line, "end_column": span.end_column})

    def node(self) -> Node:
        """The finished node."""
        return Node(self.id, self.node_type, self.config, self.label)
