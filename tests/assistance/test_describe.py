"""What is told about a word."""

from __future__ import annotations

import pytest

from tests.assistance.conftest import Describe
from uzo_jupyter.assistance import describe_expression
from uzo_jupyter.assistance.documentation import Documentation, escaped


@pytest.mark.parametrize(
    ("tail", "first", "more"),
    [
        ("x = late.so|rt('delay')", ".sort(...)   Sort rows", "descending"),
        ("x = read_c|sv('a')", "read_csv(...)   Read CSV", "separator"),
        (
            "x = late.group_by('carrier').a|gg(n=len())",
            ".group_by(...).agg(...)   Group and aggregate",
            "keys",
        ),
        ("x = late.sort('delay', desc|ending=True)", "descending=   Descending", "Largest first"),
        ("x = late.join(airlines, ho|w='left')", "how=   How", "inner, left"),
        ("x = la|te.sort('delay')", "late   node: Filter rows", "carrier"),
        ("lat|er = late.sort('delay')", "later   node: Sort rows", "Int64"),
        ("x = late.sort('del|ay')", "delay   column, Int64", ""),
        ("x = late.filter(c|ol('delay') > 3)", "col(name, *more_names)   of Polars", "column"),
        (
            "x = late.filter(col('tags').str.to_up|percase())",
            "col(...).str.to_uppercase()   of Polars",
            "uppercase",
        ),
        ("x = late.filter(col('delay') > min_de|lay)", "min_delay   parameter, 60", ""),
        ("x = late.head(1).opt|ions(retries=3)", ".options(...)   how the node is run", "further attempts"),
        ("x = late.head(1).options(ret|ries=3)", "retries=   option", "further attempts"),
        ("x = late.sort(|", ".sort(...)   Sort rows", "descending"),
        ("x = late.filter(col(|)", "col(name", ""),
        ("x = late.filter(col('delay') > 1|)", ".filter(...)", ""),
        ("x = late.sort('no c|olumn')", ".sort(...)", ""),
        ("pa|ram = parameter(1, 'few')", "param   parameter, int, by default 1", "few"),
    ],
)
def test_descriptions(described: Describe, tail: str, first: str, more: str) -> None:
    found = described(tail)
    assert found is not None
    assert found.plain.splitlines()[0].startswith(first)
    assert more in found.plain


@pytest.mark.parametrize("tail", ["x = late.no|thing()", "# no|te", "x = 1|2", "| "])
def test_nothing_to_tell(described: Describe, tail: str) -> None:
    assert described(tail) is None


def test_the_name_of_a_new_column_is_no_column(described: Describe) -> None:
    found = described("x = late.with_columns(de|lay=col('delay') + 1)")
    assert found is not None and found.plain.startswith(".with_columns(...)")


def test_the_word_is_told_with_its_place(described: Describe) -> None:
    found = described("flights.so|rt('delay')", before="")
    assert found is not None and (found.start, found.end) == (8, 12)


def test_texts_of_the_user_are_no_markup() -> None:
    told = Documentation("a`b", "column", note="<img src=x> *bold* [link](x)", rows=(("c|d", "_x_"),))
    assert "`` a`b ``" in told.markdown
    assert "\\<img src=x\\>" in told.markdown
    assert "\\*bold\\*" in told.markdown
    assert escaped("[x](y)") == "\\[x\\]\\(y\\)"


def test_an_expression_alone() -> None:
    found = describe_expression("col('a').is_in([1])", 11, {}, {})
    assert found is not None and found.plain.startswith("col(...).is_in(other")
