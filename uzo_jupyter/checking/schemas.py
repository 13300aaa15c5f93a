"""Schemas of all nodes, found on empty frames: no row is read, every missing column and wrong type is found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from uzo_jupyter.checking.bind import BoundNode
from uzo_jupyter.checking.columns import expressions_of, missing_columns
from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.operations import CodeOperation, Operation, Place, Source, SourceError
from uzo_jupyter.protocol import Diagnostic

_UNKNOWN_COLUMN = re.compile(r'unable to find column "(?P<name>[^"]*)"; valid columns: \[(?P<known>[^\]]*)\]')
# Some functions lose the type of a column that has nothing but nulls: an error of that type says nothing.
_OF_TYPES = re.compile(
    r"not supported for dtype `(?![^`]*null)|invalid series dtype: expected `[^`]*`, got `(?![^`]*null)"
)
_PLACEHOLDER = "\0"
POLARS_ERRORS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


@dataclass(frozen=True)
class SchemaResult:
    """The schema of a node's output, None where only the data can tell, and what is wrong."""

    schema: pl.Schema | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def empty(self) -> pl.LazyFrame | None:
        """A frame of that schema without rows, made once for all nodes that it feeds."""
        return None if self.schema is None else self.schema.to_frame(eager=False)

    @cached_property
    def nulls(self) -> pl.LazyFrame | None:
        """A frame of that schema with one row of nulls, made once for all nodes that it feeds."""
        if self.schema is None:
            return None
        # DataFrame.clear(1) does the same and takes twenty times as long.
        row = pl.DataFrame({_PLACEHOLDER: [0]})
        return pl.concat([row, self.schema.to_frame()], how="diagonal").drop(_PLACEHOLDER).lazy()


_UNKNOWN = SchemaResult(None)
_TYPE_NAME = re.compile(r"`(\w+)`")
_TYPES = {
    "str": "String",
    "bool": "Boolean",
    "f32": "Float32",
    "f64": "Float64",
    **{f"i{bits}": f"Int{bits}" for bits in (8, 16, 32, 64, 128)},
    **{f"u{bits}": f"UInt{bits}" for bits in (8, 16, 32, 64)},
    "date": "Date",
    "time": "Time",
}
"""Types as Polars shows them in messages."""


def source_schema(node: BoundNode, place: Place) -> SchemaResult:
    """The schema of a source, from the head of its file."""
    source = node.operation
    assert isinstance(source, Source)
    try:
        return SchemaResult(source.scan(place).collect_schema())
    except SourceError as error:
        return SchemaResult(None, (source_diagnostic(node.id, error),))
    except (Exception, pl.exceptions.PanicException) as error:
        # Whatever a damaged file or an odd setting makes of a reader is a problem of this node alone.
        return SchemaResult(None, (_unreadable(node.id, source, place, error),))


def _unreadable(node: str, source: Source, place: Place, error: BaseException) -> Diagnostic:
    plain = Diagnostic(code="source", message=first_line(error), node=node)
    if not isinstance(error, Exception):
        return plain
    try:
        explained = source.explain(place, error)
    except (Exception, pl.exceptions.PanicException):
        return plain
    return plain if explained is None else source_diagnostic(node, explained)


def source_diagnostic(node: str, error: SourceError) -> Diagnostic:
    """The diagnostic of a source that cannot be read."""
    return Diagnostic(
        code=error.code, message=error.message, hint=error.hint, node=node, file=error.file, row=error.row
    )


def node_schema(node: BoundNode, inputs: Sequence[SchemaResult]) -> SchemaResult:
    """The schema of a node's output for those of its inputs."""
    operation = node.operation
    names = operation.input_names(tuple(node.feeds))
    problems = missing_columns(node.id, operation, names, [each.schema for each in inputs])
    if problems:
        return SchemaResult(None, tuple(problems))
    known = [each.schema for each in inputs if each.schema is not None]
    if len(known) < len(inputs):
        return _UNKNOWN
    if isinstance(operation, CodeOperation):
        # Nothing of it runs here.
        return SchemaResult(operation.predict(known))
    frames = [each.empty for each in inputs if each.empty is not None]
    try:
        operation.refuse(known)
        query = operation.run(frames)
        schema = operation.predict(known) if operation.is_dynamic else _schema(query)
        _probe(operation, inputs)
    except UzoError as error:
        return SchemaResult(
            None, (Diagnostic(code="refused", message=error.message, hint=error.hint, node=node.id),)
        )
    except (Exception, pl.exceptions.PanicException) as error:
        return SchemaResult(None, (_type_problem(node, inputs, error),))
    return SchemaResult(schema)


