# ruff: noqa: E501 - one case a line
"""Missing columns and wrong types are found before a row is read, with node, field and what would be valid."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from tests.checking.conftest import REGISTRY, Check, check_text
from uzo_jupyter.checking import Checker, missing_files_as_warnings
from uzo_jupyter.operations import FileSource, Place


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            'a = flights.filter(col("dely") > 3)',
            "a, expression, line 1, column 5: There is no column 'dely'. Did you mean 'delay'?",
        ),
        (
            'a = flights.select("carrier", "x")',
            "a, columns: There is no column 'x'. Columns: carrier, delay, note.",
        ),
        ('a = flights.sort("delays")', "a, by: There is no column 'delays'. Did you mean 'delay'?"),
        (
            'a = flights.join(airlines, on="name")',
            "a, on: There is no column 'name' in left. Columns: carrier, delay, note.",
        ),
        (
            'a = flights.join(airlines, left_on="carrier", right_on="code")',
            "a, rightOn: There is no column 'code' in right. Columns: carrier, name.",
        ),
        (
            'a = flights.group_by("carrier").agg(n=col("dely").mean())',
            "a, aggregations.n, line 1, column 5: There is no column 'dely'. Did you mean 'delay'?",
        ),
        ('a = flights.rename({"dely": "x"})', "a, mapping: There is no column 'dely'. Did you mean 'delay'?"),
        (
            'a = flights.head(1)\nb = a.drop_nulls("nte")',
            "b, subset: There is no column 'nte'. Did you mean 'note'?",
        ),
    ],
)
def test_a_missing_column_is_told_with_the_nearest(text: str, line: str, check: Check) -> None:
    assert check(text) == [line]


def test_a_wrong_type_names_node_and_field(check: Check) -> None:
    (line,) = check('a = flights.with_columns(fine=col("delay") + 1, wrong=col("delay").str.to_uppercase())')
    assert line.startswith("a, expressions.wrong: ")
    assert "expected String type" in line or "String" in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = flights.head("3")', "a, n: It must be a valid integer. It is '3'."),
        ('a = flights.filter(col("delay") > wrong(1))', "a, expression, line 1, column 16: "),
        ('a = flights.join(airlines)', "a: A join needs on, or both left_on and right_on."),
        ('a = flights.cast({"delay": Int65})', "a, dtypes.delay, line 1, column 1: "),
        ('a = flights.head(n=3).options(retries=-1)', "a, retryCount: It must be greater than or equal to 0. It is -1."),
        ('a = flights.head(n=3).options(extra={"rows": 3})', "a, rows: head has no setting 'rows'. "),
        (
            'a = flights.head(n=3).options(extra={"retries": 3})',
            "a, retries: head has no setting 'retries'. In a document it is called 'retryCount'.",
        ),
        ("a = flights.sort()", "a, by: Sort rows needs 'Sort by'. The columns to sort by, the most significant first."),
        ("a = flights.join(None, on='carrier')", "a: Its input 'right' is not connected. Connect a node to it."),
        ("a = None.head()", "a: Its input is not connected. Connect a node to it."),
        (
            'a = node("transform", {"operation": "head"}, input=flights, left=airlines)',
            "a: There is no input 'left'. Inputs: input.",
        ),
        (
            'a = node("transform", {"operation": "head"}, input=[flights, airlines])',
            "a: The input 'input' is connected to both 'flights' and 'airlines'. Remove one of the edges.",
        ),
        (
            'a = node("genai", {"operation": "ask"}, input=flights)',
            "a, operation: There is no genai operation 'ask'. Operations: none.",
        ),
        (
            'a = node("transform", {"operation": "fliter"}, input=flights)',
            "a, operation: There is no transform operation 'fliter'. Did you mean 'filter'?",
        ),
    ],
)  # fmt: skip
def test_a_wrong_setting_names_node_field_and_what_would_be_valid(text: str, line: str, check: Check) -> None:
    (found,) = check(text)
    assert found.startswith(line)


def test_a_parameter_that_is_not_there_is_told(check: Check) -> None:
    found = check(
        'low = parameter(1)\na = flights.filter(col("delay") > param(\'lw\'))\nb = flights.head({"param": "lw"})'
    )
    assert found[-1] == "b, n: There is no parameter 'lw'. Did you mean 'low'?"
    assert found[0].startswith("a, expression, line 1, column ") and "lw" in found[0]


def test_schemas_go_through_every_kind_of_node(place: Place) -> None:
    text = (
        'flights = read_csv("flights.csv")\nairlines = read_csv("airlines.csv")\nmine = frame("df")\n'
        'late = flights.filter(col("delay") > 60).with_columns(hours=col("delay") / 60)\n'
        'named = late.join(airlines, on="carrier", how="left")\n'
        'few = sql("select name, count(*) as n from named group by name")\n'
        'all = few.union(few.head(1))\nall.write_csv("out.csv")\n'
    )
    checked = check_text(text, place)
    assert checked.ok
    assert checked.schemas["named"] == pl.Schema(
        {"carrier": pl.String, "delay": pl.Int64, "note": pl.String, "hours": pl.Float64, "name": pl.String}
    )
    assert list(checked.schemas["all"] or []) == ["name", "n"]
    assert checked.schemas["mine"] == pl.Schema({"x": pl.Int64})


def test_columns_that_only_the_data_can_tell_silence_what_follows(place: Place) -> None:
    text = (
        'flights = read_csv("flights.csv")\n'
        'wide = flights.pivot("carrier", index="note", values="delay")\n'
        'a = wide.filter(col("AA") > 1)\nb = a.select("whatever")\n'
    )
    checked = check_text(text, place)
    assert checked.diagnostics == ()
    assert (checked.schemas["wide"], checked.schemas["b"]) == (None, None)


def test_one_fault_silences_what_follows_it_and_nothing_else(check: Check) -> None:
    found = check('a = flights.select("x")\nb = a.select("y")\nc = flights.select("z")')
    assert [line.split(",")[0] for line in found] == ["a", "c"]


def test_a_circle_is_told_once_with_its_nodes(check: Check) -> None:
    assert check("a = c.head()\nb = a.head()\nc = b.head()\nd = d.head()") == [
        "a: The nodes feed each other in a circle: a -> b -> c -> a. Remove one of these connections.",
        "d: The nodes feed each other in a circle: d -> d. Remove one of these connections.",
    ]


def test_sources_are_read_again_when_their_file_changes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    kind = REGISTRY.find("connector", {"operation": "read", "connectorType": "csv"})
    assert kind is not None and issubclass(kind, FileSource)
    scan = kind.scan
    monkeypatch.setattr(kind, "scan", lambda self, where: (reads.append(self.path), scan(self, where))[1])
    checker = Checker(REGISTRY)
    text = 'flights = read_csv("flights.csv")\na = flights.select("late")'
    assert not check_text(text, place, checker).ok
    assert not check_text(text, place, checker).ok
    assert reads == ["flights.csv"]
    file = place.directory / "flights.csv"
    pl.DataFrame({"late": [1]}).write_csv(file)
    os.utime(file, ns=(1, 1))
    assert check_text(text, place, checker).ok
    assert reads == ["flights.csv", "flights.csv"]


def test_a_missing_file_is_an_error_in_a_session_and_a_warning_elsewhere(place: Place) -> None:
    found = check_text('a = read_csv("flight.csv")', place).diagnostics
    assert [d.line() for d in found] == [
        "error: flight.csv, a: There is no file 'flight.csv'. Did you mean 'flights.csv'?"
    ]
    assert [d.severity for d in missing_files_as_warnings(found)] == ["warning"]


def test_without_a_place_no_file_is_opened() -> None:
    checked = check_text('a = read_csv("nowhere.csv")\nb = a.head(3)', None)
    assert checked.diagnostics == ()
    assert checked.schemas == {"a": None, "b": None}


def test_given_parameters_are_checked(place: Place) -> None:
    workflow = check_text(
        'low = parameter(1)\nrate = parameter(1.5)\na = frame("df").head(low)', place
    ).workflow
    checker = Checker(REGISTRY)
    checked = checker.check(workflow, place, {"low": 3, "rate": 2})
    assert (checked.parameters, checked.diagnostics) == ({"low": 3, "rate": 2.0}, ())
    lines = [
        d.line() for d in checker.check(workflow, place, {"low": "3", "lw": 1, "rate": True}).diagnostics
    ]
    assert lines == [
        "error: Parameter 'low' must be of type int, not '3'.",
        "error: There is no parameter 'lw'. Did you mean 'low'?",
        "error: Parameter 'rate' must be of type float, not True.",
    ]


def test_secrets_and_templates_are_refused_wherever_they_stand(check: Check) -> None:
    found = check(
        'url = parameter("https://me:secret@host/")\n'
        'a = flights.head(1).options(label="{{ x }}", extra={"deep": [{"url": "s3://me:secret@host"}]})'
    )
    assert (
        "a, label: A label is plain text: '{{' and '{%' look like a template. Choose another label." in found
    )
    assert (
        'a, deep: A password stands in an address. Store it as a secret and write {"secret": "name"} here.'
        in found
    )
    assert (
        "A password stands in the address of parameter 'url'. Give the address when the workflow runs."
        in found
    )


def test_files_that_clash_are_told(check: Check) -> None:
    found = check(
        'a = flights.head(1)\na.write_csv("./airlines.csv")\na.write_csv("x/../b.csv")\na.write_csv("b.csv")'
    )
    assert found == [
        "a.write_csv, path: It writes './airlines.csv', which 'airlines' reads in the same run. Write to another file.",
        "a.write_csv3, path: It writes 'b.csv', which 'a.write_csv2' writes in the same run. Write to another file.",
    ]


def test_a_workflow_may_stand_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    checked = check_text('a = read_csv("*.csv")', Place(tmp_path / "gone"))
    assert [d.code for d in checked.diagnostics] == ["file-not-found"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            'a = t.cast({"l": Int64})',
            "a: 'l' is List(Int64), which cannot be turned into Int64. Take one item,",
        ),
        ('a = t.cast({"d": Boolean})', "a: 'd' is Date, which cannot be turned into Boolean."),
        ('a = t.explode("s")', "a: `explode` operation not supported for dtype String"),
        (
            'a = t.window(function="cumsum", column="d", order_by="n")',
            "a: `cum_sum` operation not supported for dtype Date",
        ),
        (
            'a = t.window(function="rolling_sum", column="d", order_by="n", window_size=2)',
            "a: Rolling_sum operation not supported for dtype Date",
        ),
        (
            'a = t.window(function="rolling_mean", column="s", order_by="n", window_size=2)',
            "a: rolling_mean needs numbers, but 's' is String.",
        ),
        (
            'a = t.group_by("n").agg(x=col("d").sum())',
            "a: 'x' would be a sum of Date, which has none. min, max, mean",
        ),
        (
            'a = t.window(function="rolling_mean", column="n", order_by="n", window_size=2, min_samples=3)',
            "a: min_samples must not be larger than window_size.",
        ),
        ('a = sql("select nn from t")', "a: There is no column 'nn'. "),
        (
            'a = sql("select n frm t")',
            "a, query: This is not SQL: it cannot be read at 't', in line 1 of the query.",
        ),
        (
            f'a = sql("select {"(" * 300}n{")" * 300} from t")',
            "a, query: The query has more than 50 brackets inside brackets.",
        ),
        ("a = t.head(4611686018427387904)", "a, n: It must be less than 4294967296."),
        ('a = read_csv("flights.csv", separator="→")', "a, separator: "),
        ('a = read_csv("a**.csv")', "a, path: '**' means folders and stands alone between slashes"),
        (f'a = read_csv("{"x" * 300}.csv")', "File name too long"),
        ('a = read_csv("pipe.csv")', "'pipe.csv' is no regular file."),
        ('a = t.head(1).options(timeout=lng)\nlng = parameter("x")', "a, timeout: It must be"),
        ('t.write_csv("data")', "t.write_csv, path: 'data' is a folder. Name a file in it."),
        ('t.write_csv("x.py/")', "t.write_csv, path: 'x.py/' is a folder. Name a file in it."),
        (
            'a = read_csv("flights*.csv")\nb = a.head(1)\nb.write_csv("flights2.csv")',
            "b.write_csv, path: It writes 'flights2.csv', which 'a' reads in the same run. Write to another file.",
        ),
        (
            'a = read_csv("flights.csv")\na.write_csv("{here}/flights.csv")',
            "which 'a' reads in the same run.",
        ),
    ],
)
def test_what_no_row_could_survive_is_told_before_any_is_read(text: str, line: str, place: Place) -> None:
    types = {"l": pl.List(pl.Int64), "s": pl.String, "d": pl.Date, "n": pl.Int64}
    (place.directory / "data").mkdir()
    os.mkfifo(place.directory / "pipe.csv")
    frames = {"t": pl.LazyFrame(schema=types)}
    text = text.replace("{here}", str(place.directory))
    checked = check_text(f't = frame("t")\n{text}', Place(place.directory, frames))
    (told,) = [problem.line().removeprefix("error: ") for problem in checked.diagnostics]
    assert line in told


def test_a_file_whose_name_looks_like_a_pattern_is_read(place: Place) -> None:
    pl.DataFrame({"a": [1]}).write_csv(place.directory / "d[1].csv")
    checked = check_text('a = read_csv("d[1].csv")', place)
    assert (checked.diagnostics, checked.schemas["a"]) == ((), pl.Schema({"a": pl.Int64}))


def test_a_policy_may_be_a_parameter(place: Place) -> None:
    checked = check_text('lng = parameter(5)\na = frame("df").head(1).options(timeout=lng)', place)
    assert checked.diagnostics == ()
    assert checked.nodes["a"].policy.timeout == 5


@pytest.mark.parametrize(
    "expression",
    [
        'col("ls").reverse().list.join("-")',
        'col("n") == col("n").get(1)',
        'col("d").quantile(1)',
        'col("s").str.to_date("%Y-%m-%d")',
        'col("b").sum()',
        'col("c").cum_sum()',
    ],
)
def test_what_works_with_rows_is_not_refused_for_the_lack_of_them(expression: str, place: Place) -> None:
    types = {"ls": pl.List(pl.String), "s": pl.String, "d": pl.Date, "n": pl.Int64}
    more = {"b": pl.Boolean, "c": pl.Duration}
    frames = {"t": pl.LazyFrame(schema={**types, **more})}
    checked = check_text(
        f't = frame("t")\na = t.with_columns(x={expression})', Place(place.directory, frames)
    )
    assert checked.diagnostics == ()


def test_a_literal_file_is_no_pattern_and_a_link_is_the_file_that_it_names(place: Place) -> None:
    for name in ("x[1].csv", "x1.csv"):
        pl.DataFrame({"a": [1]}).write_csv(place.directory / name)
    (place.directory / "link.csv").symlink_to(place.directory / "x1.csv")
    assert check_text('a = read_csv("x[1].csv")\na.write_csv("x1.csv")', place).diagnostics == ()
    (problem,) = check_text('a = read_csv("x1.csv")\na.write_csv("link.csv")', place).diagnostics
    assert problem.code == "file-clash"
