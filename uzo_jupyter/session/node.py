"""One node of a live workflow, as a person reaches it: ``flow.late``."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from uzo_jupyter.errors import SampleWarning

if TYPE_CHECKING:
    from uzo_jupyter.session.flow import Flow


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One node of a flow."""

    flow: Flow
    id: str

    def frame(self) -> pl.LazyFrame:
        """Its rows as a LazyFrame."""
        return self.flow[self.id]

    def collect(self) -> pl.DataFrame:
        """Its rows as a DataFrame."""
        return self.frame().collect()

    def preview(self, rows: int = 10) -> pl.DataFrame:
        """Its first rows: of the result where the workflow ran, else of a sample.

        Warns
        -----
        SampleWarning
            When there was a run, but it did not make the rows of this node, or its files were changed since.
        """
        self.flow.reach()
        if not self.flow.is_sampled:
            self.flow.sample()
        page = self.flow.preview(self.id, 0, rows)
        view = self.flow.view
        changed = ", ".join(self.flow.changed_sources(self.id))
        if changed:
            text = f"These rows of {self.id!r} are not those of the last run: {changed} has changed since."
            warnings.warn(text, SampleWarning, stacklevel=2)
        elif page.sample and view is not None:
            text = f"These rows of {self.id!r} are a sample: the last run did not make them ({view.phase})."
            warnings.warn(text, SampleWarning, stacklevel=2)
        return page.rows

    @property
    def schema(self) -> pl.Schema | None:
        """Names and types of its columns; None where only the data can tell."""
        return self.flow.checked.schemas.get(self.id)
