"""A run that a server of the user's own leads: a node begins when Prefect runs its task.

So Prefect's limits on tags, and whatever else the user has set up there, keep their meaning.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from uzo_jupyter.planning import Plan
from uzo_jupyter.protocol import PrefectLinked, RunFinished, RunStatus, utc_now
from uzo_jupyter.protocol.runner import StartRun
from uzo_jupyter.running.execution import Execution
from uzo_jupyter.running.flow import run_flow
from uzo_jupyter.running.ledger import Ending, Ledger, Outcome
from uzo_jupyter.running.outline import outline_of
from uzo_jupyter.running.scheduler import Scheduler
from uzo_jupyter.running.server import must_answer


class _LedWork:
    """The work of a run for tasks that decide when it is done: asking for a node lets it begin."""

    def __init__(self, execution: Execution, scheduler: Scheduler, ledger: Ledger) -> None:
        self._execution = execution
        self._scheduler = scheduler
        self._ledger = ledger

    def outcome(self, node: str, attempt: int) -> Outcome:
        reused = self._execution.why_reused(node)
        if reused is not None:
            return Outcome("reused", reused)
        query = self._execution.query_of(node)
        if query is not None:
            # It has nothing to do of its own, and what does waits for this task.
            return Outcome("fused", f"part of the query of {query}")
        self._scheduler.ask(node)
        return self._ledger.outcome(node, attempt)

    def ending(self) -> Ending:
        status, message = self._execution.verdict()
        return Ending(status, message or "finished")


def run_led(plan: Plan, execution: Execution, request: StartRun, url: str) -> tuple[RunStatus, str | None]:
    """Run a plan as a flow of a server that leads.

    Raises
    ------
    ServerError
        When the server does not answer.
    """
    must_answer(url)
    outline = outline_of(request.run, plan.checked, plan.inputs)
    ledger = Ledger(plan.inputs)
    execution.listen(ledger.add)
    scheduler = Scheduler(plan, execution, request.concurrency, asks=True)
    broken: list[BaseException] = []

    def work() -> None:
        try:
            scheduler.run()
        except BaseException as error:
            broken.append(error)
            # Tasks that wait for their nodes would wait for ever.
            ledger.add(
                RunFinished(sequence=0, time=utc_now(), status="failed", seconds=0.0, message=str(error))
            )

    working = threading.Thread(target=work, name="scheduler", daemon=True)
    working.start()
    try:
        problem = run_flow(url, outline, _LedWork(execution, scheduler, ledger), _teller(execution))
    finally:
        scheduler.stop()
        working.join()
    if broken:
        raise broken[0]
    status, message = execution.verdict()
    if status == "completed" and problem is not None:
        return "failed", f"Prefect says: {problem}"
    return status, message


def _teller(execution: Execution) -> Callable[[str, str | None], None]:
    def linked(flow_run: str, url: str | None) -> None:
        execution.tell(
            lambda number: PrefectLinked(sequence=number, time=utc_now(), flow_run=flow_run, url=url)
        )

    return linked
