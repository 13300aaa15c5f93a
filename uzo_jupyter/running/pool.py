"""Runner processes of one kernel: one is kept warm, more are started while several workflows run at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from uzo_jupyter.protocol.runner import StartRun
from uzo_jupyter.running.client import Listener, RunnerClient


class RunnerPool:
    """Gives each run a process of its own, so that ending one never touches another."""

    def __init__(self, on_notice: Callable[[str | None], None] | None = None) -> None:
        self._on_notice = on_notice
        self._lock = threading.RLock()
        self._clients: list[RunnerClient] = [RunnerClient(on_notice)]
        self._owners: dict[str, RunnerClient] = {}

    def warm_up(self) -> None:
        """Start a process in the background, so that the first run does not wait for it."""
        self._clients[0].warm_up()

    def start(self, request: StartRun, listener: Listener) -> None:
        """Start a run; its events go to the listener, the last but counts being ``RunFinished``.

        Raises
        ------
        RunnerError
            When the process cannot be started.
        """
        with self._lock:
            client = self._idle_client()
            client.start(request, listener)
            self._owners[request.run] = client

    def cancel(self, run: str) -> bool:
        """End a run at once; returns whether it was under way."""
        with self._lock:
            owner = self._owners.get(run)
        return owner is not None and owner.cancel(run)

    def _idle_client(self) -> RunnerClient:
        """A client without a run; others that are idle too are closed, one warm process is enough."""
        idle = [client for client in self._clients if not client.is_busy]
        for spare in idle[1:]:
            spare.close()
            self._clients.remove(spare)
        if idle:
            return idle[0]
        client = RunnerClient(self._on_notice)
        self._clients.append(client)
        return client

    def close(self) -> None:
        """End all processes for good."""
        with self._lock:
            for client in self._clients:
                client.close()
