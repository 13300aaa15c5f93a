"""What is not computed twice: results of earlier runs are used as long as nothing that they follow from has changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from tests.running.inprocess import Bench
from uzo_jupyter.planning import Stage
from uzo_jupyter.protocol import RunScope
from uzo_jupyter.running.cache import Facts, ResultCache
from uzo_jupyter.running.stages import StageOutput, StageRunner

TEXT = """
low = parameter(10)
a = read_csv("a.csv")
some = a.filter(col("n") >= low)
sums = some.group_by("k").agg(total=col("n").sum())
top = sums.sort("k")
top.write_csv("out.csv")
"""
KEPT = "same settings, same input"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder with ``a.csv``."""
    pl.DataFrame({"n": range(100), "k": [i % 3 for i in range(100)]}).write_csv(tmp_path / "a.csv")
    return Bench(tmp_path)


def test_nothing_is_computed_where_nothing_has_changed(bench: Bench) -> None:
    first = bench.run(TEXT)
    assert first.reused == {}
    again = bench.run(TEXT)
    assert again.computed == set()
    assert again.reused["sums"] == KEPT
    assert again.reused["top.write_csv"] == "out.csv is what it would write"
    assert again.reused["a"] == "what follows is reused"
    assert again.rows("top").equals(first.rows("top"))


def test_an_edit_computes_what_it_changes_and_nothing_before_it(bench: Bench) -> None:
    bench.run(TEXT)
    edited = bench.run(TEXT.replace('sort("k")', 'sort("total")'))
    assert edited.computed == {"top", "top.write_csv"}
    assert edited.reused["sums"] == KEPT
    assert edited.rows("top")["total"].is_sorted()


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("parameter(10)", "parameter(50)", "its settings have changed"),
        (">= low", "> low", "its settings have changed"),
    ],
)
def test_a_changed_setting_or_parameter_computes_anew_and_says_so(
    bench: Bench, old: str, new: str, cause: str
) -> None:
    bench.run(TEXT)
    edited = bench.run(TEXT.replace(old, new))
    assert {"some", "sums", "top", "top.write_csv"} <= edited.computed
    assert edited.prepared.plan.nodes["some"].cause == cause
    assert edited.prepared.plan.nodes["sums"].cause == "its input has changed"
    assert edited.rows("some")["n"].min() == (50 if "50" in new else 11)


def test_a_changed_file_computes_anew_also_where_size_and_time_are_the_same(bench: Bench) -> None:
    bench.run(TEXT)
    file = bench.directory / "a.csv"
    state = file.stat()
    file.write_text(file.read_text().replace("\n99,0\n", "\n98,0\n"))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert file.stat().st_size == state.st_size
    changed = bench.run(TEXT)
    assert changed.reused == {}
    assert changed.prepared.plan.nodes["a"].cause == "what it reads has changed"
    assert changed.rows("a")["n"].sum() == sum(range(100)) - 1


def test_a_label_a_policy_or_a_comment_changes_nothing(bench: Bench) -> None:
    bench.run(TEXT)
    other = TEXT.replace('sort("k")', 'sort("k").options(label="Top", retries=2)  # as before')
    assert bench.run(other).computed <= {"top", "top.write_csv"}
    assert bench.run(other.replace("\n\n", "\n")).computed == set()


def test_a_written_file_that_was_changed_or_removed_is_written_again(bench: Bench) -> None:
    bench.run(TEXT)
    out = bench.directory / "out.csv"
    before = out.read_bytes()
    out.write_text("something else")
    assert "top.write_csv" in bench.run(TEXT).computed
    assert out.read_bytes() == before
    out.unlink()
    bench.run(TEXT)
    assert out.read_bytes() == before


@contextmanager
def after_each_stage(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[Mapping[str, StageOutput]], object]
) -> Iterator[None]:
    """In here something happens as soon as a stage has left its outputs."""
    compute = StageRunner.run

    def run(self: StageRunner, stage: Stage) -> dict[str, StageOutput]:
        outputs = compute(self, stage)
        act(outputs)
        return outputs

    with monkeypatch.context() as patch:
        patch.setattr(StageRunner, "run", run)
        yield


