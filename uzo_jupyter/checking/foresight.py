"""The schema of a node while its workflow is being written, from what an earlier check has learnt."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from uzo_jupyter.checking.bind import Binder, BoundNode, parameter_values
from uzo_jupyter.checking.check import Checked
from uzo_jupyter.model import ParameterValue, Workflow, ancestors, predecessors, topological_order
from uzo_jupyter.operations import Place, Registry, Source


class Foresight:
    """Foretells schemas of an unfinished workflow. It reads nothing: no file is opened, no query computed.

    Parameters
    ----------
    registry
        The operations.
    known
        The last check of an earlier state of the workflow; sources have the schemas that it found.
    place
        Where the workflow runs: sources that are in memory are looked up there.
    """

    def __init__(self, registry: Registry, known: Checked | None, place: Place | None = None) -> None:
        self._registry = registry
        self._known = known
        self._place = place

    def parameters(self, workflow: Workflow) -> Mapping[str, ParameterValue]:
        """The values of the workflow's parameters, as far as the earlier check knew others than the defaults."""
        types = {parameter.name: type(parameter.default) for parameter in workflow.parameters}
        known = self._known.parameters.items() if self._known else ()
        return parameter_values(workflow, {name: v for name, v in known if types.get(name) is type(v)})[0]

    def schema(self, workflow: Workflow, wanted: str) -> pl.Schema | None:
        """The schema of one node; None where it cannot be told."""
        before = predecessors(workflow)
        if wanted not in before:
            return None
        needed = ancestors(before, [wanted])
        binder = Binder(workflow, self._registry, self.parameters(workflow), {})
        schemas: dict[str, pl.Schema | None] = {}
        for name in topological_order({node: before[node] for node in before if node in needed}):
            if self._is_kept(workflow, name, schemas):
                schemas[name] = self._earlier(name)
            else:
                bound, _ = binder.bind(workflow.node(name))
                found = self._schema(bound, schemas) if bound else None
                # While a node is wrong, what it was before is the best guess for those behind it.
                schemas[name] = self._earlier(name) if found is None else found
        return schemas.get(wanted)

    def _earlier(self, node: str) -> pl.Schema | None:
        return self._known.schemas.get(node) if self._known else None

    def _is_kept(self, workflow: Workflow, name: str, schemas: Mapping[str, pl.Schema | None]) -> bool:
        """Whether the node is what it was, and so are the columns that it gets."""
        if self._known is None or self._earlier(name) is None:
            return False
        old = self._known.workflow
        edges = workflow.edges_into(name)
        return (
            workflow.node(name) == old.node(name)
            and edges == old.edges_into(name)
            and all(schemas.get(edge.source) == self._earlier(edge.source) for edge in edges)
        )

    def _schema(self, node: BoundNode, schemas: Mapping[str, pl.Schema | None]) -> pl.Schema | None:
        if isinstance(node.operation, Source):
            return self._source_schema(node.operation)
        inputs = [schema for schema in (schemas.get(name) for name in node.inputs) if schema is not None]
        if len(inputs) < len(node.inputs):
            return None
        try:
            if node.operation.is_dynamic:
                return node.operation.predict(inputs)
            return node.operation.run([schema.to_frame(eager=False) for schema in inputs]).collect_schema()
        except (Exception, pl.exceptions.PanicException):
            # What is wrong is for the check to say; here the schema is only not known.
            return None

    def _source_schema(self, source: Source) -> pl.Schema | None:
        if self._known is not None:
            for name, node in self._known.nodes.items():
                if node.operation == source and self._known.schemas.get(name) is not None:
                    return self._known.schemas[name]
        if self._place is None or not source.in_memory:
            return None
        try:
            return source.scan(self._place).collect_schema()
        except (Exception, pl.exceptions.PanicException):
            return None
