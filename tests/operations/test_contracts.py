"""What every operation promises, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from uzo_jupyter.operations import Operation, Registry
from uzo_jupyter.testing import CHECKS, Check, check_operation

REGISTRY = Registry.load()
OPERATIONS = list(REGISTRY)


def _name(value: object) -> str:
    return getattr(value, "__name__", str(value)).removeprefix("check_")


@pytest.mark.parametrize("operation", OPERATIONS, ids=_name)
@pytest.mark.parametrize("check", CHECKS, ids=_name)
def test_contract(check: Check, operation: type[Operation], tmp_path: Path) -> None:
    check(operation, REGISTRY, tmp_path)


def test_a_plugin_author_runs_all_checks_with_one_call(tmp_path: Path) -> None:
    check_operation(OPERATIONS[0], REGISTRY, tmp_path)


def test_every_operation_has_a_word_of_its_own() -> None:
    words = [(operation.receiver is None, operation.calls[0].word) for operation in OPERATIONS]
    assert len(set(words)) == len(words)
