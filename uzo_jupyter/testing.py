"""Checks for authors of operations: what every operation promises, run over its own example.

Put this into the tests of a plugin::

    import pytest
    from uzo_jupyter.operations import Registry
    from uzo_jupyter.testing import check_operation

    registry = Registry.load()

    @pytest.mark.parametrize("operation", [MySource, MyTransform])
    def test_contracts(operation, tmp_path):
        check_operation(operation, registry, tmp_path)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import polars as pl
from polars.testing import assert_frame_equal

from uzo_jupyter.checking import BoundNode, Checked, Checker
from uzo_jupyter.language.parser import parse
from uzo_jupyter.language.printer import print_workflow
from uzo_jupyter.language.program import Program
from uzo_jupyter.operations import CodeOperation, Operation, Place, Registry, Sink, Source
from uzo_jupyter.operations.samples import SAMPLE_CODE, sample_tables

EngineName = Literal["streaming", "in-memory"]
ENGINES: tuple[EngineName, ...] = ("streaming", "in-memory")


@dataclass(frozen=True, slots=True)
class Example:
    """The example of an operation as a program that can run."""

    operation: type[Operation]
    program: Program
    place: Place
    checked: Checked

    @property
    def node(self) -> BoundNode:
        """The node that the example is about: the last one of the operation."""
        own = [node for node in self.checked.nodes.values() if type(node.operation) is self.operation]
        assert own, f"The example of {self.operation.__name__} does not use it, or it has an error."
        return own[-1]

    def input_frames(self) -> list[pl.LazyFrame]:
        """The inputs of that node."""
        frames = run_nodes(self.checked, self.place)
        return [frames[name] for name in self.node.inputs]


def write_samples(directory: Path) -> None:
    """Write the sample tables as files of every built-in kind; CSV lacks the lists, which it cannot hold."""
    for name, table in sample_tables().items():
        flat = table.select(
            column for column, dtype in table.schema.items() if not isinstance(dtype, pl.List | pl.Struct)
        )
        flat.write_csv(directory / f"{name}.csv")
        table.write_parquet(directory / f"{name}.parquet")
        table.write_ipc(directory / f"{name}.arrow")
        table.write_ndjson(directory / f"{name}.ndjson")


def example_program(
    operation: type[Operation], registry: Registry, directory: Path, *, rows: int | None = None
) -> Example:
    """The example of an operation, ready to run.

    Parameters
    ----------
    operation
        The operation.
    registry
        The operations whose words the example may use.
    directory
        A folder for the files that the example reads or writes.
    rows
        How many rows the notebook's tables have at most; all of them where it is None.
    """
    tables = sample_tables()
    write_samples(directory)
    free = [name for name in tables if _uses(operation.example, name)]
    text = "\n".join([*(f'{name} = frame("{name}")' for name in free), operation.example])
    program = parse(text, registry)
    frames = {
        name: table.head(rows).lazy() if rows is not None else table.lazy() for name, table in tables.items()
    }
    place = Place(directory, frames)
    return Example(operation, program, place, Checker(registry).check(program.workflow, place))


def run_nodes(checked: Checked, place: Place) -> dict[str, pl.LazyFrame]:
    """The lazy outputs of all nodes but those that write, each built as a run builds it."""
    frames: dict[str, pl.LazyFrame] = {}
    for name in checked.order:
        bound = checked.nodes[name]
        if isinstance(bound.operation, Source):
            frames[name] = bound.operation.scan(place)
        elif isinstance(bound.operation, CodeOperation):
            tables = [frames[source].collect() for source in bound.inputs]
            made = bound.operation.call(tables, bound.operation.own_code or SAMPLE_CODE)
            assert isinstance(made, pl.DataFrame)
            frames[name] = made.lazy()
        elif not isinstance(bound.operation, Sink):
            frames[name] = bound.operation.run([frames[source] for source in bound.inputs])
    return frames


def check_operation(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Run every check on an operation.

    Raises
    ------
    AssertionError
        When the operation breaks a promise; the message says which one.
    """
    for check in CHECKS:
        check(operation, registry, directory)


def check_is_described(operation: type[Operation], _registry: Registry, _directory: Path) -> None:
    """It has a docstring of its own, a title, a version, and a description of every setting."""
    name = operation.__name__
    assert (operation.__doc__ or "").strip(), f"{name} has no docstring: say what it is for."
    assert operation.__doc__ not in {base.__doc__ for base in operation.__mro__[1:]}, (
        f"{name} needs its own docstring."
    )
    assert operation.title.strip(), f"{name} has no title."
    assert operation.version >= 1, f"{name}.version must be 1 or more."
    properties = cast(
        "Mapping[str, Mapping[str, object]]", operation.model_json_schema().get("properties", {})
    )
    for setting, schema in properties.items():
        assert schema.get("description"), f"{name}.{setting} has no description: the form shows it."
        assert schema.get("title"), f"{name}.{setting} has no title: the form shows it."


