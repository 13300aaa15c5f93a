"""Starting a process of this package that reports back over a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from uzo_jupyter.running.local import without_local_proxy

REPORTS_VARIABLE = "UZO_REPORTS_FD"
"""Tells the process which descriptor its reports go to."""


def start_child(
    module: str,
    log: Path,
    *,
    own_group: bool,
    directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """Start ``python -m module``; returns the process, and the stream of its reports, one JSON message a line.

    Parameters
    ----------
    module
        The module to run; it takes commands on stdin.
    log
        Takes what the process prints.
    own_group
        Whether the process begins a process group, so that it can be killed with all that it starts.
    directory
        Where it works; where this process does if it is not given.
    environment
        Variables that it has beside those of this process.

    Raises
    ------
    OSError
        When it cannot be started.
    """
    reading, writing = os.pipe()
    try:
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", module],  # -P: a folder of data is no place for modules
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=(writing,),
                cwd=directory,
                env={
                    **without_local_proxy(_named_paths(os.environ)),
                    REPORTS_VARIABLE: str(writing),
                    **(environment or {}),
                },
                start_new_session=own_group,
            )
    except OSError:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    return process, os.fdopen(reading, "rb")


def _named_paths(environment: Mapping[str, str]) -> Mapping[str, str]:
    """An empty entry of PYTHONPATH means the folder where a process works, from which nothing is to be imported."""
    paths = environment.get("PYTHONPATH")
    if paths is None:
        return environment
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, paths.split(os.pathsep)))}