@pytest.mark.parametrize("how", ["another file", "the same file"])
def test_what_somebody_else_has_written_since_is_not_taken_for_what_the_node_wrote(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    out = bench.directory / "out.csv"

    def write(outputs: Mapping[str, StageOutput]) -> None:
        if "top.write_csv" in outputs:
            if how == "another file":
                out.unlink()
            out.write_text("of somebody else")

    with after_each_stage(monkeypatch, write):
        bench.run(TEXT)
    assert out.read_text() == "of somebody else"
    assert "top.write_csv" in bench.run(TEXT).computed
    assert "somebody" not in out.read_text()


def test_a_damaged_or_removed_entry_is_computed_again(bench: Bench) -> None:
    first = bench.run(TEXT)
    for number, damage in enumerate(
        (
            lambda file: file.write_bytes(file.read_bytes()[:-9] + b"?" * 9),
            lambda file: file.unlink(),
        )
    ):
        for entry in bench.cache.entries():
            file = bench.cache.home / "entries" / entry.key / entry.file
            copy = file.with_suffix(".copy")
            copy.write_bytes(file.read_bytes())
            copy.replace(file)  # the run's own file is a link to the same bytes, and stays as it is
            damage(file)
        bench.cache = type(bench.cache)(bench.cache.home, bench.cache.budget)
        edited = bench.run(TEXT.replace('sort("k")', f'sort("k").head({5 + number})'))
        assert "sums" in edited.computed
        assert edited.rows("sums").sort("k").equals(first.rows("sums").sort("k"))
        assert "sums" in bench.run(TEXT.replace('sort("k")', f'sort("k").tail({5 + number})')).reused


def test_a_pin_keeps_a_lazy_node_and_unpinning_leaves_it_to_the_budget(bench: Bench) -> None:
    pinned = TEXT.replace(">= low)", ">= low).options(pin=True)")
    bench.run(pinned)
    assert [entry.node for entry in bench.cache.entries() if entry.pinned] == ["some"]
    edited = bench.run(pinned.replace("sum()", "max()"))
    assert edited.reused["some"] == "it is pinned, and its settings and input are the same"
    assert "a" not in edited.computed
    bench.run(TEXT.replace("sum()", "min()"))
    assert [entry.node for entry in bench.cache.entries() if entry.pinned] == []


def pinned(bench: Bench) -> list[tuple[str, str]]:
    """The workflow and the node of each pinned result."""
    return [(entry.workflow, entry.node) for entry in bench.cache.entries() if entry.pinned]


def test_what_a_pinned_node_was_before_an_edit_is_left_to_the_budget(bench: Bench) -> None:
    text = TEXT.replace(">= low)", ">= low).options(pin=True)")
    for low in (10, 20, 30):
        bench.run(text.replace("parameter(10)", f"parameter({low})"))
    assert pinned(bench) == [("workflow", "some")]
    bench.run(text)
    assert pinned(bench) == [("workflow", "some")]
    assert bench.run(text).prepared.plan.nodes["some"].how == "reused"


def test_another_workflow_with_the_same_node_unpins_nothing(bench: Bench) -> None:
    bench.run(TEXT.replace(">= low)", ">= low).options(pin=True)"))
    bench.run(TEXT, name="other")
    assert pinned(bench) == [("workflow", "some")]


PINNED = TEXT.replace(">= low)", ">= low).options(pin=True)")


def test_a_pin_goes_with_its_node_when_that_is_renamed_and_ends_with_it_when_it_is_deleted(
    bench: Bench,
) -> None:
    bench.run(PINNED)
    renamed = PINNED.replace("some", "few")
    assert bench.run(renamed).reused["few"] == "it is pinned, and its settings and input are the same"
    bench.run(renamed.replace(".options(pin=True)", ""))
    assert pinned(bench) == []
    bench.run(PINNED)
    bench.run('b = read_csv("a.csv").head(3)')
    assert pinned(bench) == []


def test_a_part_of_a_workflow_releases_no_pins_of_nodes_that_it_leaves_out(bench: Bench) -> None:
    bench.run(PINNED)
    bench.run(PINNED, RunScope(to=("a",)))
    assert pinned(bench) == [("workflow", "some")]


def test_a_workflow_of_the_same_name_in_another_notebook_unpins_nothing(bench: Bench) -> None:
    first, second = bench.directory / "first.ipynb", bench.directory / "second.ipynb"
    first.touch()
    bench.run(PINNED, file=str(first))
    bench.run(PINNED, file=str(second))
    bench.run(TEXT, file=str(second))
    assert pinned(bench) == [("workflow", "some")]
    bench.run(TEXT, file=str(first))
    assert pinned(bench) == []


def test_without_the_cache_everything_is_computed(bench: Bench) -> None:
    bench.run(TEXT)
    assert bench.run(TEXT, RunScope(use_kept=False)).reused == {}


def test_a_node_that_must_not_be_kept_is_not(bench: Bench) -> None:
    text = TEXT.replace('total=col("n").sum())', 'total=col("n").sum()).options(cache=False)')
    bench.run(text)
    assert "sums" not in {entry.node for entry in bench.cache.entries()}
    assert "sums" in bench.run(text, RunScope(to=("sums",))).computed


def test_to_a_node_computes_only_what_it_needs(bench: Bench) -> None:
    done = bench.run(TEXT, RunScope(to=("some",)))
    assert done.computed == {"a", "some"}
    assert not (bench.directory / "out.csv").exists()


def test_from_a_node_computes_it_and_all_that_follows_anew(bench: Bench) -> None:
    bench.run(TEXT)
    done = bench.run(TEXT, RunScope(from_node="top"))
    assert done.computed == {"top", "top.write_csv"}
    assert done.reused["sums"] == KEPT
    assert done.prepared.plan.nodes["top"].cause == "it was asked for"


def test_results_of_a_past_run_are_taken_as_they_are_and_never_kept_as_those_of_today(bench: Bench) -> None:
    past = bench.run(TEXT)
    file = bench.directory / "a.csv"
    file.write_text(file.read_text().replace("\n99,0\n", "\n98,0\n"))
    resumed = bench.run(TEXT, RunScope(from_node="top"), past.taken)
    assert resumed.rows("top").equals(past.rows("top"))
    assert resumed.reused["sums"] == "an earlier run has done it"
    today = bench.run(TEXT)
    assert {"sums", "top", "top.write_csv"} <= today.computed
    assert today.rows("top")["total"].sum() == past.rows("top")["total"].sum() - 1


def test_a_source_that_changes_while_it_is_read_is_not_kept(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bench.directory / "a.csv"
    with after_each_stage(monkeypatch, lambda _: file.write_text(file.read_text() + "1000,1\n")):
        bench.run(TEXT)
    assert bench.cache.entries() == []


def test_a_frame_of_the_notebook_is_compared_by_its_content(tmp_path: Path) -> None:
    text = 'a = frame("df")\nb = a.group_by("k").agg(n=len())'
    bench = Bench(tmp_path, {"df": pl.DataFrame({"k": [1, 1, 2]})})
    bench.run(text)
    bench.frames["df"] = pl.DataFrame({"k": [1, 1, 2]})
    assert bench.run(text).computed == set()
    bench.frames["df"] = pl.DataFrame({"k": [1, 1, 3]})
    assert bench.run(text).computed == {"a", "b"}


CODE = "df.with_columns(w=pl.lit(open('{file}').read()))"
ANEW = """
x = read_csv("a.csv")
y = x.custom({code!r}, dtypes={{"n": Int64, "k": Int64, "w": String}}).options(cache=True)
z = y.group_by("w").agg(rows=len())
z.write_csv("z.csv")
"""


@pytest.mark.parametrize("scope", [RunScope(from_node="y"), RunScope(use_kept=False)])
def test_what_was_asked_for_anew_is_what_later_runs_take(bench: Bench, scope: RunScope) -> None:
    hidden = bench.directory / "hidden.txt"
    text = ANEW.format(code=CODE.format(file=hidden))
    hidden.write_text("old")
    assert bench.run(text).rows("z")["w"].to_list() == ["old"]
    hidden.write_text("new")
    assert bench.run(text, scope).rows("z")["w"].to_list() == ["new"]
    later = bench.run(text)
    assert later.computed == set()
    assert later.rows("z")["w"].to_list() == ["new"]


@pytest.mark.parametrize("scope", [RunScope(from_node="y", to=("y",)), RunScope(use_kept=False, to=("y",))])
def test_what_follows_from_rows_that_were_replaced_is_not_taken_for_what_is_kept(
    bench: Bench, scope: RunScope
) -> None:
    hidden = bench.directory / "hidden.txt"
    text = ANEW.format(code=CODE.format(file=hidden))
    hidden.write_text("old")
    bench.run(text)
    hidden.write_text("new")
    bench.run(text, scope)
    later = bench.run(text)
    assert later.rows("z")["w"].to_list() == ["new"]
    assert "new" in (bench.directory / "z.csv").read_text()
    assert later.computed == {"z", "z.write_csv"}


def test_the_end_of_a_run_does_not_wait_until_room_is_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_is_over, facts_are_trimmed = threading.Event(), threading.Event()

    def trim(_: ResultCache) -> list[str]:
        assert run_is_over.wait(60)
        return []

    monkeypatch.setattr(ResultCache, "trim", trim)
    monkeypatch.setattr(Facts, "trim", lambda _: facts_are_trimmed.set())
    bench.run(TEXT)
    run_is_over.set()
    # Also where no result had to go.
    assert facts_are_trimmed.wait(60)
