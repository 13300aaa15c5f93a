# ruff: noqa: E501 - one case a line
"""``uzo check``, ``show`` and ``plan``: one line a diagnostic, exit codes, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uzo_jupyter.cli import app

CORPUS = Path(__file__).parent / "corpus" / "bad_workflows.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
CODES = {
    "parse": {"parse"},
    "schema": {"schema"},
    "graph": {
        "duplicate-name", "unknown-node", "cycle", "duplicate-edge", "edge-into-source", "edge-out-of-sink", "file-clash",
    },
    "config": {"setting", "expression", "forbidden-setting"},
    "policy": {"parse", "unknown-operation", "unknown-setting", "setting", "path", "secret-in-document", "template-label"},
    "accept": set(),
}  # fmt: skip


def document(row: dict[str, object]) -> str:
    """The text of a row of the corpus."""
    if "raw" in row:
        return str(row["raw"])
    workflow = row["workflow"]
    if isinstance(workflow, dict) and "$generate" in workflow:
        data = {"label": "x" * int(workflow["bytes"]), "nodeType": "transform", "config": {}}
        workflow = {"nodes": [{"id": "n1", "data": data}], "edges": []}
    return json.dumps(workflow, ensure_ascii=False)


def uzo(*arguments: str) -> tuple[int, list[str]]:
    """The exit code and lines of a command."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()


@pytest.mark.parametrize("row", ROWS, ids=[row["why"] for row in ROWS])
def test_a_document_is_refused_at_its_stage(row: dict[str, object], workplace: Path) -> None:
    file = workplace / "bad.uzo.json"
    file.write_text(document(row), encoding="utf-8")
    code, lines = uzo("check", "--json", str(file))
    found = [json.loads(line) for line in lines]
    errors = {item["code"] for item in found if item["severity"] == "error"}
    assert code == (1 if errors else 0)
    assert bool(errors) == (row["stage"] != "accept")
    assert not errors or errors & CODES[str(row["stage"])]
    assert all(item["document"] == str(file) and item["message"] for item in found)
    assert not (workplace / "uzo_pwned").exists()
    plain_code, plain = uzo("check", str(file))
    assert plain_code == code
    assert len(plain) == max(len(found), 1)
    assert all(line.startswith(f"{file}: ") for line in plain)


def test_the_real_command_prints_lines_and_no_traceback(workplace: Path) -> None:
    for index, row in enumerate(ROWS):
        if "$generate" not in str(row.get("workflow")):
            (workplace / f"{index:02}.uzo.json").write_text(document(row), encoding="utf-8")
    files = sorted(str(file) for file in workplace.iterdir())
    command = [str(Path(sys.executable).with_name("uzo")), "check", *files, "missing.uzo.json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert result.stderr == ""
    named = [*files, "missing.uzo.json"]
    assert {line.split(": ")[0] for line in result.stdout.splitlines()} == set(named)
    assert "Traceback" not in result.stdout
    assert (
        "missing.uzo.json: error: missing.uzo.json cannot be read: No such file or directory."
        in result.stdout
    )


@pytest.fixture
def late(workplace: Path) -> Path:
    """A workflow that is fine, with its data."""
    (workplace / "flights.csv").write_text("carrier,delay\nAA,5\nUA,90\n")
    nodes = [
        {"id": "flights", "data": {"nodeType": "connector", "config": {"operation": "read", "connectorType": "csv", "path": "flights.csv"}}},
        {"id": "late", "data": {"nodeType": "transform", "config": {"operation": "filter", "expression": "col('delay') > param('low')"}}},
        {"id": "out", "data": {"nodeType": "connector", "config": {"operation": "write", "connectorType": "csv", "path": "out.csv"}}},
    ]  # fmt: skip
    edges = [{"source": "flights", "target": "late"}, {"source": "late", "target": "out"}]
    file = workplace / "late.uzo.json"
    parameters = [{"name": "low", "default": 60}]
    file.write_text(json.dumps({"name": "late", "parameters": parameters, "nodes": nodes, "edges": edges}))
    return file


def test_check_says_that_a_workflow_is_fine(late: Path) -> None:
    assert uzo("check", str(late)) == (0, [f"{late}: ok"])
    assert uzo("check", "--json", str(late)) == (0, [])


def test_a_missing_data_file_is_a_warning(late: Path) -> None:
    late.with_name("flights.csv").unlink()
    code, (line,) = uzo("check", str(late))
    assert code == 0
    assert line == (
        f"{late}: warning: flights.csv, flights: There is no file 'flights.csv'. "
        f"Relative paths start at {late.parent}."
    )


def test_show_draws_the_graph(late: Path) -> None:
    assert uzo("show", str(late)) == (
        0,
        [
            "late: 3 nodes",
            "├─ flights   read_csv",
            "├─ late      filter    ◀ flights",
            "└─ out       write_csv ◀ late",
        ],
    )


def test_plan_tells_stages_and_reasons(late: Path) -> None:
    assert uzo("plan", str(late)) == (
        0,
        [
            "stage 1: one query for out",
            "  flights: lazy, fused into what follows",
            "  late: lazy, fused into what follows",
            "  out: table, it writes",
        ],
    )


def test_a_workflow_with_errors_has_no_plan(late: Path) -> None:
    late.write_text(late.read_text().replace("'delay'", "'dely'"))
    code, (line,) = uzo("plan", str(late))
    assert code == 1
    assert line == (
        "uzo: The workflow has errors. error: late, expression, line 1, column 5: There is no column 'dely'. "
        "Did you mean 'delay'?"
    )


def test_show_writes_the_graph_as_a_picture(late: Path, workplace: Path) -> None:
    assert uzo("show", str(late), "--picture", "late.svg") == (0, [])
    assert (workplace / "late.svg").read_text("utf-8").startswith("<svg ")
    assert uzo("show", str(late), "--picture", "late.gif") == (
        1,
        ["uzo: late.gif is no picture's name. It must end in .svg or .png."],
    )


@pytest.mark.parametrize("command", ["show", "plan"])
def test_a_file_that_is_no_workflow_is_told_in_one_line(command: str, workplace: Path) -> None:
    Path("x.uzo.json").write_text("[]")
    for file in ("x.uzo.json", "missing.uzo.json", "."):
        code, lines = uzo(command, file)
        assert code == 1
        assert len(lines) == 1 and file in lines[0]


@pytest.mark.parametrize(
    "arguments", [["check"], ["show"], ["plan"], ["bake"], ["check", "--fast", "x"], ["show", "a", "b"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    code, lines = uzo(*arguments)
    assert code == 2
    assert any("Usage" in line for line in lines)
