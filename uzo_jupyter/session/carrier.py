"""The file that the workflows of a kernel stand in."""

from __future__ import annotations

from collections.abc import Mapping


def notebook_file(namespace: Mapping[str, object], environment: Mapping[str, str]) -> str | None:
    """The notebook of a kernel as its host names it; None where the host does not tell.

    Parameters
    ----------
    namespace
        The notebook's variables: VS Code puts the path there.
    environment
        The environment of the kernel: Jupyter Server puts the path there.

    Examples
    --------
    >>> notebook_file({}, {"JPY_SESSION_NAME": "/home/ada/tour.ipynb"})
    '/home/ada/tour.ipynb'
    >>> notebook_file({}, {}) is None
    True
    """
    path = namespace.get("__vsc_ipynb_file__")
    return path if isinstance(path, str) else environment.get("JPY_SESSION_NAME")
