"""Which nodes become one query, what gets a result of its own, and in which order."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uzo_jupyter.checking import Checker
from uzo_jupyter.errors import UzoError
from uzo_jupyter.language import parse
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.planning import Plan, make_plan

REGISTRY = Registry.load()
PLACE = Place(Path("/"), {"df": pl.LazyFrame({"k": [1, 2], "v": [1.5, None], "s": ["a", "b"]})})


def plan(text: str, targets: list[str] | None = None) -> Plan:
    """The plan of a text whose first node is ``df``."""
    program = parse(f'df = frame("df")\n{text}', REGISTRY)
    assert program.diagnostics == ()
    checked = Checker(REGISTRY).check(program.workflow, PLACE)
    assert checked.diagnostics == ()
    return make_plan(checked, targets)


def stages(made: Plan) -> list[tuple[tuple[str, ...], tuple[str, ...], set[str]]]:
    return [(stage.targets, stage.fused, set(stage.needs)) for stage in made.stages]


def test_a_chain_of_lazy_nodes_is_one_query() -> None:
    made = plan('a = df.filter(col("k") > 1)\nb = a.with_columns(x=col("v"))\nc = b.head(3)')
    assert stages(made) == [(("c",), ("df", "a", "b"), set())]


def test_branches_over_shared_nodes_are_one_query_where_nothing_forbids_it() -> None:
    made = plan('a = df.filter(col("k") > 1)\nb = a.head(3)\nc = a.tail(3)\na.write_csv("x.csv")')
    assert stages(made) == [(("b", "c", "a.write_csv"), ("df", "a"), set())]


def test_an_aggregate_has_a_result_of_its_own() -> None:
    made = plan('a = df.group_by("k").agg(n=len())\nb = a.head(3)')
    assert stages(made) == [(("a",), ("df",), set()), (("b",), (), {"a"})]


@pytest.mark.parametrize(
    "policy",
    ["retries=2", "timeout=3", "continue_on_error=True", "concurrency_limit=1", "cache=True", "pin=True"],
)
def test_a_policy_gives_a_node_a_query_of_its_own(policy: str) -> None:
    made = plan(f"a = df.head(9).options({policy})\nb = a.head(3)\nc = df.head(2)")
    assert [stage.targets for stage in made.stages] == [("a",), ("c",), ("b",)]
    assert made.nodes["a"].reason == f"it needs a result of its own for {policy.partition('=')[0]}"


def test_a_costly_node_that_several_queries_need_is_computed_once() -> None:
    made = plan(
        'a = df.sort("k")\nb = a.group_by("k").agg(n=len()).options(retries=1)\nc = a.head(1).options(retries=1)'
    )
    assert [stage.targets for stage in made.stages] == [("a",), ("b",), ("c",)]
    assert made.nodes["a"].reason == "several later steps need it, and it is costly"


def test_a_cheap_node_that_several_queries_need_is_not_kept() -> None:
    made = plan(
        'a = df.filter(col("k") > 1)\nb = a.head(1).options(retries=1)\nc = a.tail(1).options(retries=1)'
    )
    assert stages(made) == [(("b",), ("df", "a"), set()), (("c",), ("df", "a"), set())]


def test_what_a_pivot_looks_at_first_is_not_computed_twice() -> None:
    made = plan('a = df.filter(col("k") > 1)\nb = a.pivot("s", index="k", values="v")\nc = b.head(1)')
    assert stages(made) == [(("a",), ("df",), set()), (("b",), (), {"a"}), (("c",), (), {"b"})]
    assert made.nodes["a"].reason == "what follows reads it twice"


def test_a_pivot_of_known_columns_needs_no_kept_input() -> None:
    made = plan('a = df.filter(col("k") > 1)\nb = a.pivot("s", on_columns=["a"], index="k", values="v")')
    assert stages(made) == [(("b",), ("df", "a"), set())]


def test_a_pivot_of_a_source_does_not_copy_the_source() -> None:
    made = plan('b = df.pivot("s", index="k", values="v")')
    assert stages(made) == [(("b",), ("df",), set())]


def test_only_what_the_targets_need_is_planned() -> None:
    made = plan("a = df.head(3)\nb = a.head(2)\nc = df.tail(1)", ["a"])
    assert list(made.nodes) == ["df", "a"]
    assert stages(made) == [(("a",), ("df",), set())]


def test_a_target_that_is_not_there_is_told() -> None:
    with pytest.raises(UzoError, match=r"No node 'x' in workflow 'workflow'\. Nodes: df, a\."):
        plan("a = df.head(3)", ["x"])


def test_a_workflow_with_errors_has_no_plan() -> None:
    checked = Checker(REGISTRY).check(parse('a = frame("df").select("x")', REGISTRY).workflow, PLACE)
    with pytest.raises(UzoError) as caught:
        make_plan(checked)
    assert str(caught.value) == (
        "The workflow has errors. error: a, columns: There is no column 'x'. Columns: k, v, s."
    )


def test_the_plan_says_for_each_node_what_happens_and_why() -> None:
    made = plan('a = df.filter(col("k") > 1)\nb = a.group_by("k").agg(n=len())\nb.write_csv("x.csv")')
    assert made.explain() == (
        "stage 1: one query for b\n"
        "  df: lazy, fused into what follows\n"
        "  a: lazy, fused into what follows\n"
        "  b: table, its result is small and ends a pipeline\n"
        "stage 2: one query for b.write_csv\n"
        "  b.write_csv: table, it writes"
    )


STEPS = st.sampled_from(
    [
        "{0}.head(5)",
        "{0}.sort('k')",
        "{0}.filter(col('k') > 0).options(retries=1)",
        "{0}.unique()",
        "{0}.group_by('k', 'v', 's').agg(n=len()).select('k', 'v', 's')",
        "{0}.join({1}, on='k', how='semi')",
        "{0}.union({1}, {0})",
        "{0}.union({1}.sort('v').tail(3))",
        "sql('select * from {0}')",
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Random graphs in which every node has the columns k, v and s."""
    names = ["df"]
    lines: list[str] = []
    for number in range(draw(st.integers(1, 9))):
        first, second = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        lines.append(f"n{number} = {draw(STEPS).format(first, second)}")
        names.append(f"n{number}")
    return "\n".join(lines)


