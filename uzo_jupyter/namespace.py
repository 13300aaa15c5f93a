"""The variables of a notebook that the extension makes; those of the user are never replaced."""

from __future__ import annotations

from collections.abc import Mapping

from uzo_jupyter.session import Flow


class Namespace:
    """Binds names in a notebook.

    Examples
    --------
    >>> variables = {"orders": "the user's own"}
    >>> Namespace(variables).bind({"orders": 1, "late": 2})
    ['orders']
    >>> variables
    {'orders': "the user's own", 'late': 2}
    """

    def __init__(self, variables: dict[str, object]) -> None:
        self._variables = variables
        self._ours: dict[str, object] = {}

    def bind(self, values: Mapping[str, object]) -> list[str]:
        """Make variables; returns the names that the user has taken, which are left alone."""
        taken = [name for name in values if not self._is_free(name)]
        for name, value in values.items():
            if name not in taken:
                self._variables[name] = self._ours[name] = value
        return taken

    def _is_free(self, name: str) -> bool:
        if name not in self._variables:
            return True
        value = self._variables[name]
        if value is self._ours.get(name):
            return True
        # A workflow that was bound before the extension was loaded again is ours too.
        return isinstance(value, Flow) and name in ("flow", value.workflow.name)
