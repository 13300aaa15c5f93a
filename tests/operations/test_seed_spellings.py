"""Every spelling of the first format of diagrams opens and runs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.checking import Checker
from uzo_jupyter.model import JsonValue, read_document
from uzo_jupyter.operations import Place, Registry
from uzo_jupyter.testing import run_nodes

REGISTRY = Registry.load()
Settings = dict[str, JsonValue]

EVENTS = pl.DataFrame(
    {
        "user_id": [1, 1, 2, 2, 2],
        "timestamp": [dt.datetime(2026, 1, day) for day in (2, 1, 3, 1, 2)],
        "date": ["mon", "mon", "tue", "tue", "mon"],
        "product": ["tea", "cup", "tea", "tea", "cup"],
        "country": ["US", "US", "NO", "NO", "US"],
        "city": ["A", "A", "B", "B", "C"],
        "age": [20, 20, 17, 17, 40],
        "revenue": [1.0, 2.0, 3.0, 4.0, 5.0],
        "orders": [1, 2, None, 4, 5],
    }
)
USERS = pl.DataFrame({"id": [1, 3], "revenue": [10.0, 30.0]})


def _node(identity: str, node_type: str, config: Settings) -> JsonValue:
    position: JsonValue = {"x": 0, "y": 0}
    data: JsonValue = {"label": identity, "nodeType": node_type, "config": config}
    return {"id": identity, "position": position, "data": data}


def _frame(identity: str) -> JsonValue:
    return _node(identity, "connector", {"operation": "read", "connectorType": "frame", "variable": identity})


def _run(*nodes: JsonValue, edges: list[JsonValue]) -> pl.DataFrame:
    """Read a document, check it, and give the result of its last node."""
    document = read_document(json.dumps({"nodes": list(nodes), "edges": edges}))
    assert document.workflow is not None
    assert not document.diagnostics
    place = Place(Path(), {"events": EVENTS.lazy(), "users": USERS.lazy()})
    checked = Checker(REGISTRY).check(document.workflow, place)
    assert [problem.line() for problem in checked.diagnostics] == []
    return run_nodes(checked, place)[checked.order[-1]].collect()


def _transformed(config: Settings) -> pl.DataFrame:
    edges: list[JsonValue] = [{"id": "e", "source": "events", "target": "n"}]
    return _run(_frame("events"), _node("n", "transform", config), edges=edges)


def test_filter() -> None:
    config: Settings = {"operation": "filter", "expression": "(col('age') > 18) & (col('country') == 'US')"}
    assert _transformed(config)["user_id"].to_list() == [1, 1, 2]


def test_aggregate_names_columns_after_both() -> None:
    functions: Settings = {"revenue": "sum", "orders": "count", "age": "mean"}
    config: Settings = {"operation": "aggregate", "groupBy": ["country", "city"], "aggregations": functions}
    result = _transformed(config).sort("city")
    assert result.columns == ["country", "city", "revenue_sum", "orders_count", "age_mean"]
    assert result.rows()[1] == ("NO", "B", 7.0, 1, 17.0)


@pytest.mark.parametrize("function", ["sum", "count", "mean", "min", "max", "std", "median"])
def test_every_aggregation(function: str) -> None:
    config: Settings = {
        "operation": "aggregate",
        "groupBy": ["country"],
        "aggregations": {"revenue": function},
    }
    assert f"revenue_{function}" in _transformed(config).columns


@pytest.mark.parametrize("how", ["inner", "left", "right", "outer"])
def test_join_by_handles(how: str) -> None:
    config: Settings = {"operation": "join", "joinType": how, "leftOn": ["user_id"], "rightOn": ["id"]}
    edges: list[JsonValue] = [
        {"source": "users", "target": "j", "targetHandle": "right"},
        {"source": "events", "target": "j", "targetHandle": "left"},
    ]
    nodes = (_frame("events"), _frame("users"), _node("j", "transform", {**config, "suffix": "_user"}))
    result = _run(*nodes, edges=edges)
    assert result.height == {"inner": 2, "left": 5, "right": 3, "outer": 6}[how]
    assert "revenue_user" in result.columns


def test_cross_join() -> None:
    edges: list[JsonValue] = [
        {"source": "events", "target": "j", "targetHandle": "left"},
        {"source": "users", "target": "j", "targetHandle": "right"},
    ]
    join = _node("j", "transform", {"operation": "join", "joinType": "cross"})
    assert _run(_frame("events"), _frame("users"), join, edges=edges).height == 10


def test_join_by_variables() -> None:
    config: Settings = {"operation": "join", "joinType": "inner", "leftOn": ["user_id"], "rightOn": ["id"]}
    variables: Settings = {"inputVariable": "events", "rightVariable": "users", "outputVariable": "joined"}
    nodes = (_frame("events"), _frame("users"), _node("j", "transform", {**config, **variables}))
    assert _run(*nodes, edges=[]).height == 2


def test_pivot() -> None:
    config: Settings = {
        "operation": "pivot",
        "index": ["date"],
        "columns": "product",
        "values": "revenue",
        "aggregate": "sum",
    }
    result = _transformed(config).sort("date")
    assert result.to_dict(as_series=False) == {"date": ["mon", "tue"], "cup": [7.0, 0.0], "tea": [1.0, 7.0]}


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("row_number", [2, 1, 3, 1, 2]),
        ("lag", [2.0, None, 5.0, None, 4.0]),
        ("lead", [None, 1.0, None, 5.0, 3.0]),
        ("cumsum", [3.0, 2.0, 12.0, 4.0, 9.0]),
    ],
)
def test_window_follows_the_order(function: str, expected: list[float | None]) -> None:
    config: Settings = {
        "operation": "window",
        "partitionBy": ["user_id"],
        "orderBy": "timestamp",
        "function": function,
        "outputColumn": "out",
    }
    column: Settings = {} if function == "row_number" else {"column": "revenue", "offset": 1}
    result = _transformed({**config, **column})["out"]
    assert result.to_list() == expected
    assert result.dtype.is_integer() == (function == "row_number")


def test_read_select_and_write_insert_of_a_file(tmp_path: Path) -> None:
    EVENTS.write_csv(tmp_path / "events.csv")
    read = _node("r", "connector", {"operation": "select", "connectorType": "csv", "path": "events.csv"})
    save = _node("w", "connector", {"operation": "insert", "connectorType": "parquet", "path": "out.parquet"})
    text = json.dumps({"nodes": [read, save], "edges": [{"source": "r", "target": "w"}]})
    document = read_document(text)
    assert document.workflow is not None
    assert Checker(REGISTRY).check(document.workflow, Place(tmp_path)).ok
