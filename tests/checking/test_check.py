"""A check that knows the one before it finds what a fresh one finds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.test_laws import SLOW
from tests.language.workflows import REGISTRY, edits, workflows
from uzo_jupyter.checking import BoundNode, Checked, Checker
from uzo_jupyter.language import parse
from uzo_jupyter.model import Workflow
from uzo_jupyter.operations import Place

FRAMES = {"df": pl.DataFrame({"a": [1], "b": ["x"]}), "other": pl.DataFrame({"a": [1.5], "c": [None]})}
STATEMENTS = (
    ("low = parameter(1)", "low = parameter(1.0)", "low = parameter(True)", ""),
    ('n0 = frame("df")', 'n0 = frame("other")', 'n0 = frame("none")'),
    (
        'n1 = n0.filter(col("a") > low)',
        "n1 = n0.with_columns(l=low)",
        "n1 = n0.head(1)",
        "n1 = n0.head(True)",
    ),
    ("n2 = n1.fill_null(1)", "n2 = n1.fill_null(1.0)", 'n2 = n1.select("a")', 'n2 = n1.rename({"a": "z"})'),
    (
        "n2b = n2.with_columns(x=1, y=2)",
        "n2b = n2.with_columns(y=2, x=1)",
        "n2b = n1.with_columns(x=1.0, y=2)",
    ),
    ('n3 = n2b.join(n1, on="a")', 'n3 = n1.join(n2b, on="a")', "n3 = n2b.union(n1)", "n3 = n4.head(1)"),
    ('n4 = n3.sort("a")', 'n4 = n3.group_by("a").agg(n=len())', 'n4 = n2.pivot(on="a", index="b")'),
)


def same(one: Checked, other: Checked) -> bool:
    """Whether the two tell the same of everything."""
    return (
        one.says_the_same_as(other)
        and one.order == other.order
        and {node: told(bound) for node, bound in one.nodes.items()}
        == {node: told(bound) for node, bound in other.nodes.items()}
    )


def told(bound: BoundNode) -> tuple[object, ...]:
    """A bound node as text: Python takes 1, 1.0 and True for the same."""
    return (bound.operation.model_dump_json(), repr(bound.operation), bound.policy, dict(bound.feeds))


def assert_follows(steps: list[Workflow], parameters: list[dict[str, object]], place: Place | None) -> None:
    """Check each step knowing the one before, and afresh."""
    checker, known = Checker(REGISTRY), None
    for workflow, values in zip(steps, parameters, strict=True):
        known = checker.check(workflow, place, values, known)
        assert same(known, Checker(REGISTRY).check(workflow, place, values))


@SLOW
@given(st.data())
def test_random_edits_are_followed(data: st.DataObject) -> None:
    first = data.draw(workflows())
    second = data.draw(edits(first))
    steps = [first, second, data.draw(edits(second)), first]
    assert_follows(steps, [{}] * 4, Place(Path.cwd(), FRAMES))


@SLOW
@given(st.data())
def test_other_statements_and_values_are_followed(data: st.DataObject) -> None:
    texts = data.draw(
        st.lists(st.tuples(*(st.sampled_from(each) for each in STATEMENTS)), min_size=2, max_size=4)
    )
    values = [data.draw(st.sampled_from([{}, {"low": 2}, {"low": 2.0}])) for _ in texts]
    place = data.draw(st.sampled_from([Place(Path.cwd(), FRAMES), None]))
    assert_follows([parse("\n".join(text), REGISTRY).workflow for text in texts], values, place)


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        ("b.head(4)", ["a", "b", "c", "d", "e"]),  # other rows, the same columns: nothing changes for d
        ("b.with_row_index()", ["a", "b", "e"]),
    ],
)
def test_what_did_not_change_is_not_worked_out_again(edit: str, kept: list[str]) -> None:
    checker, place = Checker(REGISTRY), Place(Path.cwd(), FRAMES)
    text = 'a = frame("df")\nb = a.head(1)\nc = b.head(2)\nd = c.tail(3)\ne = a.head(3)\n'
    before = checker.check(parse(text, REGISTRY).workflow, place)
    edited = parse(text.replace("b.head(2)", edit), REGISTRY)
    assert edited.diagnostics == ()
    after = checker.check(edited.workflow, place, None, before)
    assert [node for node in "abcde" if after.results[node] is before.results[node]] == kept


def test_numbers_of_other_types_are_no_repetition() -> None:
    checker, place = Checker(REGISTRY), Place(Path.cwd(), FRAMES)
    text = 'low = parameter(1)\na = frame("df")\nb = a.with_columns(x=low)\nc = b.fill_null(1)\n'
    known = checker.check(parse(text, REGISTRY).workflow, place)
    for before, after, dtype in (("(1)\na", "(1.0)\na", pl.Float64()), ("null(1)", "null(True)", None)):
        text = text.replace(before, after)
        known = checker.check(parse(text, REGISTRY).workflow, place, None, known)
        assert same(known, Checker(REGISTRY).check(parse(text, REGISTRY).workflow, place))
        if dtype is not None:
            assert known.schemas["b"] == {"a": pl.Int64(), "b": pl.String(), "x": dtype}
