"""The process that records runs in Prefect: ``python -m uzo_jupyter.running.recorder``.

One per kernel, beside the runners, so that importing Prefect, starting its server and waiting for its API never
delay a run, and so that a run whose process is killed is still recorded to its end. When the kernel is gone, it
finishes what it has and ends.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from uzo_jupyter.checking import first_line
from uzo_jupyter.errors import UzoError
from uzo_jupyter.protocol import Message, RunFinished, utc_now
from uzo_jupyter.protocol.recorder import (
    RECORDER_COMMANDS,
    FollowRun,
    RecorderNotice,
    RunLinked,
    RunOutline,
    RunRecorded,
)
from uzo_jupyter.running.ledger import Ledger
from uzo_jupyter.running.prefect_session import PrefectSession
from uzo_jupyter.running.priority import give_way
from uzo_jupyter.running.reports import Reports
from uzo_jupyter.running.server import leading_server

if TYPE_CHECKING:
    from uzo_jupyter.running.lean_tasks import LeanTasks

_LOG = logging.getLogger(__name__)
_GRACE_SECONDS = 2.0
"""A run that is over so soon is recorded afterwards, and has the processors for itself: following it takes a quarter
of a second of them."""
_ENDING_SECONDS = 120.0
_LATE_SECONDS = 2.0
"""A server writes down within a second what it was told of tasks, unless it is busy."""
_LOOK_SECONDS = 4.0
_LOOKS_ALIKE = 2
"""What has not become more for so many looks is lost: the server tries for six seconds to write something down."""
_LOOKS = 30
"""A server that is busy for longer than two minutes is left in peace."""
_UNDONE = ("cancelled", "interrupted")


class Recorder:
    """Follows runs by their events, each in a thread of its own."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._prefect = PrefectSession(lambda text: self._report(RecorderNotice(message=text)))
        self._ledgers: dict[str, Ledger] = {}
        self._threads: list[threading.Thread] = []
        self._lean: LeanTasks | None = None
        self._preparing = threading.Thread(target=self._prepare, name="prepare", daemon=True)

    def serve(self) -> None:
        """Take commands until the kernel closes the pipe, and record to the end what was begun."""
        self._preparing.start()
        for line in sys.stdin:
            command = RECORDER_COMMANDS.validate_json(line)
            if isinstance(command, FollowRun):
                self._follow(command)
            elif command.run in self._ledgers:
                self._ledgers[command.run].add(command.event)
        for ledger in tuple(self._ledgers.values()):
            _abandon(ledger)
        deadline = time.monotonic() + _ENDING_SECONDS
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _prepare(self) -> None:
        """Look for the server and import Prefect, before the first run is over."""
        if leading_server() is None:
            self._prefect.connect_soon()
        # Prefect reads these when it is imported.
        os.environ |= {"PREFECT_LOGGING_LEVEL": "WARNING", "PREFECT_LOGGING_TO_API_ENABLED": "false"}
        from uzo_jupyter.running.lean_tasks import LeanTasks

        self._lean = LeanTasks()
        self._lean.install()

    def _follow(self, command: FollowRun) -> None:
        ledger = Ledger(task.node for task in command.outline.tasks)
        self._ledgers[command.outline.run] = ledger
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._record, args=(command, ledger), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _record(self, command: FollowRun, ledger: Ledger) -> None:
        run = command.outline.run
        try:
            if command.led_by is not None:
                problem = self._repair(command, ledger, command.led_by)
            else:
                ledger.wait(_GRACE_SECONDS)
                problem = self._write(command, ledger, self._prefect.connected())
        except UzoError as error:
            problem = str(error)
        except Exception as error:
            _LOG.exception("run %s was not recorded", run)
            problem = f"{type(error).__name__}: {first_line(error)}"
        self._ledgers.pop(run, None)
        self._report(RunRecorded(run=run, problem=problem))
        if problem is None and command.led_by is None:
            self._make_sure(command.outline, ledger)

    def _write(self, command: FollowRun, ledger: Ledger, url: str) -> str | None:
        self._preparing.join()
        from uzo_jupyter.running.flow import run_flow
        from uzo_jupyter.running.flow_runs import remove_flow_run

        if command.again:
            # A task that comes after its run was removed spoils what the server writes down together with it.
            time.sleep(_LATE_SECONDS)
            remove_flow_run(url, command.outline.run)

        def linked(flow_run: str, page: str | None) -> None:
            self._report(RunLinked(run=command.outline.run, flow_run=flow_run, url=page))

        lean = self._lean
        with lean.history() if lean is not None and ledger.is_over else nullcontext():
            return run_flow(url, command.outline, ledger, linked)

    def _make_sure(self, outline: RunOutline, ledger: Ledger) -> None:
        """Write down what the server has lost: what it had not written down yet when it stumbled or was ended."""
        before, looks = -1, 0
        for number in range(_LOOKS):
            time.sleep(_LATE_SECONDS if number == 0 else _LOOK_SECONDS)
            try:
                final = self._count_final_tasks(outline.run)
            except Exception as error:
                _LOG.info("the server does not tell of run %s: %s", outline.run, first_line(error))
                continue
            if final is None or final >= len(outline.tasks):
                return
            before, looks = final, looks + 1 if final == before else 0
            if looks == _LOOKS_ALIKE:
                self._add_lost_tasks(outline, ledger)
                return

    def _count_final_tasks(self, run: str) -> int | None:
        from uzo_jupyter.running.flow_runs import count_final_tasks

        return count_final_tasks(self._prefect.connected(), run)

    def _add_lost_tasks(self, outline: RunOutline, ledger: Ledger) -> None:
        from uzo_jupyter.running.flow_runs import add_lost_tasks

        _LOG.warning("the server has lost tasks of run %s", outline.run)
        try:
            add_lost_tasks(self._prefect.connected(), outline, ledger)
        except Exception:
            _LOG.exception("run %s lacks tasks", outline.run)

    def _repair(self, command: FollowRun, ledger: Ledger, url: str) -> str | None:
        """A run that Prefect leads is recorded by its own process, unless that was killed."""
        from uzo_jupyter.running.flow_runs import close_flow_run

        ending = ledger.ending()
        if ending.status not in _UNDONE or close_flow_run(url, command.outline.run, ending):
            return None
        return self._write(command, ledger, url)

    def _report(self, report: Message) -> None:
        # The kernel may be gone, and with it everybody who listens.
        with suppress(OSError):
            self._reports.send(report)


def _abandon(ledger: Ledger) -> None:
    if not ledger.is_over:
        message = "the notebook's kernel has ended"
        ledger.add(
            RunFinished(sequence=1, time=utc_now(), status="interrupted", seconds=0.0, message=message)
        )


def main() -> None:
    """Run the process until its kernel is gone and all is recorded; what it records takes the time first."""
    give_way()
    Recorder(Reports()).serve()
    # Prefect's threads would wait for each other at the end of the interpreter.
    os._exit(0)


if __name__ == "__main__":
    main()
