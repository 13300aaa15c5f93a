"""What people write after ``%%uzo`` and on the command line."""

from __future__ import annotations

import math
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, get_args

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.model import Parameter, ParameterValue, Workflow
from uzo_jupyter.protocol import EVERYTHING, RunScope
from uzo_jupyter.protocol.runner import Engine

if TYPE_CHECKING:
    from uzo_jupyter.session import Flow

_VALUES = ("--param", "--engine", "--concurrency", "--memory", "--to", "--from", "--past")
_FLAGS = ("--failed", "--no-cache", "--wait")


class UsageProblem(UzoError):
    """Words that a command does not know; shown as one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True, slots=True)
class CellOptions:
    """The line of a ``%%uzo`` cell."""

    name: str = "workflow"
    draft: bool = False
    export: bool = False
    wait: bool = False
    engine: Engine = "auto"
    concurrency: int | None = None
    memory: int | None = None
    parameters: tuple[str, ...] = ()
    scope: RunScope = EVERYTHING


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What stands behind ``%uzo run``."""

    names: tuple[str, ...] = ()
    wait: bool = False
    engine: Engine = "auto"
    concurrency: int | None = None
    memory: int | None = None
    parameters: tuple[str, ...] = ()
    scope: RunScope = EVERYTHING


def cell_options(line: str) -> CellOptions:
    """Read the line of a cell.

    Raises
    ------
    UsageProblem
        When a word is not known.

    Examples
    --------
    >>> options = cell_options("late --draft --param low=30 --to top")
    >>> options.name, options.draft, options.parameters, options.scope.to
    ('late', True, ('low=30',), ('top',))
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageProblem(f"%%uzo {line}: {error}.") from None
    names, flags, values = _sorted_words("%%uzo", words, ("--draft", "--export", *_FLAGS))
    if len(names) > 1:
        raise UsageProblem(f"%%uzo takes one name, not {', '.join(names)}.")
    return CellOptions(
        name=names[0] if names else "workflow",
        draft="--draft" in flags,
        export="--export" in flags,
        wait="--wait" in flags,
        engine=_engine(values),
        concurrency=_concurrency(values),
        memory=memory_from(values["--memory"][-1]) if values["--memory"] else None,
        parameters=tuple(values["--param"]),
        scope=_scope(flags, values),
    )


def run_options(words: Sequence[str]) -> RunOptions:
    """Read what stands behind ``%uzo run``.

    Raises
    ------
    UsageProblem
        When a word is not known.

    Examples
    --------
    >>> options = run_options(["late", "--from", "summary", "--no-cache"])
    >>> options.names, options.scope.from_node, options.scope.use_kept
    (('late',), 'summary', False)
    """
    names, flags, values = _sorted_words("%uzo run", words, _FLAGS)
    return RunOptions(
        names=tuple(names),
        wait="--wait" in flags,
        engine=_engine(values),
        concurrency=_concurrency(values),
        memory=memory_from(values["--memory"][-1]) if values["--memory"] else None,
        parameters=tuple(values["--param"]),
        scope=_scope(flags, values),
    )


def _scope(flags: Collection[str], values: Mapping[str, Sequence[str]]) -> RunScope:
    return RunScope(
        to=tuple(values["--to"]),
        from_node=values["--from"][-1] if values["--from"] else None,
        only_failed="--failed" in flags,
        past=values["--past"][-1] if values["--past"] else None,
        use_kept="--no-cache" not in flags,
    )


def _sorted_words(
    command: str, words: Sequence[str], known: Sequence[str]
) -> tuple[list[str], set[str], dict[str, list[str]]]:
    """Names, flags, and the values of options."""
    names: list[str] = []
    flags: set[str] = set()
    values: dict[str, list[str]] = {name: [] for name in _VALUES}
    left = list(words)
    while left:
        word = left.pop(0)
        name, _, value = word.partition("=")
        if word in known:
            flags.add(word)
        elif name in _VALUES:
            if not value and not left:
                raise UsageProblem(f"{command} {name} needs a value.")
            values[name].append(value or left.pop(0))
        elif word.startswith("-"):
            hint = did_you_mean(word, [*known, *_VALUES], "Options")
            raise UsageProblem(f"{command} has no option {word}.", hint=hint)
        else:
            names.append(word)
    return names, flags, values


def memory_from(text: str) -> int:
    """Bytes of a text such as ``2GB``.

    Raises
    ------
    UsageProblem
        When the text is no size.
    """
    from uzo_jupyter.running.cache import parse_size

    try:
        return parse_size(text)
    except UzoError as error:
        raise UsageProblem(f"--memory: {error.message}", hint=error.hint) from None


def _engine(values: Mapping[str, Sequence[str]]) -> Engine:
    return engine_from(values["--engine"][-1]) if values["--engine"] else "auto"


def _concurrency(values: Mapping[str, Sequence[str]]) -> int | None:
    if not values["--concurrency"]:
        return None
    text = values["--concurrency"][-1]
    if not text.isdecimal() or int(text) < 1:
        raise UsageProblem(f"--concurrency {text!r} must be a number from 1.")
    return int(text)


def engine_from(text: str) -> Engine:
    """The engine of that name.

    Raises
    ------
    UsageProblem
        When there is none.
    """
    if text not in get_args(Engine):
        raise UsageProblem(f"There is no engine {text!r}.", hint=f"Engines: {', '.join(get_args(Engine))}.")
    return cast("Engine", text)


def parameters_from(workflow: Workflow, texts: Sequence[str]) -> dict[str, ParameterValue]:
    """Values of parameters from texts such as ``low=30``, read by the type of the parameter.

    Raises
    ------
    UsageProblem
        When a text is no ``name=value``, or the name or value does not fit.

    Examples
    --------
    >>> flow = Workflow(parameters=(Parameter("low", "int", 60),))
    >>> parameters_from(flow, ["low=30"])
    {'low': 30}
    """
    known = {parameter.name: parameter for parameter in workflow.parameters}
    values: dict[str, ParameterValue] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageProblem(f"--param {text!r} must be name=value.")
        if name not in known:
            raise UsageProblem(
                f"There is no parameter {name!r}.", hint=did_you_mean(name, known, "Parameters")
            )
        values[name] = _value(known[name], value)
    return values


def set_parameters(flow: Flow, texts: Sequence[str]) -> None:
    """Give a flow values of its parameters as texts.

    Raises
    ------
    UsageProblem
        When a text is no ``name=value``, or the name or value does not fit.
    """
    if texts:
        flow.set_parameters(parameters_from(flow.workflow, texts))


def _value(parameter: Parameter, text: str) -> ParameterValue:
    try:
        if parameter.type == "int":
            return int(text)
        if parameter.type == "float":
            return _finite(text)
    except ValueError:
        raise UsageProblem(
            f"Parameter {parameter.name!r} must be of type {parameter.type}, not {text!r}."
        ) from None
    if parameter.type == "bool":
        if text.lower() not in ("true", "false"):
            raise UsageProblem(f"Parameter {parameter.name!r} must be true or false, not {text!r}.")
        return text.lower() == "true"
    return text


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
