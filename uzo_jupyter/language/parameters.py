"""``name = parameter(default, "description")``."""

from __future__ import annotations

import ast

from uzo_jupyter.language.source import Source
from uzo_jupyter.language.values import is_storable, literal
from uzo_jupyter.model import Parameter
from uzo_jupyter.model.document import parameter_type
from uzo_jupyter.protocol import Diagnostic

WORD = "parameter"
_USAGE = 'Write: min_delay = parameter(60, "minutes").'


def is_parameter(tree: ast.stmt) -> bool:
    """Whether a statement defines a parameter."""
    return (
        isinstance(tree, ast.Assign)
        and isinstance(tree.value, ast.Call)
        and isinstance(tree.value.func, ast.Name)
        and tree.value.func.id == WORD
    )


def read_parameter(name: str, value: ast.expr, source: Source) -> tuple[Parameter | None, Diagnostic | None]:
    """The parameter that a call of ``parameter`` defines, or what is wrong with it."""
    assert isinstance(value, ast.Call)
    arguments: dict[str, object] = {}
    try:
        for word, argument in zip(("default", "description"), value.args, strict=False):
            arguments[word] = ast.literal_eval(argument)
        for keyword in value.keywords:
            arguments[keyword.arg or "**"] = ast.literal_eval(keyword.value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None, _problem("The default of a parameter must be a plain value.", value, source)
    default = arguments.pop("default", None)
    description = arguments.pop("description", "")
    if arguments or len(value.args) > 2:
        extra = ", ".join(arguments) or "a third argument"
        return None, _problem(f"A parameter has a default and a description, not {extra}.", value, source)
    if not isinstance(default, bool | int | float | str) or not isinstance(description, str):
        message = "The default of a parameter must be a text, a number, True or False."
        return None, _problem(message, value, source)
    if not is_storable(default) or not is_storable(description):
        return None, _problem("No file can hold this value.", value, source)
    return Parameter(name, parameter_type(default), default, description), None


def _problem(message: str, node: ast.expr, source: Source) -> Diagnostic:
    return Diagnostic(code="parameter", message=message, hint=_USAGE, span=source.span(node))


def parameter_text(parameter: Parameter) -> str:
    """The statement that defines a parameter.

    Examples
    --------
    >>> parameter_text(Parameter("low", "int", 60, "minutes"))
    'low = parameter(60, "minutes")'
    """
    description = f", {literal(parameter.description)}" if parameter.description else ""
    return f"{parameter.name} = {WORD}({literal(parameter.default)}{description})"
