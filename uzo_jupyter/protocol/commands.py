"""What the browser asks for, as a tagged union. The browser never treats its own copy as truth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.edits import Edit, Written
from uzo_jupyter.protocol.layout import Identity
from uzo_jupyter.protocol.scope import EVERYTHING, RunScope
from uzo_jupyter.protocol.tables import FileFormat, TableQuery

Notation = Literal["cell", "document"]
ParameterValue = bool | int | float | str


class Hello(Message):
    """A view has opened and wants the whole state."""

    kind: Literal["hello"] = "hello"


class GetPreview(Message):
    """Rows ``offset`` to ``offset + limit`` of a node; the answer carries the same ``request``.

    ``whole`` asks for the first rows that all of the data give, where no run made them and a sample does not do.
    """

    kind: Literal["get-preview"] = "get-preview"
    request: int
    node: str
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=1000, ge=1, le=10_000)
    query: TableQuery = TableQuery()
    whole: bool = False


class GetFacts(Message):
    """What is known of the values of a column, among the rows of the query."""

    kind: Literal["get-facts"] = "get-facts"
    request: int
    node: str
    column: str
    query: TableQuery = TableQuery()


class MakeFile(Message):
    """Write the rows of the query to a file, which is then fetched in parts."""

    kind: Literal["make-file"] = "make-file"
    request: int
    node: str
    format: FileFormat
    query: TableQuery = TableQuery()


class GetFilePart(Message):
    """The part of a file that begins at ``offset``; the file is deleted after its last part."""

    kind: Literal["get-file-part"] = "get-file-part"
    request: int
    file: str
    offset: int = Field(ge=0)


class Forget(Message):
    """Nobody waits for these answers any more: what was not begun is left out."""

    kind: Literal["forget"] = "forget"
    requests: tuple[int, ...] = Field(max_length=1000)


class Run(Message):
    """Run the workflow, or a part of it."""

    kind: Literal["run"] = "run"
    scope: RunScope = EVERYTHING


class Cancel(Message):
    """End the run that is under way."""

    kind: Literal["cancel"] = "cancel"


class SetParameters(Message):
    """Use these values of the workflow's parameters from now on."""

    kind: Literal["set-parameters"] = "set-parameters"
    values: dict[str, ParameterValue]


class SetSource(Message):
    """The person has written something else, in the cell or the document; a refusal carries the same ``request``."""

    kind: Literal["set-source"] = "set-source"
    request: int | None = None
    source: Written


class EditWorkflow(Message):
    """Change the workflow by these edits, all of them or none.

    ``base`` is what stands in the cell or the document now, so that nothing that was typed a moment ago is lost;
    null where the workflow is shown elsewhere. The answer, or the refusal, carries the same ``request``.
    """

    kind: Literal["edit"] = "edit"
    request: int | None = None
    edits: tuple[Edit, ...] = Field(min_length=1)
    base: Written | None = None


class Undo(Message):
    """Take back the last edit; only for a workflow that no cell or document holds."""

    kind: Literal["undo"] = "undo"
    request: int | None = None


class Redo(Message):
    """Do again what was taken back last."""

    kind: Literal["redo"] = "redo"
    request: int | None = None


class GetCatalogue(Message):
    """All operations that a node can be, for the palette and the forms."""

    kind: Literal["get-catalogue"] = "get-catalogue"


class CompleteExpression(Message):
    """What could be written at a place of an expression of a node; the answer carries the same ``request``.

    ``offset`` counts the characters before the cursor.
    """

    kind: Literal["complete-expression"] = "complete-expression"
    request: int
    node: Identity
    text: Annotated[str, Field(max_length=100_000)]
    offset: int = Field(ge=0)


class TrustCode(Message):
    """A person has read the code of a node, which has this digest, and lets it run."""

    kind: Literal["trust-code"] = "trust-code"
    node: Identity
    digest: str


class Reach(Message):
    """From now on look at the files that the workflow names: a person has asked for previews of a document."""

    kind: Literal["reach"] = "reach"


class GetWritten(Message):
    """The workflow in another notation: as the text of a cell, or as a document."""

    kind: Literal["get-written"] = "get-written"
    request: int
    notation: Notation


Command = Annotated[
    Hello
    | GetPreview
    | GetFacts
    | MakeFile
    | GetFilePart
    | Forget
    | Run
    | Cancel
    | SetParameters
    | SetSource
    | EditWorkflow
    | Undo
    | Redo
    | GetCatalogue
    | GetWritten
    | CompleteExpression
    | TrustCode
    | Reach,
    Field(discriminator="kind"),
]

COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)
