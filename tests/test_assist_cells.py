"""Completion and inspection as a front end asks for them, in a real kernel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

CELL = '%%uzo small --draft\nlate = read_csv("orders.csv").filter(col("price") > 1)\nx = late.sort("'
TYPES = "_jupyter_types_experimental"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingKernelClient]:
    """A kernel that has executed a cell."""
    folder = tmp_path_factory.mktemp("notebook")
    pl.DataFrame({"price": [1.5], "pieces": [2]}).write_csv(folder / "orders.csv")
    manager, client = start_new_kernel(cwd=str(folder))
    run(client, "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'mine': [1]})")
    run(client, "import pandas\npanda = pandas.DataFrame({'black': [1], 'white': ['x']})\npanda")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str) -> dict[str, Any]:
    """What a cell answers."""
    return client.execute_interactive(code, timeout=60, output_hook=lambda _: None)["content"]


def complete(client: BlockingKernelClient, code: str, cursor: int | None = None) -> dict[str, Any]:
    """What is offered at the end of the code."""
    return client.complete(code, len(code) if cursor is None else cursor, reply=True, timeout=60)["content"]


def inspect(client: BlockingKernelClient, code: str, cursor: int) -> dict[str, Any]:
    """What is told about the place."""
    return client.inspect(code, cursor, reply=True, timeout=60)["content"]


def test_columns_are_known_after_the_cell_has_been_executed(kernel: BlockingKernelClient) -> None:
    assert complete(kernel, CELL)["matches"] == []
    assert run(kernel, CELL + 'price")')["status"] == "ok"
    found = complete(kernel, CELL)
    assert found["matches"] == ["price", "pieces"]
    assert found["cursor_start"] == found["cursor_end"] == len(CELL)
    assert found["metadata"][TYPES][0] | {"signature": "Float64"} == {
        "text": "price",
        "type": "column",
        "signature": "Float64",
        "start": len(CELL),
        "end": len(CELL),
    }


def test_a_cell_of_another_name_knows_nothing_of_it(kernel: BlockingKernelClient) -> None:
    assert complete(kernel, CELL.replace("small", "other"))["matches"] == []


def test_nothing_but_our_words_is_offered_in_a_cell(kernel: BlockingKernelClient) -> None:
    assert complete(kernel, "%%uzo new\nx = late.so")["matches"] == ["sort"]
    assert complete(kernel, "%%uzo new\nx = pri")["matches"] == []
    assert complete(kernel, "%%uzo new\n# pri")["matches"] == []
    assert complete(kernel, '%%uzo new\nx = frame("')["matches"] == ["df", "panda"]
    assert complete(kernel, '%%uzo new\nx = frame("panda").sort("')["matches"] == ["black", "white"]
    assert complete(kernel, '%%uzo new\nx = frame("df").sort("')["matches"] == ["mine"]


def test_the_line_of_the_magic(kernel: BlockingKernelClient) -> None:
    assert complete(kernel, "%%uzo new --dr")["matches"] == ["--draft"]
    assert complete(kernel, "%%uzo new --engine s")["matches"] == ["streaming"]
    assert "%%uzo" in complete(kernel, "%%uz")["matches"]


def test_other_cells_are_as_ever(kernel: BlockingKernelClient) -> None:
    assert "print" in complete(kernel, "pri")["matches"]
    assert "with_columns" in complete(kernel, "df.with_col")["matches"][0]
    assert "print" in inspect(kernel, "print", 3)["data"]["text/plain"]


def test_inspection(kernel: BlockingKernelClient) -> None:
    code = CELL.replace("small", "told") + 'price")'
    assert run(kernel, code)["status"] == "ok"
    found = inspect(kernel, code, code.index("sort") + 2)
    assert found["found"]
    assert found["data"]["text/plain"].startswith(".sort(...)   Sort rows")
    assert found["data"]["text/markdown"].startswith("**`.sort(...)`** Sort rows")
    assert "price" in inspect(kernel, code, code.index("late.") + 1)["data"]["text/plain"]
    assert not inspect(kernel, code, 2)["found"]
    assert not inspect(kernel, "%%uzo a\nprint", 10)["found"]


def test_unloading_gives_completer_and_inspector_back(tmp_path: Path) -> None:
    manager, client = start_new_kernel(cwd=str(tmp_path))
    try:
        run(client, "%load_ext uzo_jupyter")
        run(client, "%reload_ext uzo_jupyter")
        assert complete(client, "%%uzo a\nx = late.so")["matches"] == ["sort"]
        run(client, "%unload_ext uzo_jupyter")
        assert complete(client, "%%uzo a\nx = late.so")["matches"] == []
        assert not inspect(client, "%%uzo a\nx = late.sort()", 20)["found"]
        look = "ip = get_ipython()\nleft = [*vars(ip.Completer), *vars(ip.kernel)]\n"
        check = "assert not {'completions', 'do_inspect'}.intersection(left)"
        assert run(client, look + check)["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
