"""A workflow to edit, and a way to do it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from uzo_jupyter.editing import Draft, apply
from uzo_jupyter.language import parse, print_workflow
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import Edit, Layout

TEXT = """\
flights = read_csv("flights.csv")
airlines = read_csv("airlines.csv")
late = flights.filter(col("dep_delay") > 60)
named = late.join(airlines, on="carrier", how="left")
top = named.sort("dep_delay").head(10)
top.write_parquet("top.parquet")
"""


@dataclass
class Bench:
    """A draft of the workflow above, and its text after edits."""

    registry: Registry
    draft: Draft

    def edit(self, *edits: Edit) -> Draft:
        """Carry out edits."""
        self.draft = apply(self.draft, edits, self.registry)
        return self.draft

    @property
    def text(self) -> str:
        """The workflow as text."""
        return print_workflow(self.draft.workflow, self.registry)


@pytest.fixture(scope="session")
def registry() -> Registry:
    """All operations."""
    return Registry.load()


@pytest.fixture
def bench(registry: Registry) -> Bench:
    """The workflow, not edited yet."""
    return Bench(registry, Draft(parse(TEXT, registry, name="flights").workflow, Layout()))
