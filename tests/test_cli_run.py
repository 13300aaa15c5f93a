"""``uzo run`` as a person types it: a real process, a real run."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.protocol import EVENTS, RunFinished

UZO = [sys.executable, "-m", "uzo_jupyter.cli"]


def node(identity: str, node_type: str, **config: object) -> dict[str, object]:
    """A node of a document."""
    return {"id": identity, "data": {"nodeType": node_type, "config": config}}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document that reads, filters by a parameter and writes, beside its data."""
    pl.DataFrame({"a": [1, 2, 3]}).write_csv(tmp_path / "in.csv")
    nodes = [
        node("r", "connector", operation="read", connectorType="csv", path="in.csv"),
        node("f", "transform", operation="filter", expression="col('a') > param('low')"),
        node("w", "connector", operation="write", connectorType="csv", path="out.csv"),
    ]
    edges = [{"source": "r", "target": "f"}, {"source": "f", "target": "w"}]
    parameters = [{"name": "low", "type": "int", "default": 0}]
    path = tmp_path / "doc.uzo.json"
    path.write_text(
        json.dumps({"uzo": 1, "name": "doc", "parameters": parameters, "nodes": nodes, "edges": edges})
    )
    return path


def uzo(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [*UZO, *arguments], capture_output=True, text=True, timeout=120, cwd=cwd, check=False
    )


def test_a_document_runs_from_any_folder_with_its_parameters(document: Path, tmp_path_factory) -> None:
    done = uzo("run", str(document), "--param", "low=1", cwd=tmp_path_factory.mktemp("elsewhere"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "completed" in done.stdout
    assert "2 rows" in done.stdout
    assert pl.read_csv(document.parent / "out.csv")["a"].to_list() == [2, 3]


def test_a_second_run_says_what_is_reused_and_why(document: Path) -> None:
    assert "reused" not in uzo("run", str(document)).stdout
    again = uzo("run", str(document)).stdout
    written = next(line for line in again.splitlines() if "out.csv" in line or "write" in line.lower())
    assert "reused" in written
    assert "completed" in again


def test_code_that_nobody_has_trusted_is_shown_with_its_digest_and_runs_with_it(document: Path) -> None:
    code = "df.with_columns(b=col('a') * 2, c=lit('\u202e'))"
    custom = node("f", "transform", operation="custom", code=code)
    text = json.loads(document.read_text())
    text["nodes"] = [custom if each["id"] == "f" else each for each in text["nodes"]]
    document.write_text(json.dumps(text))
    refused = uzo("run", str(document))
    assert refused.returncode == 1
    assert "f: not trusted, sha256:" in refused.stderr
    assert "    df.with_columns(b=col('a') * 2, c=lit('‹U+202E›'))\n" in refused.stderr
    assert "error" in json.loads(uzo("run", str(document), "--json").stdout.splitlines()[-1])
    (digest,) = set(re.findall("sha256:[0-9a-f]{64}", refused.stderr))
    assert uzo("run", str(document), "--trust", digest).returncode == 0
    assert pl.read_csv(document.parent / "out.csv")["b"].to_list() == [2, 4, 6]


def test_json_gives_every_event_on_a_line(document: Path) -> None:
    done = uzo("run", str(document), "--json")
    events = [EVENTS.validate_json(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    finished = [event for event in events if isinstance(event, RunFinished)]
    assert [event.status for event in finished] == ["completed"]


def test_a_failing_run_ends_with_1_and_names_node_and_reason(document: Path) -> None:
    (document.parent / "in.csv").write_text("a\n" + "1\n" * 50_000 + "x\n")
    done = uzo("run", str(document))
    assert done.returncode == 1
    assert "in.csv" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_errors_of_a_document_are_told_before_anything_runs(document: Path) -> None:
    document.write_text(document.read_text().replace("col('a')", "col('b')"))
    done = uzo("run", str(document))
    assert done.returncode == 1
    assert "There is no column 'b'." in done.stderr
    assert not (document.parent / "out.csv").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_cancels_the_run_and_leaves_nothing_half_written(
    document: Path, how: signal.Signals
) -> None:
    text = document.read_text()
    value = json.loads(text)
    value["nodes"].append(node("x", "transform", operation="join", joinType="cross"))
    pl.DataFrame({"a": range(100_000)}).write_csv(document.parent / "in.csv")
    value["edges"] = [
        {"source": "r", "target": "x", "targetHandle": "left"},
        {"source": "r", "target": "x", "targetHandle": "right"},
        {"source": "x", "target": "f"},
        {"source": "f", "target": "w"},
    ]
    document.write_text(json.dumps(value))
    command = [*UZO, "run", str(document), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if '"node-started"' in line:
            break
    os.kill(process.pid, how)
    begin = time.monotonic()
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - begin < 5
    assert process.returncode == 130
    assert "cancelled" in errors
    assert not list(document.parent.glob(".*uzo-part"))
