"""What all messages have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Message(BaseModel):
    """A frozen value that crosses a process boundary: snake_case in Python, camelCase on the wire."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        ser_json_inf_nan="null",
    )

    def to_wire(self) -> dict[str, object]:
        """The message as JSON-ready values under its wire names.

        Examples
        --------
        >>> from uzo_jupyter.protocol import NodeStarted
        >>> NodeStarted(sequence=1, time="2026-01-01T00:00:00Z", node="late").to_wire()["kind"]
        'node-started'
        """
        return self.model_dump(mode="json", by_alias=True)
