"""What the kernel, the runner process and the processes of stages say to each other: one JSON message a line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.commands import ParameterValue
from uzo_jupyter.protocol.diagnostics import Diagnostic
from uzo_jupyter.protocol.events import RunEvent

Engine = Literal["auto", "streaming", "in-memory", "gpu"]


class NotebookFrame(Message):
    """A data frame of the notebook: an Arrow IPC file, and the SHA-256 of that file."""

    path: str
    digest: str


class TakenResult(Message):
    """What an earlier run has done of a node: the file of its rows, None where it wrote, and its content key then."""

    path: str | None
    key: str | None


class StartRun(Message):
    """Run a workflow. ``frames`` are the notebook's frames by name, ``scratch`` takes the results.

    ``fresh`` nodes are computed whatever is kept of them; those in ``taken`` are taken from an earlier run. Without
    ``use_kept`` nothing that is kept is used. ``code`` has the code of nodes, as far as the person trusts it, and
    ``modules`` is the folder of the modules that functions of the notebook may import beside those that are installed.
    ``concurrency`` is how many stages run at once, ``memory`` how many bytes their queries keep in memory. ``prefect``
    is the API of the server that leads the run; where there is none, nothing waits for Prefect. ``file`` is the
    notebook or document in which the workflow stands, if that is known, ``kernel`` the name of the process that asks.
    """

    kind: Literal["start-run"] = "start-run"
    run: str
    document: str
    parameters: dict[str, ParameterValue] = Field(default_factory=dict[str, ParameterValue])
    directory: str
    modules: str | None = None
    frames: dict[str, NotebookFrame] = Field(default_factory=dict[str, NotebookFrame])
    scratch: str
    targets: tuple[str, ...] | None = None
    fresh: tuple[str, ...] = ()
    taken: dict[str, TakenResult] = Field(default_factory=dict[str, TakenResult])
    use_kept: bool = True
    code: dict[str, str] = Field(default_factory=dict[str, str])
    engine: Engine = "auto"
    concurrency: int | None = None
    memory: int | None = None
    prefect: str | None = None
    file: str | None = None
    kernel: str = ""


class RunnerReady(Message):
    """The runner has loaded its libraries and waits for runs."""

    kind: Literal["runner-ready"] = "runner-ready"
    pid: int


class RunnerEvent(Message):
    """An event of a run."""

    kind: Literal["runner-event"] = "runner-event"
    run: str
    event: RunEvent


RunnerReport = Annotated[RunnerReady | RunnerEvent, Field(discriminator="kind")]
RUNNER_REPORTS: TypeAdapter[RunnerReport] = TypeAdapter(RunnerReport)


class StageRequest(Message):
    """Compute one stage of a run.

    ``results`` are the files of the results that are there already, ``kept`` the nodes that the run reuses, and why.
    """

    start: StartRun
    targets: tuple[str, ...]
    results: dict[str, str]
    kept: dict[str, str]


class CopySource(Message):
    """Keep a copy of what a source of a run gives, under its content key."""

    kind: Literal["copy-source"] = "copy-source"
    start: StartRun
    node: str
    key: str


class StageReady(Message):
    """The work begins."""

    kind: Literal["stage-ready"] = "stage-ready"


class StageDone(Message):
    """All targets are computed; their rows where they are known, and size, number and time of their files."""

    kind: Literal["stage-done"] = "stage-done"
    rows: dict[str, int | None]
    states: dict[str, tuple[int, int, int] | None]


class StageFailed(Message):
    """A node of the stage failed."""

    kind: Literal["stage-failed"] = "stage-failed"
    diagnostic: Diagnostic


StageReport = Annotated[StageReady | StageDone | StageFailed, Field(discriminator="kind")]
STAGE_REPORTS: TypeAdapter[StageReport] = TypeAdapter(StageReport)
