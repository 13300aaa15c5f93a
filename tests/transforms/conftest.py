"""Running one transform on small tables."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pydantic import ValidationError

from uzo_jupyter.model import JsonValue
from uzo_jupyter.operations import Operation, Registry

REGISTRY = Registry.load()

Settings = dict[str, JsonValue]
Run = Callable[..., pl.DataFrame]
Bind = Callable[[str, Settings], Operation]
Refusal = Callable[[str, Settings], str]


def _bind(name: str, settings: Settings) -> Operation:
    operation = REGISTRY.find("transform", {"operation": name})
    assert operation is not None
    return operation.bind(settings, {})


def _run(name: str, settings: Settings, *tables: pl.DataFrame) -> pl.DataFrame:
    query = _bind(name, settings).run([table.lazy() for table in tables])
    result = query.collect(engine="streaming")
    assert_frame_equal(result, query.collect(engine="in-memory"), check_row_order=False)
    return result


def _refusal(name: str, settings: Settings) -> str:
    with pytest.raises(ValidationError) as caught:
        _bind(name, settings)
    return caught.value.errors()[0]["msg"].removeprefix("Value error, ")


@pytest.fixture(scope="session")
def bind() -> Bind:
    """Makes a transform of its name and the settings of a document."""
    return _bind


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a transform on tables with both engines, which must agree."""
    return _run


@pytest.fixture(scope="session")
def refusal() -> Refusal:
    """What is said about settings that are refused."""
    return _refusal
