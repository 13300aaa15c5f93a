"""Tables of the notebook."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Place, Source, SourceError


class ReadFrame(Source):
    """Take a data frame of the notebook as it is when the run starts. Its rows keep their order."""

    connector: ClassVar[str] = "frame"
    title: ClassVar[str] = "Notebook table"
    calls: ClassVar[tuple[Call, ...]] = (Call("frame", positional=("variable",)),)
    example: ClassVar[str] = 'table = frame("orders")'
    in_memory: ClassVar[bool] = True

    variable: str = Field(
        title="Variable",
        description="The name of the variable that holds the data frame.",
        min_length=1,
        json_schema_extra={"format": "frame"},
    )

    def scan(self, place: Place) -> pl.LazyFrame:
        reason = place.unusable.get(self.variable)
        if reason is not None:
            message = f"The data frame {self.variable!r} cannot be converted to Polars: {reason}."
            hint = "Give each column one type and a name of its own."
            raise SourceError(message, hint=hint, code="frame-unusable")
        if self.variable not in place.frames:
            hint = did_you_mean(self.variable, place.frames, "Data frames")
            message = f"The notebook has no data frame {self.variable!r}."
            raise SourceError(message, hint=hint, code="frame-not-found")
        return place.frames[self.variable]

    def fingerprint(self, place: Place) -> object | None:
        return place.digests.get(self.variable)
