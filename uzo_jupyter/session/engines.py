"""Polars' engines, and whether this machine has them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import get_args

from uzo_jupyter.errors import RunError
from uzo_jupyter.protocol.runner import Engine

_GPU = "cudf_polars"


def refuse_missing_engine(engine: Engine) -> None:
    """Nothing where the engine is there.

    Raises
    ------
    RunError
        When there is none of that name, or it needs a package that is not installed; Polars itself would compute on
        the processor and say nothing.
    """
    if engine not in get_args(Engine):
        raise RunError(f"There is no engine {engine!r}.", hint=f"Engines: {', '.join(get_args(Engine))}.")
    if engine == "gpu" and find_spec(_GPU) is None:
        raise RunError(
            "The engine 'gpu' needs the package cudf-polars, which is not installed.",
            hint="Install cudf-polars-cu12 where there is an NVIDIA GPU, or choose streaming or in-memory.",
        )
