"""What the reader says about faults: message, hint and the exact place; line 1 is that of the magic."""

from __future__ import annotations

import pytest

from tests.language.conftest import Reader

WRITE = "Write: name = source(...) or name = node.transform(...)."
STATEMENT = "Write: name = source(...), name = node.transform(...) or node.write_...(...)."
PARAMETER = 'Write: min_delay = parameter(60, "minutes").'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = read_cvs("x")', "a, line 2, column 5: There is no source 'read_cvs'. Did you mean 'read_csv'?"),
        (
            'a = read_csv("x").drop_duplicates()',
            "a, line 2, column 19: There is no transform 'drop_duplicates'. It is called unique(...) here.",
        ),
        (
            'a = read_json("x")',
            "a, line 2, column 5: There is no source 'read_json'. It is called read_ndjson(...) here.",
        ),
        (
            'a = read_csv("x").sort(day)',
            "a, line 2, column 24: A plain value must stand here, not 'day'. "
            'Write "day" in quotes, or name a parameter.',
        ),
        (
            'a = read_csv("x")\nb = a.head(3).filter(col("x) > 1)',
            "line 3, column 26: Syntax error: unterminated string literal. "
            "A quote is missing at the end of the text.",
        ),
        (
            "a = head(3)",
            "a, line 2, column 5: There is no source 'head'. It stands after a node: node.head(...).",
        ),
        (
            'a = read_csv("x")\nb = a.read_csv("y")',
            "b, line 3, column 7: There is no transform 'read_csv'. It stands at the start: name = read_csv(...).",
        ),
        (
            'a = read_csv("x").fliter(col("a") > 1)',
            "a, line 2, column 19: There is no transform 'fliter'. Did you mean 'filter'?",
        ),
        (
            'a = read_csv("x").agg(n=len())',
            "a, line 2, column 19: There is no transform 'agg'. It stands after group_by(...).",
        ),
        (
            'a = read_csv("x", separatorr=";")',
            "a, line 2, column 19: read_csv(...) has no argument 'separatorr'. Did you mean 'separator'?",
        ),
        (
            'a = read_csv("x").head(5, 6)',
            "a, line 2, column 27: head(...) takes no argument here. Arguments: n.",
        ),
        (
            'limit = parameter(5)\na = read_csv("x").head(limi)',
            "a, line 3, column 24: A plain value must stand here, not 'limi'. Did you mean 'limit'?",
        ),
        (
            'a = read_csv("x").options(retrys=3)',
            "a, line 2, column 27: There is no option 'retrys'. Did you mean 'retries'?",
        ),
        ('a = read_csv("x").options(3)', "a, line 2, column 27: Options are written with their names."),
        (
            'a = read_csv("x")\na.options(retries=3)',
            "line 3, column 3: Options belong to the statement that makes the node.",
        ),
        (
            'flights = read_csv("x")\nlate = flihgts.head()',
            "late, line 3, column 8: There is no node 'flihgts'. Did you mean 'flights'?",
        ),
        (
            'a = read_csv("x")\na = read_csv("y")',
            "a, line 3, column 1: There are two nodes named 'a'. Give this one another name: each name is one node.",
        ),
        (
            'a = read_csv("x").options(id="b")\nb = read_csv("y")',
            "b, line 3, column 1: There are two nodes named 'b'. Give this one another name: each name is one node.",
        ),
        (
            'b = read_csv("y")\na = read_csv("x").options(id="b")',
            "a, line 3, column 30: There are two nodes named 'b'. Give this one another id: each id is one node.",
        ),
        (
            'a = read_csv("x")\nb = a',
            "line 3, column 5: b = a only gives a node a second name. "
            "Use 'a' itself, or add a transform: a.filter(...).",
        ),
        (
            'a = read_csv("x")\na',
            "line 3, column 1: 'a' alone does nothing. Use 'a' itself, or add a transform: a.filter(...).",
        ),
        ("low = parameter(1)\nx = low.head()", "x, line 3, column 5: 'low' is a parameter, not a node."),
        (
            'a = read_csv("x").join(5, on="a")',
            "a, line 2, column 24: A node must stand here, not '5'. Write the name of a node.",
        ),
        ('a = read_csv("x").group_by("b")', "a, line 2, column 19: group_by(...) needs .agg(...) after it."),
        ('a = read_csv("x", path="y")', "a, line 2, column 24: 'path' is given twice."),
        (
            'a = read_csv("x").with_columns(1 + 2)',
            "a, line 2, column 32: This expression needs a name. Write: name=expression.",
        ),
        (
            'a = read_csv("x").cast({3: Int64})',
            "a, line 2, column 25: The keys of a mapping must be texts in quotes.",
        ),
        ("a = read_csv(*x)", "a, line 2, column 14: Arguments with * cannot be read: write them one by one."),
        ("a = read_csv(1e999)", "a, line 2, column 14: No file can hold this value."),
        (
            'a = node("chart", {})',
            "a, line 2, column 10: There is no such type of node. "
            "Types: connector, transform, control, genai, agentic.",
        ),
        (
            "low = parameter(x)",
            f"line 2, column 7: The default of a parameter must be a plain value. {PARAMETER}",
        ),
        (
            'low = parameter(1, "a", 3)',
            f"line 2, column 7: A parameter has a default and a description, not a third argument. {PARAMETER}",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_would_be_valid(text: str, line: str, read: Reader) -> None:
    assert [diagnostic.line() for diagnostic in read(text).diagnostics] == [f"error: {line}"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("for a in b:\n    pass", "for"),
        ("import os", "import"),
        ("from os import path", "import"),
        ("def f():\n    return 1", "def"),
        ("class A:\n    pass", "class"),
        ("with open('x') as f:\n    pass", "with"),
        ("while True:\n    pass", "while"),
        ("del a", "del"),
        ("a += 1", "augmented assignment"),
        ("raise SystemExit", "raise"),
    ],
)
def test_statements_of_programs_are_refused_with_what_to_write(text: str, kind: str, read: Reader) -> None:
    (diagnostic,) = read(text).diagnostics
    assert diagnostic.line() == f"error: line 2, column 1: A workflow has no {kind} statements. {STATEMENT}"


