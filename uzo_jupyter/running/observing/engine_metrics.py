"""All that is known of how Polars tells of its queries: a private interface, used here and nowhere else.

Polars sends the metrics of a monitored query to an observer that it takes from the module ``polars_cloud``. While a
query is watched, a module of that name with an observer of our own stands in; nothing leaves the process. Where
Polars or the environment does not allow that, :func:`why_unavailable` says why, and queries run unwatched.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, Protocol, cast

import polars as pl

from uzo_jupyter.protocol.runner import Engine
from uzo_jupyter.running.observing.engine_plan import EnginePlan, Metrics, Operator, Worker

_NAME = "polars_cloud"
_OTHER_NAMES = ("polars_nanook",)
_GLOBAL_SWITCH = "POLARS_QUERY_MONITORING"
# The table of modules is the process's own, so what guards it is too.
_REGISTRATION = threading.Lock()


class _Handle(Protocol):
    def snapshot_query_metrics(self) -> bytes: ...


class Recorder:
    """Takes what Polars tells of one execution; may be read from other threads while it runs."""

    def __init__(self) -> None:
        self.started = False
        self._handle: _Handle | None = None
        self._dumps: tuple[bytes, bytes] | None = None
        self._last: bytes | None = None

    def plan(self) -> EnginePlan | None:
        """The plan, as soon as it is known and can be read."""
        dumps = self._dumps
        if dumps is None:
            return None
        try:
            return _plan(*(_decoded(dump) for dump in dumps))
        except (ValueError, KeyError, TypeError):
            return None

    def metrics(self) -> Mapping[int, Metrics]:
        """What each worker has done until now."""
        handle = self._handle
        try:
            last = self._last if handle is None else handle.snapshot_query_metrics()
            return {} if last is None else _metrics(_decoded(last))
        except (ValueError, KeyError, TypeError, RuntimeError):
            return {}

    def planned(self, handle: _Handle, operators: bytes, workers: bytes) -> None:
        """Note the plan, and where to ask for metrics."""
        self._dumps = (operators, workers)
        self._handle = handle

    def close(self) -> None:
        """The query is over; Polars says so."""
        if self._handle is not None:
            self._last = self._handle.snapshot_query_metrics()
            self._handle = None


class _Observer:
    """What Polars calls, in the thread that collects.

    Polars has one observer for the whole process, the one that was made last, whichever query is about to run. So
    all of them must be the same: the thread tells which query it is.
    """

    def __init__(self, recorders: Mapping[int, Recorder]) -> None:
        self._recorders = recorders

    def on_query_started(self, *_: object) -> None:
        """A query begins."""
        recorder = self._recorders.get(threading.get_ident())
        if recorder is not None:
            recorder.started = True

    def on_query_planned(self, _id: object, handle: _Handle, operators: bytes, workers: bytes) -> Recorder:
        """It is planned; what is returned is told when it ends."""
        recorder = self._recorders.get(threading.get_ident()) or Recorder()
        recorder.planned(handle, operators, workers)
        return recorder

    def on_query_failed(self, *_: object) -> None:
        """It failed."""


class _StandIn(ModuleType):
    """The module that Polars finds under the name of the cloud's; it knows the recorder of each thread."""

    def __init__(self) -> None:
        super().__init__(_NAME)
        self.recorders: dict[int, Recorder] = {}

    def authenticate(self, *_: object, **__: object) -> None:
        """There is nobody to sign in to."""

    def QueryCloudObserver(self, *_: object, **__: object) -> _Observer:
        """What Polars asks the module for."""
        return _Observer(self.recorders)


def why_unavailable(engine: Engine) -> str | None:
    """Why queries cannot be watched here, or None where they can be.

    Parameters
    ----------
    engine
        The engine that is asked for: only the streaming engine tells, which is also what Polars takes by itself.

    Examples
    --------
    >>> why_unavailable("auto"), why_unavailable("in-memory")
    (None, 'the in-memory engine has no metrics')
    """
    if engine in ("in-memory", "gpu"):
        return f"the {engine} engine has no metrics"
    if importlib.util.find_spec("msgpack") is None:
        return "the package msgpack is missing"
    if os.environ.get(_GLOBAL_SWITCH) == "1":
        return "Polars' own monitoring is switched on"
    with _REGISTRATION:
        there = [name for name in (_NAME, *_OTHER_NAMES) if _is_installed(name)]
    if there:
        return f"the package {there[0]} is installed, and it is left in peace"
    return _why_unknown_polars() or (_why_another_engine() if engine == "auto" else None)


