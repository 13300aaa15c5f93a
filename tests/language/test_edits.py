"""Changing a text to say another workflow: only what changed is written anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.conftest import Reader
from tests.language.test_laws import SLOW
from tests.language.workflows import REGISTRY, edits, workflows
from uzo_jupyter.language import UnreadStatement, parse, print_workflow, spoken, update
from uzo_jupyter.model import Edge, Node, Parameter, Workflow

TEXT = """\
# Which flights are late?

low   = parameter(60)   # minutes
flights  = read_csv('flights.csv')   # all of 2013

late = flights.filter(
    # a comment within
    col("dep_delay") > low,
)   # behind
top = late.sort('dep_delay').head( 10 )
top.write_csv("top.csv")

# the end"""


def head(rows: int) -> Node:
    return Node("top", "transform", {"operation": "head", "n": rows})


def changed(read: Reader, change) -> str:
    program = read(TEXT)
    assert program.diagnostics == ()
    after = change(program.workflow)
    text = update(program, after, REGISTRY)
    assert spoken(read(text).workflow, REGISTRY).same_as(spoken(after, REGISTRY))
    return text


def test_a_changed_setting_rewrites_its_statement_only(read: Reader) -> None:
    text = changed(read, lambda flow: flow.replace_node(head(3)))
    assert text == TEXT.replace(
        "top = late.sort('dep_delay').head( 10 )", 'top = late.sort("dep_delay").head(3)'
    )


def test_comments_of_a_rewritten_statement_stay(read: Reader) -> None:
    new = Node("late", "transform", {"operation": "filter", "expression": "col('a') > 1"})
    text = changed(read, lambda flow: flow.replace_node(new))
    assert text == TEXT.replace(
        'late = flights.filter(\n    # a comment within\n    col("dep_delay") > low,\n)   # behind',
        "# a comment within\nlate = flights.filter(col('a') > 1)   # behind",
    )


def test_a_removed_node_takes_its_statement_and_nothing_else(read: Reader) -> None:
    text = changed(read, lambda flow: flow.remove_node("top.write_csv"))
    assert text == TEXT.replace('top.write_csv("top.csv")\n', "")


def test_a_comment_behind_a_removed_statement_stays(read: Reader) -> None:
    text = changed(read, lambda flow: flow.remove_node("flights"))
    assert "   # minutes\n# all of 2013\n\n" in text
    assert "late = None.filter(" in text


def test_a_removed_link_leaves_the_rest_of_its_chain(read: Reader) -> None:
    text = changed(read, lambda flow: flow.remove_node("top.sort").add_edge(Edge("late", "top", "input")))
    assert text == TEXT.replace("late.sort('dep_delay').head( 10 )", "late.head(10)")


def test_a_new_node_stands_behind_what_feeds_it(read: Reader) -> None:
    new = Node("first", "transform", {"operation": "head", "n": 1})
    text = changed(read, lambda flow: flow.add_node(new).add_edge(Edge("late", "first")))
    assert text == TEXT.replace("# behind\n", "# behind\nfirst = late.head(1)\n")


def test_a_new_source_stands_at_the_end(read: Reader) -> None:
    new = Node("more", "connector", {"operation": "read", "connectorType": "csv", "path": "b.csv"})
    assert changed(read, lambda flow: flow.add_node(new)) == f'{TEXT}\nmore = read_csv("b.csv")\n'


def test_a_node_put_between_two_stands_between_them(read: Reader) -> None:
    def between(flow: Workflow) -> Workflow:
        flow = flow.add_node(Node("some", "transform", {"operation": "head", "n": 9}))
        edges = [edge for edge in flow.edges if edge.target != "late"]
        return flow.with_edges([*edges, Edge("flights", "some"), Edge("some", "late")])

    text = changed(read, between)
    assert "# all of 2013\nsome = flights.head(9)\n\n# a comment within\nlate = some.filter(" in text


def test_a_link_that_is_used_elsewhere_gets_a_name(read: Reader) -> None:
    new = Node("worst", "transform", {"operation": "tail", "n": 1})
    text = changed(read, lambda flow: flow.add_node(new).add_edge(Edge("top.sort", "worst")))
    assert (
        'top_sort = late.sort("dep_delay").options(id="top.sort")\ntop = top_sort.head(10)\n'
        "worst = top_sort.tail(1)\n" in text
    )


