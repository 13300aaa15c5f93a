"""Raw nodes to operations: which operation, with which settings and policies, fed by which nodes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from uzo_jupyter.checking.settings import problem_of
from uzo_jupyter.checking.wiring import wire
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.model import POLICY_KEYS, JsonValue, Node, ParameterValue, Policy, Workflow
from uzo_jupyter.model.variables import VARIABLE_KEYS
from uzo_jupyter.operations import Operation, Registry
from uzo_jupyter.operations.base import wire_name_of
from uzo_jupyter.protocol import Diagnostic

_FORBIDDEN_KEYS = frozenset({"__proto__", "constructor", "prototype"})


@dataclass(frozen=True, slots=True)
class BoundNode:
    """A node whose operation and settings are known. ``feeds`` has the node behind each input, by its name."""

    node: Node
    operation: Operation
    policy: Policy
    feeds: Mapping[str, str]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The nodes that feed it, in the order of the inputs."""
        return tuple(self.feeds.values())

    @property
    def id(self) -> str:
        """The id of the node."""
        return self.node.id

    @property
    def config_name(self) -> str:
        """The operation as tags and logs name it: ``filter``, ``read:csv``."""
        return ":".join(str(part) for part in self.operation.identity().values())


class Binder:
    """Binds the nodes of one workflow with one set of parameter values."""

    def __init__(
        self,
        workflow: Workflow,
        registry: Registry,
        parameters: Mapping[str, ParameterValue],
        before: Mapping[str, BoundNode],
    ) -> None:
        self._workflow = workflow
        self._registry = registry
        self._parameters = parameters
        self._before = before
        """Nodes that were bound with the same parameters before."""

    def bind(self, node: Node) -> tuple[BoundNode | None, list[Diagnostic]]:
        """The bound node, or None and why not."""
        before = self._before.get(node.id)
        if before is not None and before.node == node:
            return self._wired(node, before.operation, before.policy)
        kind = self._registry.find(node.node_type, node.config)
        if kind is None:
            return None, [self._unknown(node)]
        diagnostics = [self._forbidden(node, key) for key in node.config if key in _FORBIDDEN_KEYS]
        operation, problems = self._settings(node, kind)
        policy, policy_problems = self._policy(node)
        diagnostics += problems + policy_problems
        if operation is None or policy is None or diagnostics:
            return None, diagnostics
        return self._wired(node, operation, policy)

    def _wired(
        self, node: Node, operation: Operation, policy: Policy
    ) -> tuple[BoundNode | None, list[Diagnostic]]:
        feeds, problems = wire(self._workflow, node, operation)
        return (None if feeds is None else BoundNode(node, operation, policy, feeds)), problems

    def _settings(self, node: Node, kind: type[Operation]) -> tuple[Operation | None, list[Diagnostic]]:
        skipped = {*kind.identity(), *POLICY_KEYS, *VARIABLE_KEYS, *_FORBIDDEN_KEYS}
        settings: dict[str, JsonValue] = {}
        problems: list[Diagnostic] = []
        for key, value in node.config.items():
            if key not in skipped:
                settings[key], problem = self._value(node, key, value)
                problems += problem
        if problems:
            return None, problems
        try:
            return kind.bind(settings, self._parameters), []
        except ValidationError as error:
            known = [*_wire_names(kind), *sorted(POLICY_KEYS)]
            return None, [problem_of(node, details, known, kind) for details in _details(error)]

    def _value(self, node: Node, key: str, value: JsonValue) -> tuple[JsonValue, list[Diagnostic]]:
        """A setting, with the value of the parameter that it names."""
        if not (isinstance(value, dict) and set(value) == {"param"}):
            return value, []
        name = value["param"]
        if isinstance(name, str) and name in self._parameters:
            return self._parameters[name], []
        hint = did_you_mean(str(name), list(self._parameters), "Parameters")
        message = f"There is no parameter {name!r}."
        return None, [
            Diagnostic(code="unknown-parameter", message=message, hint=hint, node=node.id, field=key)
        ]

    def _policy(self, node: Node) -> tuple[Policy | None, list[Diagnostic]]:
        values: dict[str, JsonValue] = {}
        problems: list[Diagnostic] = []
        for key in sorted(POLICY_KEYS & node.config.keys()):
            values[key], problem = self._value(node, key, node.config[key])
            problems += problem
        if problems or not values:
            return (None if problems else Policy()), problems
        try:
            return Policy.model_validate(values), []
        except ValidationError as error:
            return None, [problem_of(node, details, sorted(POLICY_KEYS)) for details in _details(error)]

    def _unknown(self, node: Node) -> Diagnostic:
        operation = node.config.get("operation")
        connector = node.config.get("connectorType")
        known = self._registry.names(node.node_type)
        if node.node_type == "connector" and connector is not None:
            message = f"There is no connector {connector!r} that can {operation!r}."
            return self._diagnostic(
                node, "connectorType", message, did_you_mean(str(connector), known, "Connectors")
            )
        if operation is None:
            return self._diagnostic(
                node, "operation", f"The {node.node_type} names no operation.", did_you_mean("", known)
            )
        message = f"There is no {node.node_type} operation {operation!r}."
        return self._diagnostic(node, "operation", message, did_you_mean(str(operation), known, "Operations"))

    def _diagnostic(self, node: Node, field: str, message: str, hint: str) -> Diagnostic:
        return Diagnostic(code="unknown-operation", message=message, hint=hint, node=node.id, field=field)

    def _forbidden(self, node: Node, key: str) -> Diagnostic:
        message = f"A setting must not be named {key!r}."
        return Diagnostic(code="forbidden-setting", message=message, node=node.id, field=key)


def _details(error: ValidationError) -> Sequence[ErrorDetails]:
    return error.errors(include_url=False)


def _wire_names(kind: type[Operation]) -> list[str]:
    return [wire_name_of(kind, field) for field in kind.model_fields]


def parameter_values(
    workflow: Workflow, given: Mapping[str, Any] | None
) -> tuple[Mapping[str, ParameterValue], list[Diagnostic]]:
    """The value of every parameter, given ones first, and what is wrong with those."""
    values: dict[str, ParameterValue] = {
        parameter.name: parameter.default for parameter in workflow.parameters
    }
    diagnostics: list[Diagnostic] = []
    types = {parameter.name: parameter.type for parameter in workflow.parameters}
    for name, value in (given or {}).items():
        if name not in values:
            hint = did_you_mean(name, list(values), "Parameters")
            message = f"There is no parameter {name!r}."
            diagnostics.append(Diagnostic(code="unknown-parameter", message=message, hint=hint))
        elif isinstance(value, float) and not math.isfinite(value):
            message = f"Parameter {name!r} must be a finite number, not {value!r}: no file can hold that."
            diagnostics.append(Diagnostic(code="parameter-type", message=message))
        elif type(value).__name__ == types[name]:
            values[name] = cast("ParameterValue", value)
        elif types[name] == "float" and type(value) is int:
            values[name] = float(value)
        else:
            message = f"Parameter {name!r} must be of type {types[name]}, not {value!r}."
            diagnostics.append(Diagnostic(code="parameter-type", message=message))
    return values, diagnostics
