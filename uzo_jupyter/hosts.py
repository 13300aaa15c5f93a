"""Which program shows the notebook, where that can be known and our extension is not there."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal

Host = Literal["vscode", "colab", "voila", "databricks"]


def host_of(
    environment: Mapping[str, str], modules: Container[str], namespace: Container[str]
) -> Host | None:
    """The host of the kernel, or None where it may have our extension, as JupyterLab and Notebook 7 may.

    Parameters
    ----------
    environment
        The kernel's environment variables.
    modules
        The names of loaded modules.
    namespace
        The names of the notebook's variables.

    Examples
    --------
    >>> host_of({"COLAB_RELEASE_TAG": "release-colab"}, (), ())
    'colab'
    >>> host_of({"JPY_SESSION_NAME": "tour.ipynb"}, (), ()) is None
    True
    """
    if "__vsc_ipynb_file__" in namespace:
        return "vscode"
    if "google.colab" in modules or "COLAB_RELEASE_TAG" in environment:
        return "colab"
    if environment.get("SERVER_SOFTWARE", "").startswith("voila/") or "VOILA_KERNEL_ID" in environment:
        return "voila"
    if "DATABRICKS_RUNTIME_VERSION" in environment:
        return "databricks"
    # A Jupyter server that was started in a terminal of VS Code inherits its variables.
    if "VSCODE_PID" in environment and "JPY_SESSION_NAME" not in environment:
        return "vscode"
    return None
