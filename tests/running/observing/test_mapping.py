"""The engine's figures belong to the right nodes, and none says more than it knows."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from tests.running.observing.watching import REGISTRY, Ran, run_checked, run_text
from uzo_jupyter.operations import Operation, Place, Source
from uzo_jupyter.testing import example_program

OPERATIONS = [operation for operation in REGISTRY if not issubclass(operation, Source)]

NOT_TOLD = {"Sample", "Window", "Custom", "Python"}
"""What reads its input at several places at once, so that the input has no one number of rows, and code."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A folder with a Parquet file of 5,000 rows, and a frame of the same."""
    folder = tmp_path_factory.mktemp("data")
    table = pl.DataFrame(
        {"n": range(5000), "k": [i * 7 % 11 for i in range(5000)], "v": [i % 100 for i in range(5000)]}
    )
    table.write_parquet(folder / "t.parquet")
    table.head(30).write_csv(folder / "few.csv")
    return Place(folder, {"t": table.lazy()})


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
def test_figures_of_every_operation(operation: type[Operation], tmp_path: Path) -> None:
    example = example_program(operation, REGISTRY, tmp_path)
    ran = run_checked(example.checked, example.place, tmp_path / "scratch")
    assert ran.wrong() == {}
    unknown = {node for node in ran.rows if node not in ran.figures or ran.figures[node].rows is None}
    assert operation.__name__ in NOT_TOLD or unknown == set()


def known(ran: Ran, node: str) -> tuple[int | None, bool]:
    """Rows and whether they are exact."""
    return ran.figures[node].rows, ran.figures[node].exact


def test_a_chain_without_pushdown_is_known_exactly(place: Place, tmp_path: Path) -> None:
    ran = run_text(
        """
a = read_parquet("t.parquet")
b = a.with_columns(w=col("v") * 2)
c = b.sort("w")
d = c.group_by("k").agg(total=col("w").sum())
""",
        place,
        tmp_path,
    )
    assert {node: known(ran, node) for node in "abcd"} == {
        "a": (5000, True),
        "b": (5000, True),
        "c": (5000, True),
        "d": (11, True),
    }
    assert ran.figures["b"].seconds is not None
    assert all(figures.done for figures in ran.figures.values())


def test_a_filter_that_is_pushed_into_the_scan_is_exact_and_what_is_below_is_not(
    place: Place, tmp_path: Path
) -> None:
    ran = run_text(
        """
a = read_parquet("t.parquet")
b = a.with_columns(w=col("v") * 2)
c = b.filter(col("n") < 100)
d = c.group_by("k").agg(total=col("w").sum())
""",
        place,
        tmp_path,
    )
    assert known(ran, "c") == (100, True)
    assert known(ran, "b") == (100, False)
    assert known(ran, "a") == (100, False)


def test_a_limit_makes_everything_below_it_executed_only(place: Place, tmp_path: Path) -> None:
    text = 'a = read_parquet("t.parquet")\nb = a.with_columns(w=col("v") * 2)\nc = b.head(10)'
    ran = run_text(text, place, tmp_path)
    assert known(ran, "c") == (10, True)
    assert not ran.figures["b"].exact
    assert not ran.figures["a"].exact


def test_a_join_is_exact_and_so_are_inputs_that_it_does_not_filter(place: Place, tmp_path: Path) -> None:
    ran = run_text(
        """
a = read_parquet("t.parquet")
f = read_csv("few.csv")
j = a.join(f.select("k", "v"), on="k")
d = j.group_by("k").agg(rows=len())
""",
        place,
        tmp_path,
    )
    assert known(ran, "j") == (ran.rows["j"], True)
    assert known(ran, "a") == (5000, True)
    assert known(ran, "f") == (30, True)