def check_json_schema(operation: type[Operation], _registry: Registry, _directory: Path) -> None:
    """The schema of its settings is a valid JSON Schema."""
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(operation.model_json_schema())


def check_example_reads(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Its example is read without a complaint, and its result has a name."""
    example = example_program(operation, registry, directory)
    problems = [
        diagnostic.line() for diagnostic in (*example.program.diagnostics, *example.checked.diagnostics)
    ]
    assert not problems, f"The example of {operation.__name__} has problems: {problems}"
    assert not operation.has_output or example.node.id.isidentifier(), (
        f"The example of {operation.__name__} gives its result no name: write name = ..."
    )


def check_example_is_printed(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Its example survives being printed and read again, and printing is stable."""
    example = example_program(operation, registry, directory)
    printed = print_workflow(example.program.workflow, registry)
    again = parse(printed, registry)
    assert not again.diagnostics, (
        f"The printed example does not read: {[d.line() for d in again.diagnostics]}"
    )
    assert again.workflow == example.program.workflow, (
        f"The printed example reads as something else:\n{printed}"
    )
    assert print_workflow(again.workflow, registry) == printed, f"Printing twice gives two texts:\n{printed}"


def check_config_round_trip(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Binding its own config gives the operation again."""
    bound = example_program(operation, registry, directory).node.operation
    settings = {key: value for key, value in bound.config().items() if key not in operation.identity()}
    assert operation.bind(settings, {}) == bound, f"bind(config()) differs: {settings}"


def check_schema_is_predicted(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """The schema that the checker predicts is that of the result, with rows and without, in both engines."""
    for rows in (None, 0):
        example = example_program(operation, registry, directory, rows=rows)
        node = example.node
        predicted = example.checked.schemas[node.id]
        if predicted is None:
            assert node.operation.is_dynamic, (
                f"{operation.__name__} has no predicted schema but is not dynamic."
            )
        if isinstance(node.operation, Sink):
            continue
        for engine, result in results(example).items():
            if predicted is not None:
                found = result.schema
                assert found == predicted, (
                    f"{operation.__name__} ({engine}): predicted {predicted}, got {found}"
                )


def check_engines_agree(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Both engines give the same rows; only their order may differ."""
    example = example_program(operation, registry, directory)
    if not isinstance(example.node.operation, Sink):
        first, second = results(example).values()
        assert_frame_equal(first, second, check_row_order=False)


def check_rows(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Where it says that rows stay the same, there are as many as before."""
    if operation.rows == "same":
        example = example_program(operation, registry, directory)
        before = example.input_frames()[0].collect().height
        for engine, result in results(example).items():
            assert result.height == before, (
                f"{operation.__name__} ({engine}) changed {before} rows to {result.height}."
            )


def check_lineage(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """Its lineage tells of every column of the output, and names columns that the inputs have."""
    example = example_program(operation, registry, directory)
    node = example.node
    inputs = [frame.collect_schema() for frame in example.input_frames()]
    output = inputs[0] if isinstance(node.operation, Sink) else results(example)["in-memory"].schema
    lineage = node.operation.lineage(inputs, output)
    assert set(lineage) == set(output), (
        f"{operation.__name__}: lineage of {sorted(lineage)}, columns {sorted(output)}"
    )
    for column, references in lineage.items():
        for reference in references:
            known = inputs[reference.input]
            assert reference.column in known, (
                f"{operation.__name__}: {column!r} comes from unknown {reference}."
            )


def check_sink_writes(operation: type[Operation], registry: Registry, directory: Path) -> None:
    """A node that writes makes its file, and only when the query runs."""
    example = example_program(operation, registry, directory)
    sink = example.node.operation
    if isinstance(sink, Sink):
        target = sink.target(example.place)
        target.unlink(missing_ok=True)
        query = sink.write(example.input_frames()[0], target)
        assert not target.exists(), f"{operation.__name__}.write() wrote before the query ran: use lazy=True."
        query.collect()
        assert target.stat().st_size > 0, f"{operation.__name__} wrote nothing."


def results(example: Example) -> dict[EngineName, pl.DataFrame]:
    """The example's result by each engine."""
    frame = run_nodes(example.checked, example.place)[example.node.id]
    return {engine: frame.collect(engine=engine) for engine in ENGINES}


def _uses(example: str, table: str) -> bool:
    """Whether an example takes a sample table as it is, rather than making a node of that name."""
    return bool(re.search(rf"\b{table}\b(?!\.)|\b{table}\.(?=[a-z_]+\()", example)) and not re.search(
        rf"^{table}\s*=|frame\(", example, re.MULTILINE
    )


Check = Callable[[type[Operation], Registry, Path], None]

CHECKS: tuple[Check, ...] = (
    check_is_described,
    check_json_schema,
    check_example_reads,
    check_example_is_printed,
    check_config_round_trip,
    check_schema_is_predicted,
    check_engines_agree,
    check_rows,
    check_lineage,
    check_sink_writes,
)
"""Every promise of an operation."""
