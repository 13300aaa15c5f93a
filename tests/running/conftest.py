"""A session with its runner process and a real Prefect server, shared by the tests of runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.protocol import RunEvent, RunFinished, RunScope
from uzo_jupyter.session import Flow, Session


class Notebook:
    """A session with variables and a folder, as a notebook has them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.variables: dict[str, object] = {}
        self.session = Session(self.variables, directory)

    def open(self, text: str, name: str = "test") -> Flow:
        """The flow of a text; it must be without errors."""
        flow = self.session.open_text(text, name)
        assert [problem.line() for problem in flow.diagnostics] == []
        return flow

    def events(self, flow: Flow, timeout: float = 90) -> list[RunEvent]:
        """Run the whole flow anew; all its events to the end of the run, whatever the end is."""
        return self.events_of(flow, RunScope(use_kept=False), timeout)

    def events_of(self, flow: Flow, scope: RunScope, timeout: float = 90) -> list[RunEvent]:
        """Run a part of the flow over what is kept; all its events to the end of the run."""
        events: list[RunEvent] = []
        flow.listen_events(events.append)
        flow.run(scope=scope)
        flow.join(timeout)
        end = next(index for index, event in enumerate(events) if isinstance(event, RunFinished))
        return events[: end + 1]

    def wait_until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something becomes true."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not become true"
            time.sleep(0.05)


@pytest.fixture(scope="package")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """A notebook with the frames ``numbers`` (1,000 rows) and ``words`` (3 rows)."""
    notebook = Notebook(tmp_path_factory.mktemp("notebook"))
    notebook.variables["numbers"] = pl.DataFrame({"n": range(1000), "k": [i % 3 for i in range(1000)]})
    notebook.variables["words"] = pl.DataFrame({"k": [0, 1, 2], "word": ["zero", "one", "two"]})
    notebook.session.warm_up()
    yield notebook
    notebook.session.close()
