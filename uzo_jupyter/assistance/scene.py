"""What is known around the cursor: nodes, parameters, columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import polars as pl

from uzo_jupyter.assistance.candidates import Candidate
from uzo_jupyter.assistance.cursor import Cursor, end_of_statement
from uzo_jupyter.assistance.documentation import Documentation, columns_told
from uzo_jupyter.checking import Checked, Foresight
from uzo_jupyter.language import Program, parse
from uzo_jupyter.model import Parameter, ParameterValue
from uzo_jupyter.operations import Place, Registry

Columns = Mapping[str, pl.DataType]

_NO_COLUMNS: Columns = {}
_ASSIGNED = re.compile(r"^([^\W\d]\w*)[ \t]*=(?!=)[ \t]*(parameter[ \t]*\()?", re.MULTILINE)
_PROBE = "uzo_node_at_the_cursor"


class Scene:
    """A text without the statement that is being written, and what the last check has learnt of it."""

    def __init__(
        self, text: str, cursor: Cursor, registry: Registry, checked: Checked | None, place: Place | None
    ) -> None:
        self.text = text
        self.registry = registry
        self.place = place
        self._checked = checked
        self._before = text[: cursor.begin]
        self._after = text[end_of_statement(text, cursor.start) :]
        self._foresight = Foresight(registry, checked, place)
        self._assigned = (
            cursor.before[0].text if len(cursor.before) > 1 and cursor.before[1].text == "=" else None
        )

    @property
    def own_columns(self) -> Columns:
        """The columns that the node of this statement had when it was checked."""
        known = self._checked.schemas.get(self._assigned or "") if self._checked else None
        return known or _NO_COLUMNS

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The names of all nodes but the one that this statement makes."""
        names = {match[1]: None for match in _ASSIGNED.finditer(self._rest) if not match[2]}
        return tuple(name for name in names if name != self._assigned)

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by their names."""
        return {parameter.name: parameter for parameter in self._program.workflow.parameters}

    @cached_property
    def values(self) -> Mapping[str, ParameterValue]:
        """The values of the parameters."""
        return self._foresight.parameters(self._program.workflow)

    def columns(self, node: str) -> Columns:
        """The columns of a node, which is written as its name or as a chain; none where they are not known."""
        program = self._program if node.isidentifier() else self._read(f"{_PROBE} = ({node}\n)\n")
        return (
            self._foresight.schema(program.workflow, node if node.isidentifier() else _PROBE) or _NO_COLUMNS
        )

    def node(self, name: str) -> Candidate:
        """A node of the text."""
        title = _title(self._program, name, self.registry)
        return Candidate(name, "node", title, told=lambda: _told(name, title, self.columns(name)))

    @property
    def _rest(self) -> str:
        return f"{self._before}\n{self._after}"

    @cached_property
    def _program(self) -> Program:
        return self._read("")

    def _read(self, statement: str) -> Program:
        return parse(f"{self._before}\n{statement}{self._after}", self.registry)


def node_told(
    text: str, name: str, registry: Registry, checked: Checked | None, place: Place | None
) -> Documentation | None:
    """What is told about the node, or the parameter, that a text calls by that name."""
    program = parse(text, registry)
    parameter = next((each for each in program.workflow.parameters if each.name == name), None)
    if parameter is not None:
        return parameter_told(parameter)
    if name not in program.workflow:
        return None
    columns = Foresight(registry, checked, place).schema(program.workflow, name)
    return _told(name, _title(program, name, registry), columns or _NO_COLUMNS)


def parameter_told(parameter: Parameter) -> Documentation:
    """What is told about a parameter."""
    kind = f"parameter, {parameter.type}, by default {parameter.default!r}"
    return Documentation(parameter.name, kind, note=parameter.description)


def _title(program: Program, name: str, registry: Registry) -> str:
    if name not in program.workflow:
        return ""
    node = program.workflow.node(name)
    operation = registry.find(node.node_type, node.config)
    return operation.title if operation else ""


def _told(name: str, title: str, columns: Columns) -> Documentation:
    rows, more = columns_told(columns)
    return Documentation(name, f"node: {title}" if title else "node", rows=rows, more=more)