@settings(deadline=None, max_examples=150)
@given(texts())
def test_stages_in_order_have_all_that_they_need(text: str) -> None:
    made = plan(text)
    results: set[str] = set()
    computed: set[str] = set()
    for stage in made.stages:
        assert stage.needs <= results
        here = {*stage.fused, *stage.targets}
        for node in here:
            assert {*made.inputs[node]} <= stage.needs | here
        assert all(not made.nodes[node].materialised for node in stage.fused)
        assert not results & {*stage.targets}
        results |= {*stage.targets}
        computed |= here
    assert computed == set(made.inputs) == set(made.nodes)
    assert results == {node for node, planned in made.nodes.items() if planned.materialised}


@settings(deadline=None, max_examples=150)
@given(texts())
def test_no_costly_work_is_done_by_two_stages(text: str) -> None:
    made = plan(text)
    for node in made.nodes:
        if made.bound(node).operation.costly:
            assert sum(node in stage.fused for stage in made.stages) <= 1


@settings(deadline=None, max_examples=100)
@given(texts(), st.data())
def test_a_plan_for_targets_is_a_part_of_the_whole(text: str, data: st.DataObject) -> None:
    whole = plan(text)
    target = data.draw(st.sampled_from(list(whole.nodes)))
    part = plan(text, [target])
    assert part.nodes[target].materialised
    assert all(part.inputs[node] == whole.inputs[node] for node in part.nodes)
    assert part.stage_of(target).targets.count(target) == 1


def test_code_shares_its_query_with_nothing() -> None:
    made = plan(
        'a = df.filter(col("k") > 1)\nb = a.custom("df.head(1)")\nc = a.custom("df.head(2)")\nd = a.head(1)'
    )
    assert [stage.targets for stage in made.stages] == [("b",), ("c",), ("d",)]
    assert made.nodes["b"].reason == "its code runs on whole tables"
