"""A function of the notebook as text that can run elsewhere, with everything that it uses."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import NoReturn

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.session.definitions import DefaultError, Definition, definition_of
from uzo_jupyter.session.imports import imported_from
from uzo_jupyter.session.plain import plain_text

_HEAD = "from __future__ import annotations"


class FunctionError(UzoError):
    """A function of the notebook cannot run elsewhere."""


@dataclass(frozen=True, slots=True)
class FunctionCode:
    """A module in Python that defines a function of the notebook; nothing in it is computed but plain values.

    ``from_cells`` tells that all functions in it were defined by cells that were executed in this kernel: who executes
    a cell has said that what stands there may run.
    """

    text: str
    from_cells: bool


def function_code(name: str, namespace: Mapping[str, object]) -> FunctionCode:
    """The text of a function and of everything that it uses.

    Parameters
    ----------
    name
        The function's name.
    namespace
        The variables of the notebook.

    Returns
    -------
    FunctionCode
        Its text, and whether it was written here.

    Raises
    ------
    FunctionError
        When there is no such function, or it uses something that cannot be written down.
    """
    function = namespace.get(name)
    if function is None:
        known = [each for each, value in namespace.items() if isinstance(value, FunctionType)]
        hint = did_you_mean(name, known, "Functions")
        raise FunctionError(f"The notebook has no function {name!r}.", hint=hint)
    if not isinstance(function, FunctionType):
        what = "a class" if isinstance(function, type) else f"of type {type(function).__name__}"
        raise FunctionError(f"{name!r} is {what}, not a function that the notebook defines.")
    writer = _Writer(name)
    writer.function(name, function)
    return FunctionCode(writer.text(), writer.from_cells)


class _Writer:
    """Collects the statements of a module, those that others need first."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._statements: dict[str, str] = {}
        self._begun: set[str] = set()
        self.from_cells = True

    def text(self) -> str:
        """The module."""
        return "\n\n".join([_HEAD, *self._statements.values()]) + "\n"

    def function(self, name: str, function: FunctionType) -> None:
        """Take in a function and what it uses."""
        self._begun.add(name)
        if function.__closure__:
            free = ", ".join(function.__code__.co_freevars)
            self._refuse(f"the function {name!r}, which is made inside another one ({free})")
        definition = self._definition(name, function)
        for used in definition.names:
            if used in function.__globals__ and used not in self._begun:
                self._value(used, function.__globals__[used])
        self._statements[name] = definition.text
        self.from_cells &= _is_from_cell(function)

    def _definition(self, name: str, function: FunctionType) -> Definition:
        try:
            source = textwrap.dedent(inspect.getsource(function)).strip()
            (statement,) = ast.parse(source).body
        except (OSError, TypeError, SyntaxError, ValueError):
            self._refuse(f"the function {name!r}, whose text is not known")
        if not isinstance(statement, ast.FunctionDef) or statement.name != name:
            self._refuse(f"the function {name!r}, which was not defined by a def of that name")
        try:
            return definition_of(function, statement, source)
        except DefaultError as error:
            cure = "Give the value as an argument, or make it in the function."
            self._refuse(f"the function {name!r} {error}", cure)

    def _value(self, name: str, value: object) -> None:
        self._begun.add(name)
        if isinstance(value, ModuleType):
            self._statements[name] = f"import {value.__name__} as {name}"
        elif imported := imported_from(value):
            module, attribute = imported
            self._statements[name] = f"from {module} import {attribute} as {name}"
        elif isinstance(value, FunctionType):
            self.function(name, value)
        elif (text := plain_text(value)) is not None:
            self._statements[name] = f"{name} = {text}"
        else:
            kind = type(value).__name__
            cure = "Connect a data frame as an input; give other values as arguments or make them in the function."
            self._refuse(f"{name!r}, a {kind} of the notebook", cure)

    def _refuse(self, what: str, hint: str | None = None) -> NoReturn:
        raise FunctionError(
            f"The function {self._root!r} runs in a process of its own and cannot take {what} there.",
            hint=hint,
        )


def _is_from_cell(function: FunctionType) -> bool:
    """Whether a cell defined the function: its text is known, and that not from a file, which others may write."""
    known = linecache.cache.get(function.__code__.co_filename)
    return function.__module__ == "__main__" and known is not None and len(known) > 1 and known[1] is None