def test_a_changed_parameter_rewrites_its_statement_only(read: Reader) -> None:
    text = changed(read, lambda flow: replace(flow, parameters=(Parameter("low", "int", 30, "minutes"),)))
    assert text == TEXT.replace("low   = parameter(60)", 'low = parameter(30, "minutes")')


def test_a_removed_parameter_is_named_where_it_was_used(read: Reader) -> None:
    text = changed(read, lambda flow: replace(flow, parameters=()))
    assert "\n# minutes\nflights" in text
    assert "col(\"dep_delay\") > param('low'))" in text


def test_a_new_parameter_stands_behind_the_others(read: Reader) -> None:
    new = Parameter("high", "float", 1.5)
    text = changed(read, lambda flow: replace(flow, parameters=(*flow.parameters, new)))
    assert text == TEXT.replace("# minutes\n", "# minutes\nhigh = parameter(1.5)\n")


def test_a_new_parameter_takes_the_name_of_a_node_and_comments_stay(read: Reader) -> None:
    program = read('a = read_csv("x")\nlow = a.head(1)  # few\n')
    after = replace(program.workflow, parameters=(Parameter("low", "int", 30),))
    assert update(program, after, REGISTRY) == (
        'low = parameter(30)\na = read_csv("x")\nlow_2 = a.head(1).options(id="low")  # few\n'
    )


def test_the_numbers_of_links_are_told_when_a_statement_before_goes(read: Reader) -> None:
    program = read('a = read_csv("x")\na.write_csv("y")  # one\na.write_csv("z")  # two\n')
    text = update(program, program.workflow.remove_node("a.write_csv"), REGISTRY)
    assert text == 'a = read_csv("x")\n# one\na.write_csv("z").options(id="a.write_csv2")  # two\n'


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (["a"], 'b = read_csv("y"); c = read_csv("z")  # three\n'),
        (["b"], 'a = read_csv("x"); c = read_csv("z")  # three\n'),
        (["c"], 'a = read_csv("x"); b = read_csv("y")  # three\n'),
        (["a", "c"], 'b = read_csv("y")  # three\n'),
        (["a", "b", "c"], "# three\n"),
    ],
)
def test_statements_on_one_line_go_one_by_one(gone: list[str], left: str, read: Reader) -> None:
    program = read('a = read_csv("x"); b = read_csv("y"); c = read_csv("z")  # three\n')
    workflow = program.workflow
    for node in gone:
        workflow = workflow.remove_node(node)
    assert update(program, workflow, REGISTRY) == left


def test_broken_statements_stay_as_they_are(read: Reader) -> None:
    program = read('a = read_csv("x")\nb = = 3\nc = a.head(2)\n')
    workflow = program.workflow.replace_node(replace(program.workflow.node("c"), label="Two"))
    assert update(program, workflow, REGISTRY) == (
        'a = read_csv("x")\nb = = 3\nc = a.head(2).options(label="Two")\n'
    )


@pytest.mark.parametrize(
    "statement",
    [
        "b = a.head(n=x + 1)",
        'b = a.sort(by=["x", y])',
        "b = a.head(3, bogus=7)",
        'b = a.filtr(col("x") > 1)',
        'b = a.join(airline, on="k")',
        "b = a.head(3).options(nonsense=3)",
        'b = a.group_by("x")',
    ],
)
def test_what_could_not_be_read_is_never_lost(statement: str, read: Reader) -> None:
    program = read(f'a = read_csv("x")\n{statement}\nc = a.head(2)\n')
    nodes = [replace(node, id="aa") if node.id == "a" else node for node in program.workflow.nodes]
    edges = [replace(edge, source="aa") for edge in program.workflow.edges]
    with pytest.raises(UnreadStatement, match="error in line 3: mend it first"):
        update(program, Workflow(nodes=tuple(nodes), edges=tuple(edges)), REGISTRY)
    elsewhere = program.workflow.replace_node(replace(program.workflow.node("c"), label="Two"))
    assert statement in update(program, elsewhere, REGISTRY)
    gone = program.workflow.remove_node("b")
    assert update(program, gone, REGISTRY) == 'a = read_csv("x")\nc = a.head(2)\n'


