"""What the kernel and the process that records runs in Prefect say to each other: one JSON message a line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from uzo_jupyter.protocol.base import Message
from uzo_jupyter.protocol.events import RunEvent


class TaskOutline(Message):
    """What Prefect shows of a node; ``inputs`` are the nodes that feed it, ``retries`` its further attempts."""

    node: str
    title: str
    tags: tuple[str, ...]
    inputs: tuple[str, ...]
    retries: int = 0


class RunOutline(Message):
    """What Prefect shows of a run before anything has happened; tasks are in topological order."""

    run: str
    workflow: str
    tasks: tuple[TaskOutline, ...]


class FollowRun(Message):
    """A run begins, and its events follow.

    ``led_by`` is the API of the server that leads the run and has it already: only when its process dies there is
    something left to write. ``again`` says that another process may have recorded a part of it.
    """

    kind: Literal["follow-run"] = "follow-run"
    outline: RunOutline
    led_by: str | None = None
    again: bool = False


class RunHappened(Message):
    """An event of a run that is followed."""

    kind: Literal["run-happened"] = "run-happened"
    run: str
    event: RunEvent


RecorderCommand = Annotated[FollowRun | RunHappened, Field(discriminator="kind")]
RECORDER_COMMANDS: TypeAdapter[RecorderCommand] = TypeAdapter(RecorderCommand)


class RecorderNotice(Message):
    """What the process is busy with, for a person who waits; None when nothing is left to tell."""

    kind: Literal["recorder-notice"] = "recorder-notice"
    message: str | None


class RunLinked(Message):
    """Prefect knows the run: the id of its flow run, and the page that shows it."""

    kind: Literal["run-linked"] = "run-linked"
    run: str
    flow_run: str
    url: str | None


class RunRecorded(Message):
    """Nothing is left to record of a run; ``problem`` tells why not all of it is recorded."""

    kind: Literal["run-recorded"] = "run-recorded"
    run: str
    problem: str | None = None


RecorderReport = Annotated[RecorderNotice | RunLinked | RunRecorded, Field(discriminator="kind")]
RECORDER_REPORTS: TypeAdapter[RecorderReport] = TypeAdapter(RecorderReport)
