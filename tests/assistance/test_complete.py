"""Completion of every kind, in texts that are finished, unfinished and broken."""

from __future__ import annotations

import polars as pl
import pytest

from tests.assistance.conftest import HEAD, Complete, texts
from uzo_jupyter.assistance import Completion, complete_expression
from uzo_jupyter.assistance.nodes import OPTION_MEANINGS
from uzo_jupyter.language.options import OPTION_KEYS

COLUMNS = ["carrier", "delay", "dep time", "tags", "it's"]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("x = read_|", ["read_csv", "read_ipc", "read_ndjson", "read_parquet"]),
        ("fl|", ["flights"]),
        ("x = a|", ["airlines"]),
        ("x = par|", ["parameter"]),
        ("x = late.fil|", ["fill_null", "filter"]),
        ("x = late.head(3).opt|", ["options"]),
        ("x = late.opt|", []),
        ('x = late.group_by("carrier").|', ["agg"]),
        ("x = read_csv('a').wri|", ["write_csv", "write_ipc", "write_ndjson", "write_parquet"]),
        ('x = late.sort("delay", des|', ["descending="]),
        ('x = late.sort("delay", descending=|', ["True", "False", "min_delay"]),
        ('x = late.sort("delay", descending=[True, F|', ["False"]),
        ("x = late.head(1).options(ret|", ["retries=", "retry_delay=", "retry_on="]),
        ("x = late.head(1).options(continue_on_error=T|", ["True"]),
        ("x = late.head(1).options(retries=3, re|", ["retry_delay=", "retry_on="]),
        ("p = parameter(de|", ["default=", "description="]),
        (
            'x = late.join(airlines, how="|',
            ["inner", "left", "right", "full", "outer", "cross", "semi", "anti"],
        ),
        ("x = late.join(airlines, how=l|", ['"left"']),
        ("x = late.join(ai|", ["airlines"]),
        ("x = late.join(right=ai|", ["airlines"]),
        ("x = late.join(airlines.fil|", ["fill_null", "filter"]),
        ("x = late.union(airlines, fl|", ["flights"]),
        ('x = late.filter(col("|', COLUMNS),
        ("x = late.filter(col(c|", ['"carrier"']),
        ('x = late.filter(col("del|") > 3)', ["delay"]),
        ('x = late.sort("|', COLUMNS),
        ('x = late.sort("delay", "ca|', ["carrier"]),
        ("x = late.sort(by=['delay', 'ca|", ["carrier"]),
        ('x = late.join(airlines, on="|', ["carrier"]),
        ('x = late.join(airlines, left_on="delay", right_on="|', ["carrier", "name"]),
        ('x = late.join(airlines.rename({"name": "full"}), right_on="|', ["carrier", "full"]),
        ('x = late.group_by("carrier").agg(n=len(), m=col("de|', ["delay", "dep time"]),
        ('x = late.group_by("carrier").agg(delay="me|', ["mean", "median"]),
        ('x = late.with_columns(half=col("delay") / 2).sort("h|', ["half"]),
        ('x = late.rename({"de|', ["delay", "dep time"]),
        ('x = late.rename({"delay": "de|', []),
        ('x = late.cast({"delay": Dat|', ["Date", "Datetime"]),
        ("x = late.cast({'delay': List(Int1|", ["Int16", "Int128"]),
        ('x = late.with_columns(y=col("delay").cast(Int1|', ["Int16", "Int128"]),
        ("x = late.with_columns(y=wh|", ["when"]),
        ("x = late.filter(mi|", ["min_delay", "min", "min_horizontal"]),
        ('x = late.filter(when(col("delay") > 3).|', ["then"]),
        ("x = late.filter(when(True).then(1).other|", ["otherwise"]),
        ('x = late.filter(col("tags").str.to_u|', ["to_uppercase"]),
        ('x = late.filter(pl.col("tags").str.to_u|', ["to_uppercase"]),
        ('x = late.filter((col("delay") + 1).is_nu|', ["is_null"]),
        ('x = late.filter(col("delay").is_null() & col("tags").is_nu|', ["is_null"]),
        ('x = late.with_columns(y=col("delay").over("ca|', ["carrier"]),
        ('x = late.with_columns(y=col("delay").rank(method="d|', ["dense"]),
        ('x = late.with_columns(y=col("delay").rank(desc|', ["descending="]),
        ('x = late.with_columns(y=col("tags").str.contains("|', []),
        ('x = read_csv("|', ["data/"]),
        ('x = read_csv("data/fl|', ["data/flights.csv"]),
        ('x = read_csv("nowhere/|', []),
        ('x = read_csv("data/.h|', ["data/.hidden.csv"]),
        ('x = frame("|', ["df"]),
        ('x = frame("df").sort("|', ["x", "day"]),
        ('x = sql("select * from la|', ["late"]),
        ('x = sql("""select carrier,\nde', []),
        ("x = late.filter(param('|", ["min_delay"]),
        ("# a note on fl|", []),
        ("x = late.head(12|", []),
        ("x = nothing_known.no_word(|", []),
        ("x = late.no_word(|", []),
        ('label = late.head(1).options(label="la|', []),
        ('x = late.filter(col("delay") > 3).|', None),
    ],
)
def test_completions(completions: Complete, tail: str, expected: list[str] | None) -> None:
    found = texts(completions(tail if "|" in tail else f"{tail}|"))
    assert found == expected if expected is not None else "sort" in found


