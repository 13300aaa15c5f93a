"""Every attack of the corpus is refused, or runs within small limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import read_corpus

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")

ROOT = Path(__file__).parents[2]
ATTACKS = [item for item in read_corpus("attack_expressions.jsonl") if item["kind"] == "expression"]
NUMBERED = [pytest.param(number, id=f"{number}-{item['category']}") for number, item in enumerate(ATTACKS)]


def _run_child(folder: Path, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results until the child ended, by itself or not."""
    package = __package__ or "expressions"
    root = ROOT if package.startswith("tests.") else ROOT / "tests"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(root)]),
        "POLARS_MAX_THREADS": "2",
    }
    child = subprocess.run(
        [sys.executable, "-m", f"{package}.attack_child"],
        input="".join(json.dumps(item) + "\n" for item in items),
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=120,
        check=False,
    )
    results = [json.loads(line) for line in child.stdout.splitlines() if line.startswith('{"index"')]
    assert results or child.returncode, child.stderr
    return results


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attacks")


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[int, dict[str, Any]]:
    waiting = [{"index": index, "expr": item["expr"]} for index, item in enumerate(ATTACKS)]
    found: dict[int, dict[str, Any]] = {}
    while waiting:
        for result in _run_child(folder, waiting):
            found[result["index"]] = result
        left = [item for item in waiting if item["index"] not in found]
        if left:  # the first one that is missing took the process with it
            found[left[0]["index"]] = {"outcome": "died", "message": "", "seconds": 0.0}
        waiting = left[1:]
    return found


@pytest.mark.parametrize("number", NUMBERED)
def test_attack(number: int, results: dict[int, dict[str, Any]]) -> None:
    result = results[number]
    if ATTACKS[number]["expect"] == "reject":
        assert result["outcome"] == "refused", result
    else:
        assert result["outcome"] in ("refused", "built"), result
    if result["outcome"] == "refused":
        assert result["message"]
        assert "\n" not in result["message"]
    assert result["seconds"] < 5


def test_no_attack_left_a_file(results: dict[int, dict[str, Any]], folder: Path) -> None:
    assert len(results) == len(ATTACKS)
    assert list(folder.iterdir()) == []
    assert not Path("uzo_pwned").exists()


COMPOUNDING = {
    "replace": ".str.replace_all('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 5,
    "replace by an expression": f".str.replace_all('a', lit('{'a' * 300}'))" * 2,
    "escape": ".str.escape_regex()" * 20,
    "encode": ".str.encode('hex')" * 20,
    "join": ".str.split('').list.join('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 5,
    "members": ".list.eval(element() + element())" * 30,
    "fields": ".struct.with_fields(field('x') + field('x'))" * 30,
    "replace many": ".str.replace_many({'a': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'})" * 5,
}


@pytest.mark.parametrize("chain", COMPOUNDING.values(), ids=COMPOUNDING)
def test_growth_that_compounds_is_refused(chain: str) -> None:
    from uzo_jupyter.expressions import ExpressionError, build

    with pytest.raises(ExpressionError, match="enormously long"):
        build(f"col('name'){chain}")


def test_nested_format_is_refused() -> None:
    from uzo_jupyter.expressions import ExpressionError, build

    text = "col('name')"
    for _ in range(20):
        text = f"format('{{0}}{{0}}', {text})"
    with pytest.raises(ExpressionError, match="enormously long"):
        build(text)