@pytest.mark.parametrize(
    "statement", ['b = a.group_by("n").head(1)', "b = a.head(2, zzz=1)", "b = zz.head(2)"]
)
def test_a_node_that_is_renamed_and_changed_at_once_loses_nothing_either(
    statement: str, read: Reader
) -> None:
    program = read(f'a = read_csv("x")\n{statement}\n')
    head = {"operation": "head", "n": 7}
    nodes = [
        replace(each, id="z", config=head) if each.id == "b" else each for each in program.workflow.nodes
    ]
    edges = [replace(each, target="z") if each.target == "b" else each for each in program.workflow.edges]
    with pytest.raises(UnreadStatement):
        update(program, Workflow(nodes=tuple(nodes), edges=tuple(edges)), REGISTRY)


def test_a_removed_node_takes_along_what_could_not_be_read_of_it(read: Reader) -> None:
    program = read('a = read_csv("x")\nb = a.head(3).join(nope, on="n")\n')
    text = update(program, program.workflow.remove_node("b"), REGISTRY)
    assert "a.head(3)" in text
    assert "nope" not in text


def test_a_missing_input_is_mended_by_a_connection(read: Reader) -> None:
    program = read('a = read_csv("x")\nb = aa.head(3)\n')
    fed = program.workflow.add_edge(Edge("a", "b", "input"))
    assert update(program, fed, REGISTRY) == 'a = read_csv("x")\nb = a.head(3)\n'
    labelled = program.workflow.replace_node(replace(program.workflow.node("b"), label="Three"))
    with pytest.raises(UnreadStatement, match="There is no node 'aa'"):
        update(program, labelled, REGISTRY)


@SLOW
@given(st.data())
def test_comments_and_blank_lines_survive_any_edit(data: st.DataObject) -> None:
    lines = print_workflow(data.draw(workflows()), REGISTRY)
    text, previous = "", 0
    for number, block in enumerate(parse(lines, REGISTRY).blocks):
        statement = f"# above {number}\n\n{lines[block.start : block.end]}  # behind {number}"
        text += f"{lines[previous : block.start]}{statement}"
        previous = block.end
    program = parse(f"{text}{lines[previous:]}# the end", REGISTRY)
    after = data.draw(edits(program.workflow))
    edited = update(program, after, REGISTRY)
    assert spoken(parse(edited, REGISTRY).workflow, REGISTRY).same_as(spoken(after, REGISTRY))
    for number in range(len(program.blocks)):
        assert f"# above {number}\n\n" in edited and f"# behind {number}\n" in edited
    assert "# the end" in edited


@SLOW
@given(st.data())
def test_statements_of_unchanged_nodes_stay_byte_for_byte(data: st.DataObject) -> None:
    program = parse(
        print_workflow(data.draw(workflows(cycles=False)), REGISTRY).replace(" = ", "  =  "), REGISTRY
    )
    if not program.workflow.nodes:
        return
    node = data.draw(st.sampled_from(program.workflow.nodes))
    text = update(program, program.workflow.replace_node(replace(node, label="changed")), REGISTRY)
    for block in program.blocks:
        if node.id not in block.nodes:
            assert program.text[block.start : block.end] in text


def test_an_equals_sign_stays_in_its_column(read: Reader) -> None:
    text = 'flights  = read_csv("a.csv")\nlate     =  flights.head(3)\nx\t=\tlate.tail(1)\n'
    after = read(text).workflow.replace_node(Node("late", "transform", {"operation": "head", "n": 4}))
    assert update(read(text), after, REGISTRY) == text.replace("head(3)", "head(4)")


def test_a_renamed_node_stays_in_its_place(read: Reader) -> None:
    def rename(flow: Workflow) -> Workflow:
        names = {"late": "delayed"}
        nodes = tuple(replace(node, id=names.get(node.id, node.id)) for node in flow.nodes)
        edges = tuple(
            replace(
                edge, source=names.get(edge.source, edge.source), target=names.get(edge.target, edge.target)
            )
            for edge in flow.edges
        )
        return replace(flow, nodes=nodes, edges=edges)

    text = changed(read, rename)
    before, _, after = text.partition("delayed = ")
    assert before == TEXT.partition("late = ")[0] + "# a comment within\n"
    assert after.splitlines()[1:] == [
        'top = delayed.sort("dep_delay").head(10)',
        'top.write_csv("top.csv")',
        "",
        "# the end",
    ]
