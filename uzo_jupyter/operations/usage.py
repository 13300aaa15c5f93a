"""How an operation is used, as text for a notebook or a terminal."""

from __future__ import annotations

import inspect

from uzo_jupyter.operations.base import Operation


def usage_of(operation: type[Operation]) -> str:
    """The words, what they do, the arguments and an example.

    Examples
    --------
    >>> from uzo_jupyter.operations import Registry
    >>> print(usage_of(Registry.load().operation_of_word("tail")).splitlines()[0])
    .tail(...)   Last rows
    """
    dot = "" if operation.receiver is None else "."
    words = ".".join(f"{call.word}(...)" for call in operation.calls)
    names = list(operation.spelling().fields)
    width = max((len(name) for name in names), default=0)
    arguments = [
        f"  {name:<{width}}  {field.description or ''}".rstrip()
        for name, field in zip(names, operation.model_fields.values(), strict=True)
    ]
    parts = [f"{dot}{words}   {operation.title}", inspect.cleandoc(operation.__doc__ or "")]
    parts += ["\n".join(arguments)] if arguments else []
    return "\n\n".join([*parts, f"  {operation.example}"])
