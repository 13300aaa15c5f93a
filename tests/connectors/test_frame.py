"""A data frame of the notebook is a source."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from uzo_jupyter.operations import Place, SourceError

from .conftest import source

FRAME = pl.LazyFrame({"a": [1]})


def test_the_frame_of_that_name_is_read() -> None:
    result = source("frame", variable="df").scan(Place(Path(), {"df": FRAME}))
    assert result.collect().rows() == [(1,)]


def test_an_unknown_frame_names_the_nearest() -> None:
    with pytest.raises(SourceError) as caught:
        source("frame", variable="order").scan(Place(Path(), {"orders": FRAME}))
    assert str(caught.value) == "The notebook has no data frame 'order'. Did you mean 'orders'?"


def test_where_there_are_none_it_says_so() -> None:
    with pytest.raises(SourceError, match="Data frames: none"):
        source("frame", variable="df").scan(Place(Path()))
