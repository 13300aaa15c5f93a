"""The whole check of a workflow: shape, settings, schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from uzo_jupyter.checking.bind import Binder, BoundNode, parameter_values
from uzo_jupyter.checking.document_policy import document_problems
from uzo_jupyter.checking.graph import file_problems, graph_problems, output_problems
from uzo_jupyter.checking.schemas import EarlierSchemas, SchemaResult, propagate
from uzo_jupyter.checking.sources import SourceSchemas
from uzo_jupyter.model import ParameterValue, Workflow, exact_text, predecessors, topological_order
from uzo_jupyter.operations import Place, Registry, Source
from uzo_jupyter.protocol import Diagnostic, has_errors


@dataclass(frozen=True)
class Checked:
    """A workflow with everything that is known of it before it runs."""

    workflow: Workflow
    parameters: Mapping[str, ParameterValue]
    nodes: Mapping[str, BoundNode]
    order: tuple[str, ...]
    """The bound nodes in topological order."""
    results: Mapping[str, SchemaResult]
    """What is known of the rows of each bound node."""
    diagnostics: tuple[Diagnostic, ...]

    @cached_property
    def schemas(self) -> Mapping[str, pl.Schema | None]:
        """The schema of each bound node's output; None where only the data can tell."""
        return {node: result.schema for node, result in self.results.items()}

    @property
    def ok(self) -> bool:
        """Whether the workflow can run."""
        return not has_errors(self.diagnostics)

    def says_the_same_as(self, other: Checked) -> bool:
        """Whether a second look found nothing new, so that what was computed for the other still holds."""
        return (
            self.workflow == other.workflow
            and exact_text(self.parameters) == exact_text(other.parameters)
            and self.schemas == other.schemas
            and self.diagnostics == other.diagnostics
        )

    def faulty(self) -> frozenset[str]:
        """The nodes that have an error."""
        return frozenset(d.node for d in self.diagnostics if d.severity == "error" and d.node is not None)


class Checker:
    """Checks workflows; keeps what it read of sources until they change."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._sources = SourceSchemas()

    def check(
        self,
        workflow: Workflow,
        place: Place | None,
        parameters: Mapping[str, object] | None = None,
        before: Checked | None = None,
    ) -> Checked:
        """Everything that is wrong with a workflow.

        Parameters
        ----------
        workflow
            The workflow.
        place
            Where it runs, or None to look at the document alone: no file is opened then.
        parameters
            Values of parameters that differ from their defaults.
        before
            An earlier check: what has not changed since is not worked out again.

        Returns
        -------
        Checked
            The bound nodes, their schemas and all diagnostics, those of the same node together.
        """
        values, diagnostics = parameter_values(workflow, parameters)
        diagnostics += [*graph_problems(workflow), *document_problems(workflow)]
        nodes: dict[str, BoundNode] = {}
        if before is not None and exact_text(before.parameters) != exact_text(values):
            before = None
        binder = Binder(workflow, self._registry, values, before.nodes if before else {})
        for node in workflow.nodes:
            bound, problems = binder.bind(node)
            diagnostics += problems
            if bound is not None:
                nodes[node.id] = bound
        diagnostics += [*output_problems(workflow, nodes), *file_problems(nodes, place)]
        order = tuple(node for node in topological_order(predecessors(workflow)) if node in nodes)
        earlier = EarlierSchemas(before.nodes, before.results) if before else EarlierSchemas({}, {})
        results = propagate(order, nodes, self._source_results(nodes, place), earlier)
        diagnostics += [problem for result in results.values() for problem in result.diagnostics]
        return Checked(workflow, values, nodes, order, results, tuple(dict.fromkeys(diagnostics)))

    def _source_results(self, nodes: Mapping[str, BoundNode], place: Place | None) -> dict[str, SchemaResult]:
        if place is None:
            return {}
        return {
            identity: self._sources.schema(node, place)
            for identity, node in nodes.items()
            if isinstance(node.operation, Source)
        }


def missing_files_as_warnings(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The same diagnostics for a document that is looked at where its data need not be."""
    return tuple(
        d.model_copy(update={"severity": "warning"}) if d.code == "file-not-found" else d for d in diagnostics
    )
