"""A reader and a printer over the real operations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.language.workflows import REGISTRY
from uzo_jupyter.language import Program, parse

Reader = Callable[[str], Program]


@pytest.fixture
def read() -> Reader:
    """Reads a text as the body of a cell, whose first line is line 2."""
    return lambda text: parse(text, REGISTRY, first_line=2)
