"""What records and copies takes the time that runs leave, and nothing else is slowed down by that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

_CODE = """
import json, pathlib, psutil
from uzo_jupyter.running.priority import give_way
give_way()
session = pathlib.Path("/proc/self/autogroup")
print(json.dumps([psutil.Process().nice(), session.read_text() if session.exists() else None]))
"""


def _priorities(*, own_session: bool) -> tuple[int, str | None]:
    run = subprocess.run(
        [sys.executable, "-c", _CODE],
        start_new_session=own_session,
        stdout=subprocess.PIPE,
        check=True,
    )
    nice, session = json.loads(run.stdout)
    return nice, session


@pytest.mark.skipif(os.name == "nt", reason="Windows has classes of priority instead")
def test_it_comes_after_what_competes_with_it() -> None:
    nice, session = _priorities(own_session=True)
    assert nice > psutil.Process().nice()
    assert session is None or not session.strip().endswith("nice 0")


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="sessions have no priority here")
def test_a_process_of_another_session_leaves_that_session_as_it_is() -> None:
    before = Path("/proc/self/autogroup").read_text()
    _priorities(own_session=False)
    assert Path("/proc/self/autogroup").read_text() == before
