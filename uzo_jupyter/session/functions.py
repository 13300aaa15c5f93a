"""A function of the notebook as text that can run elsewhere, with everything that it uses."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import NoReturn

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import did_you_mean

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
        source = self._source(name, function)
        for used in dict.fromkeys([*_outer_names(source), *_global_names(function.__code__)]):
            if used in function.__globals__ and used not in self._begun:
                self._value(used, function.__globals__[used])
        self._statements[name] = source
        self.from_cells &= _is_from_cell(function)

    def _source(self, name: str, function: FunctionType) -> str:
        try:
            source = textwrap.dedent(inspect.getsource(function)).strip()
            (statement,) = ast.parse(source).body
        except (OSError, TypeError, SyntaxError, ValueError):
            self._refuse(f"the function {name!r}, whose text is not known")
        if not isinstance(statement, ast.FunctionDef) or statement.name != name:
            self._refuse(f"the function {name!r}, which was not defined by a def of that name")
        return source

    def _value(self, name: str, value: object) -> None:
        self._begun.add(name)
        if isinstance(value, ModuleType):
            self._statements[name] = f"import {value.__name__} as {name}"
        elif imported := _imported_from(value):
            module, attribute = imported
            self._statements[name] = f"from {module} import {attribute} as {name}"
        elif isinstance(value, FunctionType):
            self.function(name, value)
        elif _is_plain(value):
            self._statements[name] = f"{name} = {value!r}"
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


def _global_names(code: CodeType) -> Iterator[str]:
    """The names that code may look up in its module, those of inner functions too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _global_names(constant)


def _outer_names(source: str) -> Iterator[str]:
    """The names that a definition itself looks up: in decorators and defaults."""
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.FunctionDef)
    defaults = [default for default in statement.args.kw_defaults if default is not None]
    for part in (*statement.decorator_list, *statement.args.defaults, *defaults):
        yield from (node.id for node in ast.walk(part) if isinstance(node, ast.Name))


def _imported_from(value: object) -> tuple[str, str] | None:
    """The module and the name under which a value can be imported; None for what the notebook made itself."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module == "__main__" or "." in name:
        return None
    return (module, name) if getattr(sys.modules.get(module), name, None) is value else None


def _is_plain(value: object) -> bool:
    """Whether ``repr`` writes the value so that it can be read again."""
    try:
        read = ast.literal_eval(repr(value))
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return False
    return type(read) is type(value) and repr(read) == repr(value)
