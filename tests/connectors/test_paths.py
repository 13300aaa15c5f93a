"""Connectors follow nothing but plain local paths."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from .conftest import REGISTRY, source

READERS = [
    kind for kind in REGISTRY if kind.identity().get("operation") == "read" and "path" in kind.model_fields
]
WRITERS = [kind for kind in REGISTRY if kind.identity().get("operation") == "write"]


@pytest.mark.parametrize("kind", READERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "path",
    ["s3://b/k", "file:///etc/passwd", "~/x", "$HOME/x", "**/../../*", "\\\\host\\share\\a", "//host/a", ""],
)
def test_other_paths_are_refused(kind: type, path: str) -> None:
    with pytest.raises(ValidationError):
        source(kind.connector, path=path)


@pytest.mark.parametrize("kind", WRITERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("path", ["analysis.ipynb", "flow.uzo.json", "script.py", "out-*.csv", "https://x/y"])
def test_notebooks_and_code_are_not_written_over(kind: type, path: str) -> None:
    with pytest.raises(ValidationError):
        kind.bind({"path": path}, {})