def test_what_a_join_keeps_from_being_read_is_executed_only(place: Place, tmp_path: Path) -> None:
    ran = run_text(
        """
a = read_parquet("t.parquet")
b = a.with_columns(w=col("v") + 1)
f = read_parquet("t.parquet").filter(col("n") == 7)
j = b.join(f.select("n", x=col("v")), on="n")
d = j.group_by("k").agg(rows=len())
""",
        place,
        tmp_path,
    )
    assert known(ran, "j") == (1, True)
    assert known(ran, "f") == (1, True)
    assert not ran.figures["a"].exact
    assert not ran.figures["b"].exact
    assert ran.figures["b"].rows is not None
    assert ran.figures["b"].rows < 5000, "the join filters while it runs, or this shows nothing"


def test_the_inputs_of_a_join_without_rows_are_not_known(place: Place, tmp_path: Path) -> None:
    text = """
a = read_parquet("t.parquet")
f = read_csv("few.csv").filter(col("v") > 10000)
j = a.join(f.select("k", "n"), on="k")
d = j.group_by("k").agg(rows=len())
"""
    ran = run_text(text, place, tmp_path)
    assert known(ran, "j") == (0, True)
    assert not ran.figures["a"].exact


def test_rows_that_go_two_ways_are_known_where_one_way_needs_them_all(place: Place, tmp_path: Path) -> None:
    ran = run_text(
        """
a = read_parquet("t.parquet")
b = a.filter(col("v") > 10).with_columns(w=col("v") * 2)
c = b.group_by("k").agg(total=col("w").sum())
d = b.filter(col("k") == 3)
e = d.group_by("v").agg(total=col("w").sum())
f = d.join(read_csv("few.csv").select("n", x=col("k")), on="n").group_by("k").agg(rows=len())
""",
        place,
        tmp_path,
    )
    assert known(ran, "b") == (ran.rows["b"], True)
    assert known(ran, "d") == (ran.rows["d"], True)


def test_two_results_of_one_query(place: Place, tmp_path: Path) -> None:
    ran = run_text(
        """
a = read_parquet("t.parquet")
b = a.with_columns(w=col("v") * 2)
c = b.group_by("k").agg(total=col("w").sum())
d = b.filter(col("w") > 50).group_by("v").agg(rows=len())
""",
        place,
        tmp_path,
    )
    assert len(ran.plan.stages) == 1
    assert known(ran, "b") == (5000, True)
    assert known(ran, "d") == (ran.rows["d"], True)


# Whatever order the engine gives rows in, these have the same number of them each time.
TEMPLATES = (
    '{a}.filter(col("n") < {i} * 40)',
    '{a}.filter((col("v") > {i}) & (col("k") != 3))',
    '{a}.filter((col("v") > {i}) | (col("n") < {i}))',
    '{a}.with_columns(v=col("v") * 2 + col("k"))',
    '{a}.with_columns(k=col("k") % {i})',
    '{a}.select("n", "k", v=col("v") + {i})',
    '{a}.select("k", "n", "v")',
    '{a}.sort("v", "n")',
    '{a}.sort("n", "v", "k").head({i} * 30)',
    '{a}.sort("v", "n", "k").tail({i} * 30)',
    "{a}.unique()",
    '{a}.drop_nulls("v")',
    '{a}.fill_null(0, columns="v")',
    '{a}.rename({{"v": "z"}}).rename({{"z": "v"}})',
    '{a}.group_by("k").agg(n=col("n").min(), v=col("v").sum())',
    '{a}.join({b}.select("n", x=col("n") * 2).unique(), on="n").select("n", "k", "v")',
    '{a}.join({b}.select("n", x=col("n") * 2).unique(), on="n", how="left").filter(col("x") > {i}).drop("x")',
    '{a}.join({b}.select("k", x=col("k") * 2).unique(), on="k", how="left").select("n", "k", v=col("x"))',
    '{a}.join({b}, on="n", how="semi")',
    '{a}.join({b}, on="n", how="anti")',
    '{a}.union({b}, how="diagonal")',
    '{a}.window(function="row_number", partition_by="k", order_by=["n", "v"], output_column="r")'
    '.filter(col("r") < {i} * 3).drop("r")',
)