def test_sql_completes_columns_of_the_tables_that_it_names(completions: Complete) -> None:
    found = completions('x = sql("""select carrier\nfrom late where ca|"""')
    assert texts(found) == ["carrier"]
    assert found[0].end - found[0].start == len("ca")


def test_namespaces_fit_the_type_of_the_column(completions: Complete) -> None:
    assert "dt" not in texts(completions('x = late.filter(col("tags").|'))
    assert "str" in texts(completions('x = late.filter(col("tags").|'))
    after = texts(completions('x = late.filter(col("tags").str.to_date().|'))
    assert "dt" in after and "str" not in after
    assert {"str", "dt"} <= set(texts(completions('x = late.filter(col("tags").|', known=False)))


def test_a_completion_says_what_it_is_and_what_it_replaces(completions: Complete) -> None:
    [found] = completions('x = late.filter(col("del|') or [None]
    start = len(HEAD) + len('x = late.filter(col("')
    assert found == Completion("delay", "column", "Int64", start, start + 3)
    assert completions("x = late.so|")[0].detail == "Sort rows"
    assert [each.kind for each in completions("x = late.filter(min|")[:2]] == ["parameter", "function"]


def test_texts_are_written_for_their_quotes(completions: Complete) -> None:
    assert texts(completions("x = late.sort('it|")) == ["it\\'s"]
    assert texts(completions('x = late.sort("it|')) == ["it's"]


def test_before_the_first_check_words_are_known_and_columns_are_not(completions: Complete) -> None:
    assert texts(completions('x = late.sort("|', known=False)) == []
    assert "sort" in texts(completions("x = late.|", known=False))
    assert texts(completions('x = read_csv("|', known=False)) == []


def test_a_statement_may_stand_before_others_and_over_several_lines(completions: Complete) -> None:
    after = '\nlate2 = late.filter(col("delay") > 5)\n'
    assert texts(completions(f'x = late.sort("ca|{after}')) == ["carrier"]
    assert texts(completions(f'x = (\n    late\n    .head(2)\n    .sort(\n        "ca|{after}')) == [
        "carrier"
    ]
    assert "late2" in texts(completions(f"x = |{after}"))
    assert "x" not in texts(completions("x = |"))


@pytest.mark.parametrize(
    "broken",
    ['a = late.filter(col("delay"\n', 'a = late.sort("delay\n', "a = late.filter((\n", "a = )\n", "b = \n"],
)
def test_a_broken_statement_spares_the_next_one(completions: Complete, broken: str) -> None:
    assert texts(completions('x = late.sort("ca|', before=HEAD + broken)) == ["carrier"]
    assert "sort" in texts(completions("x = late.|", before=HEAD + broken))


def test_what_was_written_since_the_check_counts(completions: Complete) -> None:
    written = HEAD + 'more = late.with_columns(gain=col("delay") * 2).select("carrier", "gain")\n'
    assert texts(completions('x = more.sort("|', before=written)) == ["carrier", "gain"]


def test_a_wrong_node_keeps_the_columns_that_it_had(completions: Complete) -> None:
    wrong = HEAD.replace('col("delay")', 'col("dely")')
    assert texts(completions('x = late.sort("ca|', before=wrong)) == ["carrier"]


def test_an_expression_alone() -> None:
    columns = {"delay": pl.Int64(), "day": pl.Date()}
    parameters = {"low": 3, "my limit": 4}

    def found(text: str) -> list[str]:
        return texts(complete_expression(text, len(text), columns, parameters))

    assert found("col('d") == ["delay", "day"]
    assert found("col('day').dt.we") == ["week", "weekday"]
    assert found("col('delay') > lo") == ["param('low')"]
    assert found("param('") == ["low", "my limit"]
    assert found("col('delay')\n  .is_nul") == ["is_null"]
    assert "str" not in found("col('day').")


def test_every_option_has_a_meaning() -> None:
    assert OPTION_MEANINGS.keys() == {*OPTION_KEYS, "label"}
