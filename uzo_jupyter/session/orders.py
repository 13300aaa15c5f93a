"""What a person wants of a run, and the request that a runner process gets for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uzo_jupyter.checking import Checked
from uzo_jupyter.errors import RunError
from uzo_jupyter.model import write_document
from uzo_jupyter.operations import Place
from uzo_jupyter.protocol import EVERYTHING, RunScope
from uzo_jupyter.protocol.runner import Engine, NotebookFrame, StartRun
from uzo_jupyter.running.processes import process_name
from uzo_jupyter.session.engines import refuse_missing_engine
from uzo_jupyter.session.imports import own_modules
from uzo_jupyter.session.past import Part


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a run: engine, stages at once, part of the workflow, and bytes in memory.

    ``file`` is the notebook or document in which the workflow stands, if that is known.
    """

    engine: Engine = "auto"
    concurrency: int | None = None
    scope: RunScope = EVERYTHING
    memory: int | None = None
    file: str | None = None

    def must_be_possible(self) -> None:
        """Nothing where a run can be made of it.

        Raises
        ------
        RunError
            When an engine is unknown or missing, or a number makes no sense.
        """
        if self.concurrency is not None and self.concurrency < 1:
            raise RunError(f"{self.concurrency} stages at once are none.", hint="Give 1 or more.")
        if self.memory is not None and (not isinstance(self.memory, int) or self.memory < 1):  # pyright: ignore[reportUnnecessaryIsInstance]
            hint = "Give a number of bytes, such as 300_000_000."
            raise RunError(f"{self.memory!r} is no size of memory.", hint=hint)
        refuse_missing_engine(self.engine)


@dataclass(frozen=True, slots=True)
class Order:
    """A run that is handed over: its part of the workflow, the code in it, and the server that leads it."""

    run: str
    wish: Wish
    part: Part
    code: Mapping[str, str]
    leader: str | None

    def request(
        self, checked: Checked, place: Place, frames: Mapping[str, NotebookFrame], scratch: Path
    ) -> StartRun:
        """The request for a runner process, whose results go into ``scratch``."""
        return StartRun(
            run=self.run,
            document=write_document(checked.workflow),
            parameters=dict(checked.parameters),
            directory=str(place.directory),
            modules=own_modules(),
            frames=dict(frames),
            scratch=str(scratch),
            engine=self.wish.engine,
            concurrency=self.wish.concurrency,
            memory=self.wish.memory,
            prefect=self.leader,
            targets=self.part.targets,
            fresh=self.part.fresh,
            taken=dict(self.part.taken),
            use_kept=self.wish.scope.use_kept,
            code=dict(self.code),
            file=self.wish.file,
            kernel=process_name(),
        )
