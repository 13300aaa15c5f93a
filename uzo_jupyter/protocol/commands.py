"""What the browser asks for, as a tagged union. The browser never treats its own copy as truth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from uzo_jupyter.protocol.base import Message

ParameterValue = bool | int | float | str


class Hello(Message):
    """A view has opened and wants the whole state."""

    kind: Literal["hello"] = "hello"


class GetPreview(Message):
    """Rows ``offset`` to ``offset + limit`` of a node; the answer carries the same ``request``."""

    kind: Literal["get-preview"] = "get-preview"
    request: int
    node: str
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=1000, ge=1, le=10_000)


class Run(Message):
    """Run the workflow."""

    kind: Literal["run"] = "run"


class Cancel(Message):
    """End the run that is under way."""

    kind: Literal["cancel"] = "cancel"


class SetParameters(Message):
    """Use these values of the workflow's parameters from now on."""

    kind: Literal["set-parameters"] = "set-parameters"
    values: dict[str, ParameterValue]


Command = Annotated[Hello | GetPreview | Run | Cancel | SetParameters, Field(discriminator="kind")]

COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)
