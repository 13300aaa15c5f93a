"""What is kept of earlier requests: only what still holds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.connectors.csv import ReadCsv
from uzo_jupyter.language.parser import parse
from uzo_jupyter.model import write_document
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol.runner import StartRun
from uzo_jupyter.running.prepare import RequestChecker

REGISTRY = Registry.load()
TEXT = 'a = read_csv("a.csv")\nb = a.filter(col("n") > 1)\n'


def request(folder: Path, text: str = TEXT) -> StartRun:
    """A request to run a workflow in a folder."""
    document = write_document(parse(text, REGISTRY).workflow)
    return StartRun(run="r", document=document, directory=str(folder), frames={}, scratch=str(folder))


def test_what_an_edit_leaves_alone_is_not_worked_out_again(tmp_path: Path) -> None:
    pl.DataFrame({"n": [1, 2]}).write_csv(tmp_path / "a.csv")
    checker = RequestChecker(REGISTRY)
    before, _ = checker.check(request(tmp_path))
    after, _ = checker.check(request(tmp_path, TEXT.replace("> 1", "> 2")))
    assert after.ok
    assert after.results["a"] is before.results["a"]


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    pl.DataFrame({"n": [1, 2]}).write_csv(tmp_path / "a.csv")
    checker = RequestChecker(REGISTRY)
    assert checker.check(request(tmp_path))[0].ok
    pl.DataFrame({"m": [1, 2]}).write_csv(tmp_path / "a.csv")
    assert not checker.check(request(tmp_path))[0].ok


def test_the_same_workflow_in_another_folder_reads_its_files_there(tmp_path: Path) -> None:
    checker = RequestChecker(REGISTRY)
    for number, column in enumerate("nm"):
        folder = tmp_path / column
        folder.mkdir()
        pl.DataFrame({column: [1, 2]}).write_csv(folder / "a.csv")
        assert checker.check(request(folder))[0].ok == (number == 0)


def test_a_fault_that_has_passed_refuses_no_later_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pl.DataFrame({"n": [1, 2]}).write_csv(tmp_path / "a.csv")
    checker = RequestChecker(REGISTRY)

    def scan(*_: object) -> pl.LazyFrame:
        raise OSError("Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(ReadCsv, "scan", scan)
        assert not checker.check(request(tmp_path))[0].ok
    assert checker.check(request(tmp_path))[0].ok
