"""Reading and writing small files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.checking.schemas import POLARS_ERRORS
from uzo_jupyter.model import JsonValue
from uzo_jupyter.operations import Place, Registry, Sink, Source, SourceError

REGISTRY = Registry.load()

Read = Callable[..., pl.DataFrame]
Write = Callable[..., Path]
Failure = Callable[..., SourceError]


def source(connector: str, **settings: JsonValue) -> Source:
    """A source with the settings of a document."""
    kind = REGISTRY.find("connector", {"operation": "read", "connectorType": connector})
    assert kind is not None
    operation = kind.bind(settings, {})
    assert isinstance(operation, Source)
    return operation


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a file of the test's folder."""

    def read(connector: str, path: str, **settings: JsonValue) -> pl.DataFrame:
        return source(connector, path=path, **settings).scan(Place(tmp_path)).collect()

    return read


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a table to a file of the test's folder."""

    def write(table: pl.DataFrame, connector: str, path: str, **settings: JsonValue) -> Path:
        kind = REGISTRY.find("connector", {"operation": "write", "connectorType": connector})
        assert kind is not None
        sink = kind.bind({"path": path, **settings}, {})
        assert isinstance(sink, Sink)
        target = sink.target(Place(tmp_path))
        sink.write(table.lazy(), target).collect()
        return target

    return write


@pytest.fixture
def failure(tmp_path: Path) -> Failure:
    """What is said about a file that cannot be read."""

    def failure(connector: str, path: str, **settings: JsonValue) -> SourceError:
        place = Place(tmp_path)
        operation = source(connector, path=path, **settings)
        try:
            operation.scan(place).collect()
        except SourceError as error:
            return error
        except (*POLARS_ERRORS, OSError) as error:
            assert isinstance(error, Exception)
            explained = operation.explain(place, error)
            assert explained is not None, f"not explained: {error!r}"
            return explained
        raise AssertionError(f"{path} was read")

    return failure
