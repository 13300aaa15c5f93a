"""A live workflow without a run: errors, previews, frames of the notebook, documents."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from uzo_jupyter.errors import DocumentError, FaultyWorkflowError, RunError, UzoError
from uzo_jupyter.model import write_document
from uzo_jupyter.protocol import Configure, RunScope
from uzo_jupyter.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session with a Polars, a lazy and a pandas frame."""
    names: dict[str, object] = {
        "eager": pl.DataFrame({"a": [1, 2, 3]}),
        "lazy": pl.LazyFrame({"a": [4, 5]}),
        "panda": pd.DataFrame({"a": [6]}),
    }
    return Session(names, tmp_path)


@pytest.mark.parametrize(("name", "rows"), [("eager", 3), ("lazy", 2), ("panda", 1)])
def test_any_frame_of_the_notebook_is_an_input(session: Session, name: str, rows: int) -> None:
    flow = session.open_text(f'x = frame("{name}")\ny = x.with_columns(b=col("a") * 2)')
    flow.sample()
    assert flow.preview("y").rows.height == rows
    assert flow["y"].collect().columns == ["a", "b"]


def test_a_wrong_frame_name_gets_a_hint(session: Session) -> None:
    (problem,) = session.open_text('x = frame("eagr")').diagnostics
    assert problem.node == "x"
    assert "Did you mean 'eager'?" in (problem.hint or "")


def test_an_error_carries_node_field_line_and_column(session: Session) -> None:
    text = '# first\nx = frame("eager")\ny = x.filter(\n    (col("a") > 1) & (col("é") < 2)\n)\n'
    (problem,) = session.open_text(text, first_line=2).diagnostics
    assert (problem.node, problem.field, problem.code) == ("y", "expression", "unknown-column")
    assert problem.span is not None
    assert problem.span.line == 5


def test_a_syntax_fault_inside_an_expression_points_at_the_character(session: Session) -> None:
    (problem,) = session.open_text('x = frame("eager")\ny = x.filter(col("a").foo() > 1)').diagnostics
    assert problem.span is not None
    assert (problem.span.line, problem.span.column) == (2, 23)


def test_a_flow_with_errors_does_not_run_and_says_why(session: Session) -> None:
    flow = session.open_text('x = frame("eager")\ny = x.head("two")')
    with pytest.raises(RunError, match="The workflow has errors"):
        flow.run()


def test_an_unknown_node_is_named_with_those_that_exist(session: Session) -> None:
    flow = session.open_text('x = frame("eager")')
    with pytest.raises(UzoError, match=r"No node 'z' .* Nodes: x\."):
        flow["z"]
    with pytest.raises(AttributeError, match="its nodes are x"):
        flow.z


def test_a_node_is_an_attribute_with_preview_and_schema(session: Session) -> None:
    flow = session.open_text('x = frame("eager")')
    flow.sample()
    assert flow.x.preview(2).height == 2
    assert flow.x.schema == pl.Schema({"a": pl.Int64})
    assert "x" in dir(flow)


def test_a_parameter_of_a_wrong_type_is_refused(session: Session) -> None:
    flow = session.open_text('low = parameter(1)\nx = frame("eager")\ny = x.filter(col("a") > low)')
    flow.set_parameters({"low": "many"})
    assert [problem.message for problem in flow.diagnostics] == [
        "Parameter 'low' must be of type int, not 'many'."
    ]


