"""Parameters as controls of ipywidgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ipywidgets import Checkbox, FloatText, HBox, IntText, Text, ValueWidget

from uzo_jupyter.model import ParameterValue
from uzo_jupyter.protocol import GraphParameter

_STYLE = {"description_width": "initial"}
_EMPTY: dict[str, ParameterValue] = {"bool": False, "int": 0, "float": 0.0, "str": ""}


class Controls:
    """A control for each parameter.

    Parameters
    ----------
    changed
        Called with name and value when a person has set one.
    """

    def __init__(self, changed: Callable[[str, ParameterValue], None]) -> None:
        self._changed = changed
        self._controls: dict[tuple[str, str], ValueWidget] = {}
        self._showing = False
        self.box = HBox(layout={"flex_flow": "row wrap"})

    def show(self, parameters: Sequence[GraphParameter]) -> None:
        """Show these values."""
        keys = [(parameter.name, parameter.type) for parameter in parameters]
        if keys != list(self._controls):
            self.close()
            self._controls = {key: self._control(each) for key, each in zip(keys, parameters, strict=True)}
            self.box.children = tuple(self._controls.values())
            self.box.layout.display = None if keys else "none"
        self._showing = True
        try:
            for key, parameter in zip(keys, parameters, strict=True):
                self._controls[key].value = _fitting(parameter)
        finally:
            self._showing = False

    def _control(self, parameter: GraphParameter) -> ValueWidget:
        made = _make(parameter)

        def observed(change: dict[str, Any]) -> None:
            if not self._showing:
                self._changed(parameter.name, change["new"])

        made.observe(observed, "value")
        return made

    def close(self) -> None:
        """Give the controls back."""
        for control in self._controls.values():
            control.close()
        self._controls = {}


def _make(parameter: GraphParameter) -> ValueWidget:
    name, tip = parameter.name, parameter.description
    match parameter.type:
        case "bool":
            return Checkbox(description=name, tooltip=tip, indent=False, layout={"width": "auto"})
        case "int":
            return IntText(description=name, tooltip=tip, style=_STYLE, layout={"width": "16em"})
        case "float":
            return FloatText(description=name, tooltip=tip, style=_STYLE, layout={"width": "16em"})
        case "str":
            return Text(description=name, tooltip=tip, style=_STYLE, continuous_update=False)


def _fitting(parameter: GraphParameter) -> ParameterValue:
    """The value, or an empty one where it is of another type: the check tells what is wrong with it."""
    value = parameter.value
    match parameter.type:
        case "float":
            fits = isinstance(value, int | float) and not isinstance(value, bool)
        case "int":
            fits = isinstance(value, int) and not isinstance(value, bool)
        case "bool":
            fits = isinstance(value, bool)
        case "str":
            fits = isinstance(value, str)
    return value if fits else _EMPTY[parameter.type]
