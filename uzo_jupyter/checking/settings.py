"""What pydantic finds wrong with settings, said for the person who wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

from uzo_jupyter.language.names import did_you_mean, wire_name
from uzo_jupyter.language.options import OPTION_KEYS
from uzo_jupyter.model import Node
from uzo_jupyter.operations import Operation
from uzo_jupyter.operations.base import wire_name_of
from uzo_jupyter.protocol import Diagnostic, Span


def problem_of(
    node: Node, details: ErrorDetails, known: Sequence[str], operation: type[Operation] | None = None
) -> Diagnostic:
    """A diagnostic for one error of pydantic in the settings of an operation, or in policies where there is none."""
    field = _field(details["loc"])
    context: Mapping[str, object] = details.get("ctx", {})
    if details["type"] == "missing":
        return _missing(node, field, operation)
    if details["type"] == "extra_forbidden":
        return _unknown_setting(node, str(details["loc"][-1]), known)
    if details["type"] == "expression":
        return _expression_problem(node, field, context)
    if details["type"] == "path":
        hint = context.get("hint")
        message = str(context.get("message"))
        return Diagnostic(
            code="path", message=message, hint=str(hint) if hint else None, node=node.id, field=field
        )
    if details["type"] == "value_error":
        # A validator of the operation says it in a sentence of its own.
        message = details["msg"].removeprefix("Value error, ")
        return Diagnostic(code="setting", message=message, node=node.id, field=field or None)
    message = f"{_sentence(details['msg'])} It is {_short(details['input'])}."
    return Diagnostic(code="setting", message=message, node=node.id, field=field)


def _missing(node: Node, field: str, operation: type[Operation] | None) -> Diagnostic:
    """In the words of the form; they tell as much to those who write the cell."""
    needs, hint = repr(field), None
    fields = operation.model_fields if operation else {}
    for name, info in fields.items():
        if operation and info.title and wire_name_of(operation, name) == field:
            needs, hint = repr(info.title), info.description
    who = operation.title if operation else _label(node)
    return Diagnostic(
        code="missing-setting", message=f"{who} needs {needs}.", hint=hint, node=node.id, field=field
    )


def _unknown_setting(node: Node, key: str, known: Sequence[str]) -> Diagnostic:
    message = f"{_label(node)} has no setting {key!r}."
    if key in OPTION_KEYS:
        hint = f"In a document it is called {OPTION_KEYS[key]!r}."
    else:
        hint = did_you_mean(key, known, "Settings")
    return Diagnostic(code="unknown-setting", message=message, hint=hint, node=node.id, field=key)


def _expression_problem(node: Node, field: str, context: Mapping[str, object]) -> Diagnostic:
    line, column = int(str(context["line"])), int(str(context["column"]))
    end = context.get("end_column")
    span = Span(line=line, column=column, end_line=line, end_column=int(str(end)) if end else column + 1)
    hint = context.get("hint")
    return Diagnostic(
        code="expression",
        message=str(context["message"]),
        hint=str(hint) if hint else None,
        node=node.id,
        field=field,
        span=span,
    )


def _field(location: tuple[int | str, ...]) -> str:
    """``("aggregations", "delay")`` as ``aggregations.delay``; positions in lists are left out."""
    parts = [
        part
        for part in location
        if isinstance(part, str) and not part.startswith(("function-", "constrained-"))
    ]
    if not parts:
        return ""
    return ".".join([wire_name(parts[0]), *parts[1:]])


def _label(node: Node) -> str:
    return str(node.config.get("connectorType") or node.config.get("operation") or node.node_type)


def _sentence(message: str) -> str:
    wanted = message.removeprefix("Input should be ")
    return f"It must be {wanted[0].lower()}{wanted[1:]}."


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
