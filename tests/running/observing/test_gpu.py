"""The engine ``gpu``, with a module in place of cudf-polars: which queries it is given, and what becomes of its rows.

No GPU computes anything here: that cudf-polars gives right rows is its own affair.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from tests.running.observing.watching import run_text
from uzo_jupyter.operations import Place
from uzo_jupyter.session import Session

TEXT = """
a = read_csv("a.csv")
b = a.filter(col("n") > 1)
c = b.sort("n", descending=True)
c.write_csv("c.csv", separator=";")
c.write_parquet("c.parquet")
d = b.group_by("k").agg(count=len()).sort("k")
"""


class Gpu:
    """Takes the place of cudf-polars."""

    def __init__(self, compute: Callable[..., pl.DataFrame] | None = None) -> None:
        self.given: list[dict[str, object]] = []
        self._compute = compute

    def execute_with_cudf(self, query: Any, *_: object, config: object) -> None:
        """Called by Polars with the optimised query: what sets no function leaves it to the processor."""
        assert isinstance(config, pl.GPUEngine)
        self.given.append(query.get_schema())
        if self._compute is not None:
            query.set_udf(self._compute)


def install(monkeypatch: pytest.MonkeyPatch, gpu: Gpu) -> None:
    """Make Polars find it."""
    module = ModuleType("cudf_polars")
    vars(module)["execute_with_cudf"] = gpu.execute_with_cudf
    monkeypatch.setitem(sys.modules, "cudf_polars", module)


def written(folder: Path, engine: str) -> dict[str, bytes | set[tuple[object, ...]]]:
    """All files of a run of the workflow: what it wrote in bytes, its results as rows, which have no order."""
    folder.mkdir()
    (folder / "a.csv").write_text("n,k\n3,x\n1,y\n2,x\n4,z\n")
    run_text(TEXT, Place(folder), folder / "results", engine="gpu" if engine == "gpu" else "in-memory")
    outputs, results = [*folder.glob("c.*")], [*(folder / "results").glob("*.arrow")]
    assert len(outputs) == 2
    assert len(results) >= 2
    return {
        **{file.name: file.read_bytes() for file in outputs},
        **{file.name: set(pl.read_ipc(file).rows()) for file in results},
    }


def test_each_query_is_given_to_the_gpu_by_itself_with_the_rows_that_it_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu = Gpu()
    install(monkeypatch, gpu)
    written(tmp_path / "gpu", "gpu")
    # A query that wrote would have no columns.
    assert {"n": pl.Int64, "k": pl.String} in gpu.given
    assert {"k": pl.String, "count": pl.UInt32} in gpu.given
    assert all(gpu.given)


def test_what_the_gpu_cannot_do_is_computed_here_and_written_as_by_the_other_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, Gpu())
    assert written(tmp_path / "gpu", "gpu") == written(tmp_path / "cpu", "in-memory")


def test_the_rows_that_the_gpu_makes_are_those_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, Gpu(lambda *_: pl.DataFrame({"n": [7], "k": ["gpu"]})))
    (tmp_path / "a.csv").write_text("n,k\n1,x\n")
    text = 'a = read_csv("a.csv")\nb = a.sort("n")\nb.write_csv("b.csv")'
    run_text(text, Place(tmp_path), tmp_path / "results", engine="gpu", counted=False)
    assert (tmp_path / "b.csv").read_text() == "n,k\n7,gpu\n"


def test_a_run_on_the_gpu_completes_in_the_process_of_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = tmp_path / "stub"
    stub.mkdir()
    given = tmp_path / "given"
    (stub / "cudf_polars.py").write_text(
        f"def execute_with_cudf(query, *_, config):\n    open({str(given)!r}, 'a').write(str(config))\n"
    )
    monkeypatch.syspath_prepend(str(stub))
    monkeypatch.setenv("PYTHONPATH", str(stub))
    session = Session({"t": pl.DataFrame({"n": [2, 1]})}, tmp_path)
    try:
        flow = session.open_text('t = frame("t")\ny = t.sort("n")\ny.write_csv("y.csv")')
        flow.run("gpu")
        flow.wait(90)
        assert flow["y"].collect()["n"].to_list() == [1, 2]
        assert (tmp_path / "y.csv").read_text() == "n\n1\n2\n"
        assert "GPUEngine" in given.read_text()
    finally:
        session.close()
