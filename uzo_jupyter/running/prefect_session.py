"""The connection to the server that records runs: looked for early, in the background, and again when it is lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from uzo_jupyter.errors import ServerError
from uzo_jupyter.running.server import PrefectServer, is_healthy

_LOG = logging.getLogger(__name__)
_SLOW_SECONDS = 25.0
"""After so long a person who waits is told where to look."""


class PrefectSession:
    """Finds the local server, or starts it; safe to use from several threads.

    Parameters
    ----------
    notice
        Is told what goes wrong or takes long, for a person; None when nothing is left to tell.
    """

    def __init__(self, notice: Callable[[str | None], None]) -> None:
        self._notice = notice
        self._server = PrefectServer()
        self._lock = threading.Lock()
        self._url: str | None = None
        self._error: ServerError | None = None
        self._starting: threading.Thread | None = None

    def connect_soon(self) -> None:
        """Start looking for a server in the background."""
        self._error = None
        self._starting = threading.Thread(target=self._connect, name="prefect-server", daemon=True)
        self._starting.start()

    def connected(self) -> str:
        """The server's address, now that it is needed; a start that failed is tried once more.

        Raises
        ------
        ServerError
            When there is no server.
        """
        with self._lock:
            lost = self._url is not None and not is_healthy(self._url)
            if self._starting is None or self._error is not None or lost:
                self._url = None
                self.connect_soon()
            assert self._starting is not None
            self._starting.join(_SLOW_SECONDS)
            if self._starting.is_alive():
                place = f"its log: {self._server.log}"
                self._notice(
                    f"Prefect's server has not answered for {_SLOW_SECONDS:g} s, still waiting; {place}"
                )
                self._starting.join()
            if self._error is not None:
                raise self._error
            assert self._url is not None
            return self._url

    def _connect(self) -> None:
        try:
            # No run waits for it: there is nothing to tell.
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