def test_paths_of_a_document_start_at_its_folder(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    pl.DataFrame({"a": [1]}).write_csv(folder / "here.csv")
    flow = session.open_text('x = read_csv("here.csv")')
    (folder / "doc.uzo.json").write_text(write_document(flow.workflow))
    assert session.open_document(folder / "doc.uzo.json").ok


def test_an_opened_document_reads_nothing_until_the_person_acts(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'x = read_csv("here.csv")\ny = x.filter(col("nope") > 1)'
    (tmp_path / "doc.uzo.json").write_text(write_document(session.open_text(text).workflow))
    pl.DataFrame({"a": [1]}).write_csv(tmp_path / "here.csv")
    read: list[object] = []
    original = pl.scan_csv
    monkeypatch.setattr(pl, "scan_csv", lambda *a, **k: (read.append(a), original(*a, **k))[1])
    flow = session.open_document(tmp_path / "doc.uzo.json", reaches=False)
    flow.sample()
    assert (flow.ok, read) == (True, [])
    with pytest.raises(UzoError, match=r"Nothing was read yet\. Run the workflow\."):
        flow.preview("x")
    flow.reach()
    assert read != []
    assert [problem.code for problem in flow.diagnostics] == ["unknown-column"]


def test_a_document_that_is_none_is_told_with_its_name(session: Session, tmp_path: Path) -> None:
    (tmp_path / "bad.uzo.json").write_text("{'nodes': []}")
    with pytest.raises(DocumentError, match=r"bad\.uzo\.json: This is not JSON.*JSON needs double quotes"):
        session.open_document(tmp_path / "bad.uzo.json")
    with pytest.raises(DocumentError, match="cannot be read: No such file"):
        session.open_document(tmp_path / "none.uzo.json")


def test_previews_page_through_a_sample(session: Session) -> None:
    flow = session.open_text('x = frame("eager")')
    flow.sample()
    page = flow.preview("x", 1, 1)
    assert (page.rows["a"].to_list(), page.offset, page.total) == ([2], 1, 3)
    assert pl.read_ipc_stream(page.arrow()).equals(page.rows)


def test_samples_stay_when_a_second_check_finds_nothing_new(session: Session) -> None:
    flow = session.open_text('low = parameter(1)\nx = frame("eager")\ny = x.filter(col("a") > low)')
    flow.sample()
    flow.set_parameters({"low": 1})
    assert flow.is_sampled
    flow.set_parameters({"low": 2})
    assert not flow.is_sampled


def test_an_error_of_one_node_leaves_the_rows_of_others(session: Session) -> None:
    flow = session.open_text('x = frame("eager")\ny = x.head(1)\nz = x.filter(col("b") > 1)\nq = z.head(1)')
    assert flow["y"].collect().height == 1
    for node in ("z", "q"):
        with pytest.raises(RunError, match="There is no column 'b'"):
            flow[node]


def test_a_flow_can_be_copied(session: Session) -> None:
    flow = session.open_text('x = frame("eager")')
    assert copy.copy(flow).workflow == flow.workflow


def test_a_pandas_frame_that_polars_cannot_take_is_a_problem_of_its_node(session: Session) -> None:
    session._namespace["odd"] = pd.DataFrame({"o": [1, "x"]})  # type: ignore[index]
    flow = session.open_text('x = frame("odd")\ny = frame("eager")')
    (problem,) = flow.diagnostics
    assert (problem.node, problem.code) == ("x", "frame-unusable")
    assert "'odd' cannot be converted to Polars: " in problem.message


def test_sessions_of_one_process_keep_their_results_apart(tmp_path: Path) -> None:
    first, second = Session({}, tmp_path), Session({}, tmp_path)
    first.close()
    assert second._scratch.exists()
    second.close()
    assert not second._scratch.exists()


def test_a_type_in_a_mapping_is_told_at_its_own_place(session: Session) -> None:
    (problem,) = session.open_text('x = frame("eager")\ny = x.cast({\n    "a": int,\n})').diagnostics
    assert problem.line() == ("error: y, dtypes.a, line 3, column 10: Unknown data type 'int'. Write Int64.")


def test_what_follows_from_a_statement_that_could_not_be_read_is_not_told_again(session: Session) -> None:
    flow = session.open_text('x = read_csv(pth="a.csv")\ny = q.sort()')
    assert [(problem.node, problem.code) for problem in flow.diagnostics] == [
        ("x", "argument"),
        ("y", "unknown-node"),
    ]


def test_a_sample_that_fails_is_a_warning_of_its_node(tmp_path: Path) -> None:
    session = Session({"df": pl.DataFrame({"note": ["x", "1"]})}, tmp_path)
    flow = session.open_text('a = frame("df")\nb = a.cast({"note": Int64})\nc = b.head(2)\n')
    flow.sample()
    (problem,) = flow.diagnostics
    assert (problem.node, problem.severity) == ("b", "warning")
    assert problem.message.startswith("Conversion from String to Int64 failed in column 'note'")
    assert "Row 1 of 'a' is the first that fails: note is 'x'. With strict=False" in problem.message
    assert flow.ok
    flow.edit([Configure(node="b", values={"dtypes": {"note": "String"}})])
    flow.sample()
    assert flow.diagnostics == ()


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"engine": "foo"}, "There is no engine 'foo'"),
        ({"memory": "300MB"}, "'300MB' is no size of memory"),
        ({"memory": -1}, "-1 is no size of memory"),
        ({"concurrency": 0}, "0 stages at once are none"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused_at_once(
    session: Session, wish: dict[str, Any], message: str
) -> None:
    flow = session.open_text('x = frame("eager")')
    with pytest.raises(RunError, match=message):
        flow.run(**wish)
    assert flow.view is None


def test_a_plan_looks_at_files_and_frames_as_they_are_now(tmp_path: Path) -> None:
    variables: dict[str, object] = {"df": pl.DataFrame({"a": [1]})}
    session = Session(variables, tmp_path)
    try:
        flow = session.open_text('o = frame("df")\ns = o.select(z=col("a").sum())\nr = read_csv("r.csv")')
        with pytest.raises(FaultyWorkflowError, match="has errors"):
            flow.plan()
        (tmp_path / "r.csv").write_text("b\n1\n")
        flow.run()
        flow.wait(60)
        assert flow.plan().nodes["s"].how == "reused"
        variables["df"] = pl.DataFrame({"a": [2]})
        assert flow.plan().nodes["s"].how != "reused"
        (tmp_path / "r.csv").unlink()
        with pytest.raises(FaultyWorkflowError, match="has errors"):
            flow.plan()
    finally:
        session.close()


def test_a_workflow_that_is_written_anew_goes_on_from_the_runs_of_the_one_before(tmp_path: Path) -> None:
    session = Session({"df": pl.DataFrame({"a": ["1", "x"], "b": [1, 2]})}, tmp_path)
    text = """
o = frame("df")
good = o.group_by("b").agg(n=len())
bad = o.cast({{"a": {}}}).options(cache=True)
"""
    try:
        before = session.open_text(text.format("Int64"))
        before.run()
        before.join(60)
        flow = session.open_text(text.format("String"))
        flow.go_on_from(before)
        assert [run.view.phase for run in flow.past_runs] == ["failed"]
        flow.run(scope=RunScope(only_failed=True))
        flow.wait(60)
        assert flow["bad"].collect()["a"].to_list() == ["1", "x"]
    finally:
        session.close()


def test_rows_that_a_failed_run_did_not_make_are_refused_with_the_reason(tmp_path: Path) -> None:
    session = Session({"df": pl.DataFrame({"a": ["1", "x"]})}, tmp_path)
    try:
        flow = session.open_text('o = frame("df")\nbad = o.cast({"a": Int64})\nlast = bad.sort("a")')
        flow.run()
        flow.join(60)
        with pytest.raises(
            RunError, match=r"'bad' has no rows\. In the run it failed: Conversion from String"
        ):
            flow["bad"]
        with pytest.raises(RunError, match=r"'last' has no rows\. In the run it was skipped: .*bad"):
            flow["last"]
    finally:
        session.close()
