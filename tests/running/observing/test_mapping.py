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


def test_an_inner_join_is_exact_and_its_inputs_are_not(place: Place, tmp_path: Path) -> None:
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
    assert not ran.figures["a"].exact
    assert not ran.figures["f"].exact


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
