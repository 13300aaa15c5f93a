"""Functions of the notebook: whose they are, and what a document may do with them."""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from pydantic import JsonValue

from tests.session.cells import execute
from uzo_jupyter.errors import UntrustedCodeError, UzoError
from uzo_jupyter.operations.code import NotebookCall
from uzo_jupyter.protocol import EVERYTHING, Configure, RunScope
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


ANEW = SHELL.replace("pl.lit(cmd)", "pl.lit('new ' + cmd)")


def made(flow: Flow, scope: RunScope = EVERYTHING) -> list[str]:
    """What the function has made in a run that takes what it can from before."""
    flow.run(scope=scope)
    flow.wait(90)
    return flow["y"].collect()["cmd"].to_list()


def test_a_function_that_is_defined_anew_in_the_session_stays_trusted_where_its_cell_was_executed(
    notebook: Notebook,
) -> None:
    mine, foreign = notebook.executed(', cmd="mine"'), notebook.opened(', cmd="foreign"')
    notebook.define(ANEW)
    assert is_trusted(mine)
    assert not is_trusted(foreign)
    assert made(mine) == ["new mine"] * 2


def test_a_function_may_be_defined_after_the_cell_that_calls_it(notebook: Notebook) -> None:
    flow = notebook.executed(function="later")
    assert flow.codes()["y"].problem is not None
    notebook.define(SHELL.replace("shell", "later"))
    assert is_trusted(flow)


def test_a_function_that_comes_from_a_file_is_trusted_as_it_was_read(
    notebook: Notebook, tmp_path: Path
) -> None:
    file = tmp_path / "script.py"

    def run_script(text: str) -> None:
        file.write_text(text)
        exec(compile(text, str(file), "exec"), notebook.names)

    run_script(SHELL)
    flow = notebook.executed()
    assert is_trusted(flow)
    run_script(ANEW)
    linecache.checkcache(str(file))
    assert not is_trusted(flow)


def test_a_helper_from_a_file_is_not_written_here(notebook: Notebook, tmp_path: Path) -> None:
    flow = notebook.executed()
    file = tmp_path / "script.py"
    file.write_text("def helper(df):\n    return df\n")
    exec(compile(file.read_text(), str(file), "exec"), notebook.names)
    notebook.define("def shell(df, cmd='true'):\n    return helper(df)")
    assert "def helper" in flow.codes()["y"].text
    assert not is_trusted(flow)


def test_trust_that_was_given_by_hand_holds_for_the_function_as_it_is_written_on(notebook: Notebook) -> None:
    flow = notebook.opened()
    flow.trust("y")
    notebook.define(ANEW)
    assert is_trusted(flow)
    again = Session(notebook.names, notebook.session.place().directory)
    again.trust = Trust(notebook.session.place().directory / "home")
    assert not is_trusted(again.open_text('t = frame("t")\ny = t.python(function="shell")'))


def configure(flow: Flow, **values: JsonValue) -> None:
    """Change the settings of the function's node."""
    flow.edit([Configure(node="y", values=values)])


def test_arguments_that_a_person_writes_in_the_settings_are_theirs(notebook: Notebook) -> None:
    flow = notebook.executed(', cmd="one"')
    configure(flow, arguments={"cmd": "two"})
    assert flow.codes()["y"].text.endswith("cmd='two')\n")
    assert is_trusted(flow)


def test_who_changes_arguments_of_somebody_else_has_not_trusted_the_others(notebook: Notebook) -> None:
    flow = notebook.opened(', cmd="rm -rf ~", more=1')
    configure(flow, arguments={"cmd": "rm -rf ~", "more": 2})
    assert not is_trusted(flow)
    configure(flow, dtypes={})
    assert not is_trusted(flow)
    notebook.define(SHELL.replace("shell", "other"))
    configure(flow, function="other")
    assert not is_trusted(flow)


def test_results_of_a_function_that_was_defined_anew_are_not_taken_for_current(notebook: Notebook) -> None:
    flow = notebook.session.open_text(
        't = frame("t")\ny = t.python(function="shell")\nz = y.custom("1 / 0")', "faulty"
    )
    flow.trust_for_session()
    flow.run()
    flow.join(90)
    assert flow.preview("y").rows["cmd"].to_list() == ["true", "true"]
    assert [each.node for each in flow.diagnostics] == ["z"]
    told: list[str] = []
    flow.listen(told.append)
    notebook.define("unrelated = 1")
    flow.follow_functions()
    assert told == []
    notebook.define(ANEW)
    flow.follow_functions()
    assert told == ["checked"]
    assert flow.node_states()["y"].status == "idle"
    assert flow.diagnostics == ()
    with pytest.raises(UzoError):
        flow.preview("y")
    flow.run(scope=RunScope(only_failed=True))
    flow.join(90)
    assert flow["y"].collect()["cmd"].to_list() == ["new true", "new true"]


def test_a_run_that_goes_on_with_an_earlier_one_does_not_take_what_an_older_function_made(
    notebook: Notebook,
) -> None:
    flow = notebook.session.open_text('t = frame("t")\ny = t.python(function="shell")\nz = y.head(1)')
    flow.trust_for_session()
    assert made(flow) == ["true", "true"]
    first = flow.view
    assert first is not None
    scope = RunScope(from_node="z", past=first.run)
    assert flow.plan(scope).nodes["y"].how == "reused"
    notebook.define(ANEW)
    assert flow.plan(scope).nodes["y"].how != "reused"
    assert made(flow, scope) == ["new true", "new true"]
