"""What a text means."""

from __future__ import annotations

import pytest

from tests.language.conftest import Reader
from tests.language.workflows import REGISTRY
from uzo_jupyter.checking import Checker
from uzo_jupyter.model import Edge, Parameter
from uzo_jupyter.protocol import Span

CELL = """\
min_delay = parameter(60, "minutes")             # becomes a control
flights   = read_csv("flights.csv")
airlines  = read_csv("airlines.csv")
late      = flights.filter(col("dep_delay") > min_delay)
named     = late.join(airlines, on="carrier", how="left").options(retries=3, retry_delay=10, timeout=60)
summary   = named.group_by("name").agg(flights=len(), delay=col("dep_delay").mean())
top       = summary.sort("delay", descending=True).head(10)
top.write_parquet("top.parquet")
"""


def test_a_cell_becomes_nodes_edges_and_parameters(read: Reader) -> None:
    workflow = read(CELL).workflow
    assert workflow.parameters == (Parameter("min_delay", "int", 60, "minutes"),)
    names = ["flights", "airlines", "late", "named", "summary", "top.sort", "top", "top.write_parquet"]
    assert [node.id for node in workflow.nodes] == names
    assert workflow.node("late").config == {
        "operation": "filter",
        "expression": "col(\"dep_delay\") > param('min_delay')",
    }
    assert workflow.node("named").config == {
        "operation": "join",
        "on": "carrier",
        "how": "left",
        "retryCount": 3,
        "retryDelay": 10,
        "timeout": 60,
    }
    assert workflow.edges_into("named") == (Edge("late", "named", "left"), Edge("airlines", "named", "right"))
    assert workflow.edges_into("top.write_parquet") == (Edge("top", "top.write_parquet", "input"),)


def test_a_name_may_be_used_before_the_statement_that_defines_it(read: Reader) -> None:
    program = read('late = flights.filter(col("a") > low)\nflights = read_csv("x")\nlow = parameter(3)')
    assert program.diagnostics == ()
    assert program.workflow.edges == (Edge("flights", "late", "input"),)


def test_the_tables_of_sql_are_its_inputs(read: Reader) -> None:
    program = read(
        'late = read_csv("x")\nodd = read_csv("y")\nall = sql("select * from late, other", other=odd)'
    )
    assert {(edge.source, edge.target_handle) for edge in program.workflow.edges} == {
        ("odd", "other"),
        ("late", "late"),
    }


def test_an_input_may_be_left_open(read: Reader) -> None:
    program = read('a = None.head(3)\nb = a.join(None, on="x")\nc = sql("select * from a", a=None)')
    assert program.diagnostics == ()
    assert program.workflow.edges == (Edge("a", "b", "left"),)


def test_links_of_nested_chains_have_ids_of_their_own(read: Reader) -> None:
    program = read('a = read_csv("x")\nb = a.join(a.join(a.head(1), on="x"), on="x").head(2)')
    assert [node.id for node in program.workflow.nodes] == ["a", "b.head", "b.join2", "b.join", "b"]
    assert [(e.source, e.target, e.target_handle) for e in program.workflow.edges] == [
        ("a", "b.head", "input"),
        ("a", "b.join2", "left"),
        ("b.head", "b.join2", "right"),
        ("a", "b.join", "left"),
        ("b.join2", "b.join", "right"),
        ("b.join", "b", "input"),
    ]


def test_an_id_of_its_own_is_what_edges_name(read: Reader) -> None:
    program = read('a = read_csv("x").options(id="n 1")\nb = a.head(1).options(id="n 2").tail(1)')
    assert program.diagnostics == ()
    assert [(edge.source, edge.target) for edge in program.workflow.edges] == [("n 1", "n 2"), ("n 2", "b")]


def test_a_node_of_a_missing_plugin_keeps_what_it_has(read: Reader) -> None:
    program = read(
        'a = read_csv("x")\nb = node("genai", {"operation": "ask", "n": [1]}, input=a, **{"to do": [a]})'
    )
    assert program.diagnostics == ()
    assert program.workflow.node("b").config == {"operation": "ask", "n": [1]}
    assert [edge.target_handle for edge in program.workflow.edges] == ["input", "to do"]


def test_a_broken_statement_spares_the_rest(read: Reader) -> None:
    program = read(
        'a = read_csv("x"\nb = read_csv("y")\nc = b.haed(2)\nd = sql("""\nselect *\nfrom b\n""")\n'
        'e = b.select(\n"x",\n)\nf = = 3\ng = b.tail(2)'
    )
    assert [(d.code, d.span.line if d.span else None) for d in program.diagnostics] == [
        ("syntax", 2),
        ("syntax", 12),
        ("unknown-word", 4),
    ]
    assert [node.id for node in program.workflow.nodes] == ["b", "c", "d", "e", "g"]
    assert {("b", "d"), ("b", "c"), ("b", "e")} <= {
        (edge.source, edge.target) for edge in program.workflow.edges
    }


def test_blocks_say_which_characters_a_statement_takes(read: Reader) -> None:
    program = read('# ä\nlow = parameter(1); ö = read_csv(\n  "x",\n)  # end\nö.write_csv("y")')
    texts = [program.text[block.start : block.end] for block in program.blocks]
    assert texts == ["low = parameter(1)", 'ö = read_csv(\n  "x",\n)', 'ö.write_csv("y")']
    assert [(block.parameter, block.name, block.nodes) for block in program.blocks] == [
        ("low", None, ()),
        (None, "ö", ("ö",)),
        (None, None, ("ö.write_csv",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'late = a.filter(col("x") > low + wrong(3))',
        "late = a.filter(\"col('x') > 1 + wrong(3)\")",
        "late = a.filter(low > low\n  + wrong(3))",
        "late = a.with_columns(ä=low, é=low + wrong(3))",
        'late = a.with_columns(**{"ä b": low, "é": low + wrong(3)})',
    ],
)
def test_a_fault_in_an_expression_is_told_where_it_is_written(text: str, read: Reader) -> None:
    program = read(f'low = parameter(1)\na = read_csv("x")\n{text}')
    found = Checker(REGISTRY).check(program.workflow, None).diagnostics
    (span,) = [program.locate(diagnostic).span for diagnostic in found if diagnostic.code == "expression"]
    assert span is not None
    line = program.text.split("\n")[span.line - 2]
    assert line[span.column - 1 :].startswith("wrong")


def test_a_diagnostic_of_a_setting_points_at_its_argument(read: Reader) -> None:
    program = read('a = read_csv("x").head(-1)')
    (found,) = [d for d in Checker(REGISTRY).check(program.workflow, None).diagnostics if d.code == "setting"]
    assert program.locate(found).span == Span(line=2, column=24, end_line=2, end_column=26)
