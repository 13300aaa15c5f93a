"""Functions of the notebook: whose they are, and what a document may do with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.session.cells import execute
from uzo_jupyter.errors import UntrustedCodeError
from uzo_jupyter.operations.code import NotebookCall
from uzo_jupyter.session import Flow, Session
from uzo_jupyter.session.trust import Trust

SHELL = """
def shell(df, cmd="true"):
    return df.with_columns(cmd=pl.lit(cmd))
"""


class Notebook:
    """A notebook with a frame and functions."""

    def __init__(self, folder: Path) -> None:
        self.names: dict[str, object] = {"t": pl.DataFrame({"n": [1, 2]}), "pl": pl}
        self.session = Session(self.names, folder)
        self.session.trust = Trust(folder / "home")

    def define(self, text: str) -> None:
        """Execute a cell that defines functions."""
        execute(self.names, text)

    def opened(self, arguments: str = "", function: str = "shell") -> Flow:
        """A workflow that somebody else may have written."""
        return self.session.open_text(f't = frame("t")\ny = t.python(function="{function}"{arguments})')

    def executed(self, arguments: str = "", function: str = "shell") -> Flow:
        """A workflow whose cell was executed."""
        flow = self.opened(arguments, function)
        flow.trust_for_session()
        return flow


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    """A notebook that has defined ``shell``."""
    notebook = Notebook(tmp_path)
    notebook.define(SHELL)
    yield notebook
    notebook.session.close()


def is_trusted(flow: Flow) -> bool:
    """Whether the code of the function's node may run."""
    return flow.codes()["y"].trusted


def test_trust_in_a_function_says_nothing_of_other_arguments(notebook: Notebook) -> None:
    mine = notebook.opened(', cmd="true"')
    mine.trust("y")
    assert is_trusted(notebook.opened(', cmd="true"'))
    for arguments in ("", ', cmd="rm -rf ~"', ', cmd="true", more=1', ", cmd=True"):
        foreign = notebook.opened(arguments)
        assert not is_trusted(foreign)
        with pytest.raises(UntrustedCodeError):
            foreign.run()


def test_who_trusts_a_call_has_read_its_arguments(notebook: Notebook) -> None:
    text = notebook.opened(', cmd="rm -rf ~"').codes()["y"].text
    assert text.endswith("# shell(*tables, cmd='rm -rf ~')\n")


def test_a_function_is_not_trusted_under_the_name_of_another_one_that_it_uses(notebook: Notebook) -> None:
    notebook.define("def outer(df, cmd='x'):\n    return shell(df, cmd)")
    notebook.opened(function="outer").trust("y")
    assert not is_trusted(notebook.opened())


@pytest.mark.parametrize(
    "arguments",
    [{"a": 1, "b": "x\n# shell(*tables)"}, {"a b": 1}, {"a=1, b": 1}, {"class": None}, {"a": "\u2028\x85\r"}],
)
def test_a_call_is_one_line_whatever_its_arguments_are(arguments: dict[str, str | int | None]) -> None:
    text = NotebookCall("f", arguments).text
    assert len(text.splitlines()) == 1


def test_different_calls_have_different_texts() -> None:
    values: list[dict[str, str | float | bool | None]] = [
        {}, {"a": 1}, {"a": 1.0}, {"a": True}, {"a": "1"}, {"a": None}, {"a": "None"}, {"a=1, b": 1},
        {"a": 1, "b": 1}, {"**{'a'": 1}, {"a": "1', b='2"}, {"a": "1", "b": "2"},
    ]  # fmt: skip
    assert len({NotebookCall("f", each).text for each in values}) == len(values)