def _schema(query: pl.LazyFrame) -> pl.Schema:
    """The schema of a query over empty tables: computing it finds more faults than planning it."""
    try:
        return query.collect(engine="in-memory").schema
    except (pl.exceptions.OutOfBoundsError, pl.exceptions.PanicException):
        # An empty table lacks the row that is asked for, which says nothing of the real one.
        return query.collect_schema()


def _probe(operation: Operation, inputs: Sequence[SchemaResult]) -> None:
    """Find what only shows when there is a row: Polars looks at some types when it computes, not when it plans.

    Values must not matter here, so all are null, and only errors that name a type count.
    """
    if operation.is_dynamic or not (operation.looks_at_types or any(expressions_of(operation))):
        return
    nulls = [each.nulls for each in inputs if each.nulls is not None]
    try:
        operation.run(nulls).collect(engine="in-memory")
    except (Exception, pl.exceptions.PanicException) as error:
        if _OF_TYPES.search(str(error)):
            raise


def _type_problem(node: BoundNode, inputs: Sequence[SchemaResult], error: BaseException) -> Diagnostic:
    field = _failing_expression(node.operation, [each.nulls for each in inputs if each.nulls is not None])
    unknown = _UNKNOWN_COLUMN.search(str(error))
    if unknown is not None:
        known = [name.strip().strip('"') for name in unknown["known"].split(",")]
        message, hint = (
            f"There is no column {unknown['name']!r}.",
            did_you_mean(unknown["name"], known, "Columns"),
        )
        return Diagnostic(code="unknown-column", message=message, hint=hint, node=node.id, field=field)
    return Diagnostic(code="type", message=first_line(error), node=node.id, field=field)


def _failing_expression(operation: Operation, frames: Sequence[pl.LazyFrame]) -> str | None:
    """The setting whose expression fails alone, or the only one that there is."""
    expressions = list(expressions_of(operation))
    if len(expressions) == 1:
        return expressions[0][0]
    for field, expression in expressions:
        try:
            frames[0].select(expression.polars).collect(engine="in-memory")
        except POLARS_ERRORS:
            return field
    return None


def first_line(error: BaseException) -> str:
    """What Polars says, without the plan that it prints after it, and with types under the names that people write.

    Examples
    --------
    >>> first_line(ValueError("conversion from `str` to `i64` failed\\nResolved plan: ..."))
    'Conversion from String to Int64 failed'
    """
    lines = str(error).strip().splitlines()
    text = lines[0] if lines else type(error).__name__
    text = _TYPE_NAME.sub(lambda found: _TYPES.get(found[1], found[0]), text)
    return f"{text[0].upper()}{text[1:]}" if text else type(error).__name__


@dataclass(frozen=True, slots=True)
class EarlierSchemas:
    """What was found of nodes before; it holds for those that are the same and get the same."""

    nodes: Mapping[str, BoundNode]
    results: Mapping[str, SchemaResult]

    def or_new(self, node: BoundNode, found: SchemaResult) -> SchemaResult:
        """What was found of a node now; as the object that it was where it says the same: what follows is kept then."""
        before = self.results.get(node.id)
        return before if before is not None and before == found else found

    def of(self, node: BoundNode, inputs: Sequence[SchemaResult]) -> SchemaResult | None:
        """The result of a node, if it and all that comes to it are as they were."""
        before = self.nodes.get(node.id)
        if before is None or node.id not in self.results or tuple(before.feeds) != tuple(node.feeds):
            return None
        same = before.operation is node.operation and all(
            self.results.get(old) is new for old, new in zip(before.inputs, inputs, strict=True)
        )
        return self.results[node.id] if same else None


def propagate(
    order: Sequence[str],
    nodes: Mapping[str, BoundNode],
    sources: Mapping[str, SchemaResult],
    earlier: EarlierSchemas,
) -> dict[str, SchemaResult]:
    """The schema of every bound node, in topological order; ``sources`` are known already."""
    results: dict[str, SchemaResult] = {}
    for identity in order:
        node = nodes.get(identity)
        if node is None:
            continue
        if isinstance(node.operation, Source):
            results[identity] = earlier.or_new(node, sources.get(identity, _UNKNOWN))
        else:
            inputs = [results.get(name, _UNKNOWN) for name in node.inputs]
            known = earlier.of(node, inputs)
            results[identity] = known or earlier.or_new(node, node_schema(node, inputs))
    return results
