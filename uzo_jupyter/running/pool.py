"""The processes of one kernel: a warm runner, more while several workflows run at once, and one that records runs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from uzo_jupyter.protocol.runner import StartRun
from uzo_jupyter.running.client import Listener, RunnerClient
from uzo_jupyter.running.recorder_client import RecorderClient

_RECORDING_SECONDS = 2.0
"""The longest that the end of a session waits for Prefect; what is left is recorded after it."""


class RunnerPool:
    """Gives each run a process of its own, so that ending one never touches another."""

    def __init__(self, on_notice: Callable[[str | None], None] | None = None) -> None:
        self._lock = threading.RLock()
        self._clients: list[RunnerClient] = [RunnerClient()]
        self._owners: dict[str, RunnerClient] = {}
        self.recorder = RecorderClient(on_notice)

    def warm_up(self) -> None:
        """Start processes in the background, so that the first run does not wait for them."""
        self._clients[0].warm_up()
        self.recorder.warm_up()

    def start(self, request: StartRun, listener: Listener) -> None:
        """Start a run; its events go to the listener, the last but counts being ``RunFinished``.

        Raises
        ------
        RunnerError
            When the process cannot be started.
        """
        with self._lock:
            client = self._idle_client(request.memory)
            client.start(request, listener)
            self._owners[request.run] = client

    def cancel(self, run: str) -> bool:
        """End a run at once; returns whether it was under way."""
        with self._lock:
            owner = self._owners.get(run)
        return owner is not None and owner.cancel(run)

    def _idle_client(self, memory: int | None) -> RunnerClient:
        """A client without a run and with that budget; others that are idle too are closed, but for the warm one."""
        idle = [client for client in self._clients if not client.is_busy]
        fitting = [client for client in idle if client.memory == memory]
        for spare in idle:
            if spare not in (*fitting[:1], self._clients[0]):
                spare.close()
                self._clients.remove(spare)
        if fitting:
            return fitting[0]
        client = RunnerClient(memory)
        self._clients.append(client)
        return client

    def close(self) -> None:
        """End all processes for good."""
        with self._lock:
            for client in self._clients:
                client.close()
        self.recorder.close(_RECORDING_SECONDS)
