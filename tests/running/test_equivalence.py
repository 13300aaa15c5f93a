"""Fused, eager, cached and resumed: the same workflow has the same rows, however it is computed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from polars.testing.parametric import dataframes

from tests.running.inprocess import Bench
from uzo_jupyter.checking import Checked
from uzo_jupyter.operations import Source
from uzo_jupyter.protocol import RunScope

STEPS = (
    '{a}.filter(col("k") > {n})',
    '{a}.with_columns(v=col("v") * {n})',
    '{a}.sort("k", "v", "s").head({n})',
    '{a}.group_by("k").agg(v=col("v").sum(), s=col("s").max())',
    "{a}.unique()",
    '{a}.join({b}.select("k").unique(), on="k", how="semi")',
    '{a}.join({b}.select("k").unique(), on="k", how="anti")',
    "{a}.union({b})",
    '{a}.with_columns(s=when(col("k") > {n}).then(lit("x")).otherwise(col("s")))',
    '{a}.filter(col("s").is_not_null())',
)
POLICIES = ("", ".options(cache=True)", ".options(pin=True)", ".options(retries=1)", ".options(cache=False)")


@dataclass(frozen=True)
class Step:
    """A node: which step, over which nodes before it, with which number and policy."""

    step: int
    first: int
    second: int
    number: int
    policy: int

    def line(self, index: int) -> str:
        """The statement; node ``i`` may use the frame ``n0`` and the nodes before it."""
        a, b = f"n{self.first % (index + 1)}", f"n{self.second % (index + 1)}"
        return f"n{index + 1} = " + STEPS[self.step].format(a=a, b=b, n=self.number) + POLICIES[self.policy]


def text_of(steps: Sequence[Step]) -> str:
    """The workflow of some steps."""
    return "\n".join(['n0 = frame("df")', *(step.line(index) for index, step in enumerate(steps))])


step_lists = st.lists(
    st.builds(
        Step,
        step=st.integers(0, len(STEPS) - 1),
        first=st.integers(0, 20),
        second=st.integers(0, 20),
        number=st.integers(0, 3),
        policy=st.sampled_from([0, 0, 0, 1, 2, 3, 4]),
    ),
    min_size=1,
    max_size=7,
)
frames = st.lists(
    st.tuples(
        st.none() | st.integers(-2, 4),
        st.none() | st.integers(-5, 5),
        st.none() | st.sampled_from(["a", "b", "x"]),
    ),
    max_size=12,
).map(lambda rows: pl.DataFrame(rows, schema={"k": pl.Int64, "v": pl.Int64, "s": pl.String}, orient="row"))


def eagerly(checked: Checked, df: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Every node computed alone, from the rows of those before it."""
    rows: dict[str, pl.DataFrame] = {}
    for node in checked.order:
        operation = checked.nodes[node].operation
        if isinstance(operation, Source):
            rows[node] = df
        else:
            inputs = [rows[source].lazy() for source in checked.nodes[node].inputs]
            rows[node] = operation.run(inputs).collect(engine="in-memory")
    return rows


def ends(checked: Checked) -> list[str]:
    """The nodes that nothing follows."""
    used = {source for node in checked.nodes.values() for source in node.inputs}
    return [node for node in checked.order if node not in used]


def same_rows(left: pl.DataFrame, right: pl.DataFrame) -> None:
    """Both have the same rows, in whatever order."""
    assert_frame_equal(left, right, check_row_order=False)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(steps=step_lists, df=frames)
def test_fused_eager_and_cached_give_the_same_rows(steps: list[Step], df: pl.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), {"df": df})
        text = text_of(steps)
        checked = bench.checked(text)
        expected = eagerly(checked, df)
        first, again = bench.run(text), bench.run(text)
        assert first.reused == {}
        for node in checked.order:
            same_rows(first.rows(node), expected[node])
            same_rows(again.rows(node), expected[node])


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(steps=step_lists, df=frames, data=st.data())
def test_a_run_that_is_resumed_at_any_node_gives_the_same_rows(
    steps: list[Step], df: pl.DataFrame, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), {"df": df})
        text = text_of(steps)
        checked = bench.checked(text)
        past = bench.run(text)
        node = data.draw(st.sampled_from(checked.order))
        resumed = bench.run(text, RunScope(from_node=node, use_kept=data.draw(st.booleans())), past.taken)
        for end in set(ends(checked)) & set(resumed.prepared.plan.nodes):
            same_rows(resumed.rows(end), eagerly(checked, df)[end])
        assert node in resumed.computed


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.tuples(step_lists, frames), min_size=2, max_size=3))
def test_the_cache_gives_no_wrong_rows_whatever_is_edited(
    edits: list[tuple[list[Step], pl.DataFrame]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for steps, df in [*edits, *edits]:
            bench.frames["df"] = df
            text = text_of(steps)
            checked = bench.checked(text)
            done = bench.run(text)
            expected = eagerly(checked, df)
            for node in checked.order:
                same_rows(done.rows(node), expected[node])


DTYPES = [
    pl.Boolean, pl.Int8, pl.Int64, pl.UInt32, pl.Int128, pl.Float32, pl.Float64, pl.String, pl.Binary, pl.Date, pl.Time,
    pl.Datetime("us"), pl.Datetime("ns", "Europe/Berlin"), pl.Duration("ms"), pl.Decimal(20, 4), pl.Categorical,
    pl.Enum(["a", "b", "c"]), pl.Null, pl.List, pl.Array, pl.Struct,
]  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(df=dataframes(allowed_dtypes=DTYPES, min_cols=1, max_cols=4, max_size=5, allow_null=True))
def test_all_types_come_back_from_the_cache_as_they_were(df: pl.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), {"df": df})
        text = 'a = frame("df")\nb = a.head(100)'
        first, again = bench.run(text), bench.run(text)
        assert again.computed == set()
        for done in (first, again):
            assert done.rows("b").schema == df.schema
            assert_frame_equal(done.rows("b"), df)
