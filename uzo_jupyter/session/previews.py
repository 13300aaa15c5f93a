"""The samples of a flow: kept for nodes that did not change, so that nothing flickers while a person edits."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from uzo_jupyter.checking import Checked
from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations import Place
from uzo_jupyter.protocol import Diagnostic
from uzo_jupyter.running.samples import Sample, Sampler
from uzo_jupyter.session.tables import SampleTable

_HINT = "That is so for the first rows of the sources."


@dataclass(frozen=True, slots=True)
class Previews:
    """The samples that are there, by node."""

    samples: Mapping[str, Sample] = field(default_factory=dict[str, Sample])

    def only(self, nodes: Set[str]) -> Previews:
        """Those of these nodes."""
        return Previews({node: sample for node, sample in self.samples.items() if node in nodes})

    def failures(self) -> tuple[Diagnostic, ...]:
        """Why there is no sample of a node where its rows are such that it fails: a run would fail as well."""
        return tuple(
            Diagnostic(code="sample", severity="warning", node=node, message=sample.note or "", hint=_HINT)
            for node, sample in self.samples.items()
            if sample.failed
        )

    def table(self, node: str) -> SampleTable:
        """The rows of a sample.

        Raises
        ------
        UzoError
            When there is none, with the reason.
        """
        sample = self.samples.get(node)
        if sample is None or sample.frame is None:
            raise UzoError(sample.note if sample and sample.note else "There is no preview yet.")
        return SampleTable(node, sample.frame, sample.complete)


def computed(checked: Checked, place: Place) -> Previews:
    """The samples of all nodes, computed now."""
    return Previews(Sampler(checked, place).samples())
