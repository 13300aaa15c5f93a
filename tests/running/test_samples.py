"""Instant previews: true rows of every node, from a prefix of the sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.running import samples
from uzo_jupyter.running.samples import Sampler
from uzo_jupyter.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session with two large files: 60,000 events and 20,000 users in another order."""
    known = [i for i in range(30_000) if i % 3]
    users = pl.DataFrame({"user": known, "name": [f"u{i}" for i in known]}).reverse()
    events = pl.DataFrame({"event": range(60_000), "user": [i % 40_000 for i in range(60_000)]})
    users.write_parquet(tmp_path / "users.parquet")
    events.write_csv(tmp_path / "events.csv")
    return Session({}, tmp_path)


@pytest.mark.parametrize("how", ["inner", "left", "right", "full", "semi", "anti"])
def test_every_row_of_a_joins_sample_is_a_row_of_the_join(session: Session, how: str) -> None:
    flow = session.open_text(
        f"""
events = read_csv("events.csv")
users = read_parquet("users.parquet")
some = events.filter(col("event") % 2 == 0)
both = some.join(users, on="user", how="{how}")
"""
    )
    assert flow.ok
    flow.sample()
    page = flow.preview("both", 0, 1000)
    assert page.rows.height > 0
    assert page.sample
    truth = flow["both"].collect()
    columns = [name for name in page.rows.columns if name in truth.columns]
    found = page.rows.select(columns).join(truth.select(columns), on=columns, how="semi", nulls_equal=True)
    assert found.height == page.rows.height


def test_a_small_source_is_known_to_be_complete(session: Session, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1, 2, 3]}).write_csv(tmp_path / "small.csv")
    flow = session.open_text('a = read_csv("small.csv")\nb = a.filter(col("a") > 1)')
    flow.sample()
    page = flow.preview("b")
    assert (page.total, page.sample, page.note) == (2, False, None)
    assert flow.node_states()["b"].sample is False


def test_a_node_with_an_error_has_no_sample_and_those_behind_it_say_why(session: Session) -> None:
    flow = session.open_text(
        'a = read_csv("events.csv")\nb = a.filter(col("no") > 1)\nc = b.head(1)\nd = a.head(2)'
    )
    flow.sample()
    states = flow.node_states()
    assert states["b"].message == "It has an error."
    assert states["c"].message == "A node before it has no preview."
    assert states["d"].rows == 2


def test_sql_over_several_samples_waits_for_the_run(session: Session) -> None:
    flow = session.open_text(
        'events = read_csv("events.csv")\nusers = read_parquet("users.parquet")\n'
        's = sql("select * from events join users using (user)")'
    )
    flow.sample()
    assert flow.node_states()["s"].message == "A preview needs all rows: run the workflow."


def test_keys_are_not_searched_in_a_large_file(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "LOOKUP_BYTES", 1000)
    flow = session.open_text(
        'events = read_csv("events.csv")\nusers = read_parquet("users.parquet")\nj = events.join(users, on="user")'
    )
    assert "large file" in (Sampler(flow.checked, flow.place).samples()["j"].note or "")


def test_a_broken_source_says_what_is_wrong_with_it(session: Session, tmp_path: Path) -> None:
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "users.parquet").read_bytes()[:-200])
    flow = session.open_text('a = read_parquet("cut.parquet")')
    (problem,) = flow.diagnostics
    assert problem.node == "a"
    assert problem.file == "cut.parquet"
    assert "Parquet" in problem.message


MEMORY = '''
import resource, sys
import subprocess
import sys
from pathlib import Path
import polars as pl
from uzo_jupyter.session import Session

frame = pl.DataFrame({"a": range(60_000), "k": [i % 3 for i in range(60_000)]})
text = """x = frame('df')
cross = x.join(x, how='cross')
keys = x.join(x, on='k').head(5)
more = cross.filter(col('a') > 5)"""
flow = Session({"df": frame}, Path(sys.argv[1])).open_text(text)
flow.sample()
assert {node: state.status for node, state in flow.node_states().items()} == dict.fromkeys(flow, "sampled")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
'''


def test_a_join_that_explodes_does_not_use_up_the_kernels_memory(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert int(done.stdout) < 1500
