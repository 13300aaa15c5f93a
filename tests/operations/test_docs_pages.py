"""The reference pages say what the classes say."""

from __future__ import annotations

from pathlib import Path

from uzo_jupyter.docs_pages import main, pages, stale_pages
from uzo_jupyter.operations import Registry

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_the_pages_are_fresh() -> None:
    assert stale_pages(REFERENCE, pages(Registry.load())) == [], (
        "run: python -m uzo_jupyter.docs_pages docs/reference"
    )


def test_every_operation_is_on_a_page() -> None:
    text = "".join(pages(Registry.load()).values())
    for operation in Registry.load():
        assert f"`{operation.calls[0].word}(" in text


def test_check_fails_until_the_pages_are_written(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--check"]) == 1
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