@pytest.mark.parametrize(
    "text", ["lambda: 1", "[x for x in y]", "5", "b if c else d", "b['x']", "None", "(yield)"]
)
def test_values_that_are_no_nodes_are_refused_with_what_to_write(text: str, read: Reader) -> None:
    (diagnostic,) = read(f"a = {text}").diagnostics
    assert diagnostic.message.startswith("This is not a node: ")
    assert diagnostic.hint == WRITE


def test_nothing_of_a_text_is_executed(workplace, read: Reader) -> None:
    read("import os; os.mkdir('made')\na = read_csv(open('made', 'w'))\nb = __import__('os').mkdir('made')")
    assert list(workplace.iterdir()) == []


def test_a_name_is_not_suggested_to_be_made_of_itself(read: Reader) -> None:
    (diagnostic,) = read("late2 = late.head()").diagnostics
    assert diagnostic.hint == "Nodes: none."


def test_places_count_characters_also_behind_others_than_ascii(read: Reader) -> None:
    (diagnostic,) = read('größe = read_csv("日本.csv", separatorr=";")').diagnostics
    assert diagnostic.span is not None
    assert (diagnostic.span.column, diagnostic.span.end_column) == (28, 42)
    (diagnostic,) = read('größe = read_csv("日本.csv", = 3)').diagnostics
    assert diagnostic.span is not None and (diagnostic.span.line, diagnostic.span.column) == (2, 28)


def test_a_place_is_found_behind_carriage_returns(read: Reader) -> None:
    (diagnostic,) = read('a = read_csv("x")\rb = a.haed()').diagnostics
    assert diagnostic.span is not None and (diagnostic.span.line, diagnostic.span.column) == (3, 7)
