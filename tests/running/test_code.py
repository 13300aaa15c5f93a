"""Code of the user in a run: in a process of its own, and whatever it does is the failure of its node."""

from __future__ import annotations

import polars as pl
import pytest

from tests.running.conftest import Notebook
from uzo_jupyter.protocol import NodeFailed


def failure(notebook: Notebook, code: str, more: str = "") -> str:
    """How a node with this code fails."""
    flow = notebook.open(f'a = frame("numbers")\nb = a.custom({code!r}{more})\nc = frame("words").head(1)')
    flow.trust_for_session()
    (failed,) = [event for event in notebook.events(flow) if isinstance(event, NodeFailed)]
    assert failed.node == "b"
    return failed.diagnostic.line()


def test_an_expression_over_the_table_gives_the_table(notebook: Notebook) -> None:
    flow = notebook.open(
        'a = frame("numbers")\nb = a.custom("df.filter(col(\'n\') > lit(997))")\nc = b.head(1)'
    )
    flow.trust_for_session()
    notebook.events(flow)
    assert flow["b"].collect()["n"].to_list() == [998, 999]
    assert flow["c"].collect().height == 1


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1/0", "Its code failed: ZeroDivisionError: division by zero. Line 1 of the code: 1/0"),
        ("exit(3)", "Its code failed: exit(3) was called."),
        (
            "df.height",
            "Its code failed: it gave back a value of type int, not a Polars or pandas data frame.",
        ),
        ("__import__('ctypes').string_at(0)", "Its process ended (signal SIGSEGV)"),
        ("__import__('os').abort()", "Its process ended (signal SIGABRT)"),
        ("__import__('os')._exit(0)", "Its process ended"),
        ("df.select(pl.col('n').str.pad_start(10**12))", "b: "),
    ],
)
def test_whatever_code_does_is_the_failure_of_its_node(notebook: Notebook, code: str, message: str) -> None:
    assert message in failure(notebook, code)


def test_other_columns_than_were_declared_are_told(notebook: Notebook) -> None:
    assert failure(notebook, "df.select('k')", ', dtypes={"k": String}') == (
        "error: b: Its code gave other columns than are declared: k Int64. Declared are: k String."
    )


def test_a_function_of_the_notebook_is_called_with_the_tables_and_its_arguments(notebook: Notebook) -> None:
    source = "def joined(left, right, most=1):\n    return left.join(right, on='k').head(most)\n"
    names: dict[str, object] = {"__name__": "__main__"}
    import linecache

    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
    exec(compile(source, "<cell>", "exec"), names)
    notebook.variables["joined"] = names["joined"]
    flow = notebook.open(
        'a = frame("numbers")\nb = a.python(frame("words"), function="joined", most=2, '
        'dtypes={"n": Int64, "k": Int64, "word": String})\nc = b.filter(col("n") > 0)'
    )
    flow.trust_for_session()
    notebook.events(flow)
    assert flow["b"].collect().to_dict(as_series=False) == {"n": [0, 1], "k": [0, 1], "word": ["zero", "one"]}
    assert flow["c"].collect()["word"].to_list() == ["one"]


def test_code_is_computed_anew_unless_its_result_may_be_kept(notebook: Notebook) -> None:
    text = 'a = frame("words")\nb = a.custom("df.with_columns(x=pl.lit(__import__(\'os\').getpid()))"{})'

    def pids(options: str) -> set[int]:
        found: set[int] = set()
        for _ in range(2):
            flow = notebook.open(text.format("") + options)
            flow.trust_for_session()
            flow.run()
            flow.wait(90)
            found.update(flow["b"].collect()["x"].to_list())
        return found

    assert len(pids("")) == 2
    assert len(pids(".options(cache=True)")) == 1


def test_code_that_never_ends_is_ended_by_its_timeout(notebook: Notebook) -> None:
    code = "[df for _ in iter(int, 1)]"
    flow = notebook.open(f'a = frame("words")\nb = a.custom({code!r}).options(timeout=1)')
    flow.trust_for_session()
    (failed,) = [event for event in notebook.events(flow) if isinstance(event, NodeFailed)]
    assert failed.diagnostic.code == "timeout"


def test_a_run_of_a_table_of_the_kernel_is_not_what_code_sees(notebook: Notebook) -> None:
    notebook.variables["secret"] = pl.DataFrame({"x": [1]})
    assert "NameError: name 'secret' is not defined" in failure(notebook, "secret")