def random_workflow(seed: int) -> str:
    """A workflow of a dozen statements whose tables all have the integer columns n, k and v."""
    choice = random.Random(seed)
    lines = ['s0 = read_parquet("t.parquet")', 's1 = read_csv("few.csv")']
    for number in range(2, choice.randint(5, 13)):
        a = f"s{max(0, number - choice.choice([1, 1, 1, 2, 3]))}"
        b = f"s{choice.randrange(number)}"
        lines.append(f"s{number} = {choice.choice(TEMPLATES).format(a=a, b=b, i=choice.randint(2, 9))}")
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(120))
def test_no_figure_of_a_random_workflow_is_wrong(seed: int, place: Place, tmp_path: Path) -> None:
    text = random_workflow(seed)
    ran = run_text(text, place, tmp_path)
    assert ran.wrong() == {}, text


JOINS = (
    '{a}.join({b}.filter(col("v") < {i}), on="{k}", how="{how}", suffix="_x").select("n", "k", "v")',
    '{a}.filter(col("n") == {i}).join({b}, on="{k}", how="{how}", suffix="_x").select("n", "k", "v")',
    '{a}.join({b}.filter(col("v") < {i}), on=["k", "{k}"], how="{how}", suffix="_x").select("n", "k", "v")',
    '{a}.join({b}.rename({{"{k}": "z"}}).filter(col("z") < {i}), left_on="{k}", right_on="z", how="{how}",'
    ' suffix="_x").select("n", "k", "v")',
    '{a}.with_columns(n=col("v"), v=col("n")).join({b}.filter(col("v") == {i}), on="{k}", how="{how}",'
    ' suffix="_x").select("n", "k", "v")',
    '{a}.join({b}.filter(col("n") > 90000), on="{k}", how="{how}", suffix="_x").select("n", "k", "v")',
    '{a}.with_columns(f=col("{k}") * 1.0).join({b}.with_columns(f=col("{k}") * 1.0).filter(col("v") < {i} * 3),'
    ' on=["k", "f"], how="{how}", suffix="_x").select("n", "k", "v")',
    '{a}.group_by("k").agg(n=col("n").min(), v=col("v").max()).filter(col("v") > 90 + {i})',
    '{a}.filter(col("v") < {i} * 10)',
    '{a}.select("k", "v", n=col("n") + 0)',
    '{a}.join({b}.select("k", w=col("v")).unique().filter(col("w") < {i}), on="k", how="{how}").select("n", "k", "v")',
)
"""Joins whose one side is small or empty, so that the engine filters the other while it runs."""


def joined_workflow(seed: int) -> str:
    """A workflow of joins upon joins."""
    choice = random.Random(seed)
    lines = ['s0 = read_parquet("t.parquet")', 's1 = read_csv("few.csv")', 's2 = read_parquet("t.parquet")']
    for number in range(3, choice.randint(5, 9)):
        text = choice.choice(JOINS).format(
            a=f"s{max(0, number - choice.choice([1, 1, 2, 3]))}",
            b=f"s{choice.randrange(number)}",
            i=choice.randint(2, 9),
            k=choice.choice("nv"),
            how=choice.choice(["inner", "inner", "inner", "left", "full"]),
        )
        lines.append(f"s{number} = {text}")
    return "\n".join([*lines, f'last = s{len(lines) - 1}.group_by("k").agg(rows=len())'])


@pytest.mark.parametrize("seed", range(80))
def test_no_figure_of_joins_upon_joins_is_wrong(seed: int, place: Place, tmp_path: Path) -> None:
    text = joined_workflow(seed)
    ran = run_text(text, place, tmp_path)
    assert ran.wrong() == {}, text
