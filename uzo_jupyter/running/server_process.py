"""The process of the shared Prefect server: ``python -m uzo_jupyter.running.server_process HOME``.

It listens on the loopback interface only, on a free port, and stops when no process has needed it for a while.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from uzo_jupyter.running.priority import give_way

if TYPE_CHECKING:
    from uvicorn import Server

IDLE_SECONDS = float(os.environ.get("UZO_PREFECT_IDLE_SECONDS", "900"))
_LOOK_SECONDS = 15.0


def main(home: Path) -> None:
    """Serve until nobody needs the server."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    # The dashboard runs in the browser and must know the port; Prefect reads this when it is imported.
    os.environ["PREFECT_UI_API_URL"] = url
    os.environ["PREFECT_API_URL"] = url
    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(), log_level="warning", timeout_keep_alive=5))
    threading.Thread(target=_stop_when_idle, args=(home, server), daemon=True).start()
    _write_state(home, url)
    server.run(sockets=[listener])


def _write_state(home: Path, url: str) -> None:
    state = home / "prefect-server.json"
    part = state.with_suffix(".part")
    part.write_text(json.dumps({"url": url, "pid": os.getpid()}))
    part.replace(state)


def _stop_when_idle(home: Path, server: Server) -> None:
    while not server.started:
        time.sleep(0.1)
    # Runs do not wait for it. Its start does not give way: on a busy machine it would take minutes.
    give_way()
    last_needed = time.monotonic()
    while time.monotonic() - last_needed < IDLE_SECONDS:
        time.sleep(min(_LOOK_SECONDS, IDLE_SECONDS / 2))
        if any(is_alive(lease) for lease in (home / "leases").glob("*")):
            last_needed = time.monotonic()
    server.should_exit = True


def is_alive(lease: Path) -> bool:
    """Whether the process that left the lease still lives; leases of dead ones are removed."""
    try:
        os.kill(int(lease.name), 0)
    except (ProcessLookupError, ValueError):
        lease.unlink(missing_ok=True)
        return False
    except PermissionError:
        return True
    return not _is_zombie(lease.name)


def _is_zombie(pid: str) -> bool:
    """Whether the process has ended and only waits for its parent to notice (told where there is a /proc)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[:1] == ["Z"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
