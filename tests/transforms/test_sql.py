"""Sql runs one SELECT over other nodes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from .conftest import Bind, Refusal, Run

A = pl.DataFrame({"k": [1, 2, None], "v": [10, 20, 30]})
B = pl.DataFrame({"k": [2, 3], "w": ["x", "y"]})


def test_tables_are_the_inputs_in_the_order_of_the_text(run: Run, bind: Bind) -> None:
    query = "select a.v, b.w from a join b on a.k = b.k"
    assert bind("sql", {"query": query}).input_names(()) == ("a", "b")
    assert run("sql", {"query": query}, A, B).rows() == [(20, "x")]


def test_names_of_common_table_expressions_are_no_inputs(run: Run) -> None:
    query = "with t as (select * from a where v > 10) select count(*) as n from t"
    assert run("sql", {"query": query}, A)["n"].to_list() == [2]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("drop table a", "SQL must be one SELECT statement."),
        ("select 1; select 2", "SQL must be one SELECT statement."),
        ("select 1", "SQL must read at least one node: select ... from <node>."),
        ("select * from read_csv('secret.csv')", "SQL reads from nodes only, not from READ_CSV(...)."),
        ("select * from public.a", "SQL reads from nodes only: 'public.a' has a schema in front."),
    ],
)
def test_what_reads_anything_else_is_refused(refusal: Refusal, query: str, text: str) -> None:
    assert refusal("sql", {"query": query}).startswith(text)


def test_a_plan_that_reads_a_file_is_refused_whatever_the_text_says(
    bind: Bind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("password\nhunter2\n")
    monkeypatch.setattr("uzo_jupyter.language.sql_tables.read_tables", lambda _: ("a",))
    operation = bind("sql", {"query": f"select * from read_csv('{file}')"})
    with pytest.raises(pl.exceptions.SQLInterfaceError, match="not from files"):
        operation.run([A.lazy()])


def test_only_the_inputs_are_seen_and_no_variable_of_python(bind: Bind) -> None:
    secret = pl.DataFrame({"password": [1]})
    assert secret.height == 1
    operation = bind("sql", {"query": "select * from secret"})
    assert operation.run([A.lazy()]).collect_schema().names() == ["k", "v"]


def test_lineage_goes_through_expressions_and_subqueries(bind: Bind) -> None:
    query = "with t as (select k, v * 2 as d from a) select t.d + 1 as e, b.w, count(*) as n from t join b on t.k = b.k"
    operation = bind("sql", {"query": query + " group by t.d, b.w"})
    output = operation.run([A.lazy(), B.lazy()]).collect_schema()
    lineage = operation.lineage([A.schema, B.schema], output)
    found = {name: sorted(refs) for name, refs in lineage.items()}
    assert found == {"e": [(0, "v")], "w": [(1, "w")], "n": []}


def test_columns_with_capitals_are_found(bind: Bind) -> None:
    table = pl.DataFrame({"Price": [1]})
    operation = bind("sql", {"query": "select Price * 2 as Double from a"})
    lineage = operation.lineage([table.schema], pl.Schema({"Double": pl.Int64}))
    assert sorted(lineage["Double"]) == [(0, "Price")]