def _is_installed(name: str) -> bool:
    loaded = sys.modules.get(name)
    if loaded is not None:
        return not isinstance(loaded, _StandIn)
    return importlib.util.find_spec(name) is not None


def _why_unknown_polars() -> str | None:
    engine = getattr(pl, "StreamingEngine", None)
    if engine is None or "monitoring" not in inspect.signature(engine).parameters:
        return f"Polars {pl.__version__} has no StreamingEngine(monitoring=...)"
    if not hasattr(importlib.import_module("polars._plr"), "set_query_monitoring"):
        return f"Polars {pl.__version__} has no set_query_monitoring"
    return None


def _why_another_engine() -> str | None:
    """Why Polars would not take its streaming engine by itself: a person can prefer another."""
    try:
        preferred = importlib.import_module("polars._plr").get_engine_affinity()
        chosen = importlib.import_module("polars.lazyframe.engine_config").get_engine_affinity_override()
    except (ImportError, AttributeError):
        return f"Polars {pl.__version__} does not tell which engine it takes"
    if chosen is None and preferred in ("auto", "streaming"):
        return None
    return "Polars is set to another engine"


def collect_watched(queries: Sequence[pl.LazyFrame], recorder: Recorder) -> None:
    """Run queries in the streaming engine, as ``collect_all`` does, and let the recorder know.

    Where Polars turns out not to know the interface any more, the queries run all the same.

    Parameters
    ----------
    queries
        The queries; their results are not returned, so let them write.
    recorder
        A new recorder.
    """
    with _registered(recorder):
        try:
            pl.collect_all(queries, engine=pl.StreamingEngine(monitoring=True))
        except (Exception, pl.exceptions.PanicException):
            if recorder.started:
                raise
        else:
            return
    pl.collect_all(queries, engine="streaming")


def plan_as_written(queries: Sequence[pl.LazyFrame]) -> EnginePlan | None:
    """The plan of queries over inputs that cannot be read, before anything is optimised; None where there is none.

    The in-memory engine tells plans too. It is used because it does not wait for its turn behind a long query in
    the streaming engine.
    """
    recorder = Recorder()
    with _registered(recorder), suppress(Exception, pl.exceptions.PanicException):
        pl.collect_all(
            queries, engine=pl.InMemoryEngine(monitoring=True), optimizations=pl.QueryOptFlags.none()
        )
    return recorder.plan()


@contextmanager
def _registered(recorder: Recorder) -> Generator[None]:
    thread = threading.get_ident()
    with _REGISTRATION:
        module = sys.modules.setdefault(_NAME, _StandIn())
        if isinstance(module, _StandIn):
            module.recorders[thread] = recorder
    try:
        yield
    finally:
        with _REGISTRATION:
            if isinstance(module, _StandIn):
                module.recorders.pop(thread, None)
                if not module.recorders and sys.modules.get(_NAME) is module:
                    _forget_observer()
                    del sys.modules[_NAME]


def _forget_observer() -> None:
    """Let Polars have no observer, as before; it keeps the last one otherwise."""
    with suppress(Exception):
        importlib.import_module("polars._plr").set_query_monitoring(False)


def _decoded(dump: bytes) -> Any:
    import msgpack  # pyright: ignore[reportMissingTypeStubs]

    return cast("Any", msgpack.unpackb(dump, strict_map_key=False))  # pyright: ignore[reportUnknownMemberType]


def _plan(operators: Any, workers: Any) -> EnginePlan:
    steps = {
        int(node["id"]): Operator(
            int(node["id"]),
            str(node["properties"]["type"]),
            tuple(node["input_ids"]),
            dict(node["properties"]),
        )
        for node in operators
    }
    parts = {
        int(node["id"]): Worker(
            int(node["id"]),
            str(node["properties"]["type"]),
            tuple(node["input_ids"]),
            int(node["ir_node_id"]),
        )
        for node in workers or ()  # only the streaming engine has some
    }
    top = next(step for step in steps.values() if step.kind == "SinkMultiple")
    return EnginePlan(steps, parts, top.inputs)


def _metrics(snapshot: Any) -> dict[int, Metrics]:
    return {
        int(node["phys_node_key"]): Metrics(
            int(node["rows_received"]),
            int(node["rows_sent"]),
            int(node["total_time_ns"]) / 1e9,
            bool(node["done"]),
        )
        for node in snapshot["nodes"]
    }
