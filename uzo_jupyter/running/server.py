"""The Prefect server: the user's own, or one local server that all kernels of a user share."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from uzo_jupyter.errors import ServerError
from uzo_jupyter.running.local import LOCAL_HOSTS
from uzo_jupyter.running.places import data_directory, log_file

START_SECONDS = 120.0
"""A busy machine may need more than half a minute for the first start; a process that dies is noticed at once."""
_HEALTH_SECONDS = 2.0
_IN_BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}
"""One by one, each state of a task is a transaction of its own: most of the server's work."""
_MODULE = "uzo_jupyter.running.server_process"


class PrefectServer:
    """Finds the server to use, and starts the shared one where none is set and none runs."""

    def __init__(self, home: Path | None = None) -> None:
        self._home = home or data_directory()
        self._state = self._home / "prefect-server.json"
        self.log = log_file("prefect-server")

    def ensure(self, timeout: float = START_SECONDS) -> str:
        """The address of the API of a server that answers.

        Raises
        ------
        ServerError
            When there is none within ``timeout`` seconds; the message says where the log is.
        """
        configured = leading_server()
        if configured is not None:
            must_answer(configured)
            return configured
        self._leave_lease()
        deadline = time.monotonic() + timeout
        try:
            with FileLock(self._home / "prefect-server.lock", timeout=timeout):
                return self.running() or self._slow(deadline) or self._start(deadline)
        except Timeout:
            raise self._failed("another process is starting it and does not finish") from None

    def running(self) -> str | None:
        """The address of the shared server if it answers."""
        try:
            url = str(json.loads(self._state.read_text())["url"])
        except (OSError, ValueError, KeyError):
            return None
        return url if is_healthy(url) else None

    def _slow(self, deadline: float) -> str | None:
        """The address of a server that lives but is slow to answer, as on a busy machine; None if there is none.

        A second one would work on the same database.
        """
        while self._lives():
            if time.monotonic() > deadline:
                raise self._failed("one is there, but it did not answer in time")
            time.sleep(0.1)
            url = self.running()
            if url is not None:
                return url
        return None

    def _lives(self) -> bool:
        try:
            process = psutil.Process(int(json.loads(self._state.read_text())["pid"]))
            is_server = _MODULE in process.cmdline()
            return is_server and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, KeyError, psutil.Error):
            return False

    def _start(self, deadline: float) -> str:
        self._state.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", _MODULE, str(self._home)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Prefect takes settings from files of the folder where it works, and they can name code to run.
                cwd=self._home,
                env=self._environment(),
                start_new_session=True,
            )
        while time.monotonic() < deadline:
            url = self.running()
            if url is not None:
                return url
            code = process.poll()
            if code is not None:
                raise self._failed(f"its process ended with code {code}")
            time.sleep(0.1)
        process.kill()
        raise self._failed("it did not answer in time")

    def _failed(self, reason: str) -> ServerError:
        return ServerError(f"Prefect's server did not start: {reason}.", hint=f"Its log: {self.log}")

    def _environment(self) -> dict[str, str]:
        prefect = self._home / "prefect"
        prefect.mkdir(exist_ok=True)
        return {
            **_IN_BATCHES,
            **os.environ,
            "PREFECT_HOME": str(prefect),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ENCRYPTION_KEY": self._encryption_key(),
            "PREFECT_LOGGING_LEVEL": "WARNING",
        }

    def _encryption_key(self) -> str:
        """The key of secrets in Prefect's database: in a file of its own that only the user can read."""
        path = self._home / "prefect.key"
        if not path.exists():
            import base64

            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
        return path.read_text().strip()

    def _leave_lease(self) -> None:
        """Tell the shared server that this process needs it for as long as it lives."""
        leases = self._home / "leases"
        leases.mkdir(exist_ok=True)
        (leases / str(os.getpid())).touch()


def leading_server() -> str | None:
    """The API of the user's own server, which leads runs; None where the local one only records them."""
    return os.environ.get("PREFECT_API_URL") or None


def must_answer(url: str) -> None:
    """Nothing where the user's own server answers.

    Raises
    ------
    ServerError
        When it does not.
    """
    if not is_healthy(url):
        hint = "Start that server, or unset PREFECT_API_URL to use a local one."
        raise ServerError(f"Prefect's server at {url} (PREFECT_API_URL) does not answer.", hint=hint)


def is_healthy(url: str) -> bool:
    """Whether a Prefect API answers at this address."""
    try:
        with _opener(url).open(f"{url.rstrip('/')}/health", timeout=_HEALTH_SECONDS) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _opener(url: str) -> urllib.request.OpenerDirector:
    """No proxy stands between two processes of one machine."""
    is_local = urllib.parse.urlsplit(url).hostname in LOCAL_HOSTS
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if is_local else []))
