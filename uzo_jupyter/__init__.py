"""uzo_jupyter: build, see and run data workflows in a notebook.

In a notebook: ``%load_ext uzo_jupyter``, then a ``%%uzo`` cell. In Python: :class:`Session`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uzo_jupyter._version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from uzo_jupyter.session import Flow, Session

__all__ = [
    "Flow",
    "Session",
    "__version__",
    "load_for_document",
    "load_ipython_extension",
    "unload_ipython_extension",
]

_LAZY = {"Flow": "uzo_jupyter.session", "Session": "uzo_jupyter.session"}


def __getattr__(name: str) -> object:
    """Public names load what they need when they are first used: importing the package is cheap."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'uzo_jupyter' has no attribute {name!r}")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext uzo_jupyter``: registers the magics and starts the runner in the background."""
    from uzo_jupyter.magics import load

    shell.uzo = load(shell)  # pyright: ignore[reportAttributeAccessIssue]


def load_for_document(shell: InteractiveShell) -> None:
    """What a tab with a document needs of its kernel: the extension, if it is not loaded. It starts no process."""
    if getattr(shell, "uzo", None) is None:
        from uzo_jupyter.magics import register

        shell.uzo = register(shell)  # pyright: ignore[reportAttributeAccessIssue]
        if shell.extension_manager is not None:
            shell.extension_manager.loaded.add(__name__)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """``%unload_ext uzo_jupyter``: ends the runner and closes the widgets."""
    magics = getattr(shell, "uzo", None)
    if magics is not None:
        magics.close()
        del shell.uzo  # pyright: ignore[reportAttributeAccessIssue]


def _jupyter_labextension_paths() -> list[dict[str, str]]:  # pyright: ignore[reportUnusedFunction]
    """Where JupyterLab finds the built bundle."""
    return [{"src": "labextension", "dest": "uzo-jupyter"}]
