"""What the runner process does with Prefect; the only place besides the flow that imports it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID

from uzo_jupyter.errors import ServerError
from uzo_jupyter.planning import Plan
from uzo_jupyter.protocol import RunProgress, RunStatus, utc_now
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.server import PrefectServer

_LOG = logging.getLogger(__name__)
_SLOW_SECONDS = 25.0
"""After so long a person who waits is told where to look."""


class PrefectSession:
    """Prefect as the runner uses it: imported early, connected to a server when the first run needs it."""

    def __init__(self, notice: Callable[[str | None], None]) -> None:
        self._notice = notice
        self._server = PrefectServer()
        self._url: str | None = None
        self._error: ServerError | None = None
        self._starting: threading.Thread | None = None

    @property
    def is_connected(self) -> bool:
        """Whether a server has answered."""
        return self._url is not None

    def prepare(self) -> None:
        """Import Prefect, and start looking for a server in the background."""
        self._connect_soon()
        import uzo_jupyter.running.flow  # noqa: F401  # pyright: ignore[reportUnusedImport]

    def run(self, plan: Plan, execution: Execution, run: str) -> str | None:
        """Run a plan as a flow; returns what Prefect says of it where it did not complete.

        Raises
        ------
        ServerError
            When there is no server to run it on.
        """
        from uzo_jupyter.running.flow import build_flow

        url = self._connected(lambda text: execution.tell(_progress(text)))
        with ExitStack() as stack:
            stack.enter_context(_settings(url))
            if self._server.is_own:
                from uzo_jupyter.running.tag_limits import no_tag_limits

                stack.enter_context(no_tag_limits())
            state = build_flow(plan, execution, run)(return_state=True)
        return None if state.is_completed() else state.message or state.name

    def close_run(self, flow_run: str, status: RunStatus, message: str) -> None:
        """Give a run whose process was killed its final state, and its tasks too."""
        from prefect import get_client
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
        from prefect.states import Cancelled, Crashed, Failed

        states = {"cancelled": Cancelled, "failed": Failed, "interrupted": Crashed}
        url = self._connected(self._notice)
        with _settings(url), get_client(sync_client=True) as client:
            identity = UUID(flow_run)
            client.set_flow_run_state(identity, states[status](message=message), force=True)
            wanted = FlowRunFilter(id=FlowRunFilterId(any_=[identity]))
            for task in client.read_task_runs(flow_run_filter=wanted):
                if task.state is None or not task.state.is_final():
                    client.set_task_run_state(task.id, states[status](message=message), force=True)

    def _connect_soon(self) -> None:
        self._error = None
        self._starting = threading.Thread(target=self._connect, name="prefect-server", daemon=True)
        self._starting.start()

    def _connect(self) -> None:
        try:
            waiting = self._server.waiting_word()
            if waiting is not None:
                self._notice(waiting)
            self._url = self._server.ensure()
            self._notice(None)
        except ServerError as error:
            self._failed(error)
        except Exception as error:
            # A full disk, a folder that cannot be written: whatever it is, the person who waits is told.
            _LOG.exception("Prefect's server was not started")
            reason = f"Prefect's server did not start: {type(error).__name__}: {error}."
            self._failed(ServerError(reason, hint=f"Its log: {self._server.log}"))

    def _failed(self, error: ServerError) -> None:
        self._error = error
        self._notice(str(error))

    def _connected(self, tell: Callable[[str], None]) -> str:
        """The server's address, now that it is needed; a start that failed is tried once more."""
        if self._error is not None or (self._url is not None and not self._answers()):
            self._url = None
            self._connect_soon()
        assert self._starting is not None
        self._starting.join(_SLOW_SECONDS)
        if self._starting.is_alive():
            place = f"its log: {self._server.log}"
            tell(f"Prefect's server has not answered for {_SLOW_SECONDS:g} s, still waiting; {place}")
            self._starting.join()
        if self._error is not None:
            raise self._error
        assert self._url is not None
        return self._url

    def _answers(self) -> bool:
        from uzo_jupyter.running.server import is_healthy

        return self._url is not None and is_healthy(self._url)


def _progress(text: str) -> Callable[[int], RunProgress]:
    return lambda number: RunProgress(sequence=number, time=utc_now(), message=text)


def _settings(url: str):
    """Prefect's settings for runs that this package watches itself."""
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_LEVEL,
        temporary_settings,
    )

    # Joining the heartbeat thread costs a second at the end of each flow; the kernel watches this process instead.
    return temporary_settings(
        {PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_LEVEL: "WARNING"}
    )
