"""The corpus: attacks, legitimate expressions and the frame that they run on."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

CORPUS = Path(__file__).parents[1] / "corpus"


def read_corpus(name: str) -> list[dict[str, Any]]:
    """The rows of a corpus file."""
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


def load_sample_frame() -> pl.DataFrame:
    """The frame with one column of every kind."""
    spec = importlib.util.spec_from_file_location("sample_frame", CORPUS / "sample_frame.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame: pl.DataFrame = module.build()
    return frame


@pytest.fixture(scope="session")
def sample_frame() -> pl.DataFrame:
    return load_sample_frame()
