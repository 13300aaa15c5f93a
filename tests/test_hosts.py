"""Which program shows the notebook."""

from __future__ import annotations

import pytest

from uzo_jupyter.hosts import Host, host_of


@pytest.mark.parametrize(
    ("environment", "modules", "namespace", "host"),
    [
        ({}, (), (), None),
        ({"JPY_SESSION_NAME": "notebooks/tour.ipynb"}, (), (), None),
        ({"VSCODE_PID": "7"}, (), (), "vscode"),
        ({"VSCODE_PID": "7", "JPY_SESSION_NAME": "notebooks/tour.ipynb"}, (), (), None),
        ({"JPY_SESSION_NAME": "notebooks/tour.ipynb"}, (), ("__vsc_ipynb_file__",), "vscode"),
        ({}, ("google.colab",), (), "colab"),
        ({"COLAB_RELEASE_TAG": "release-colab"}, (), (), "colab"),
        ({"SERVER_SOFTWARE": "voila/0.5.8"}, (), (), "voila"),
        ({"SERVER_SOFTWARE": "nginx/1.2"}, (), (), None),
        ({"VOILA_KERNEL_ID": "k"}, (), (), "voila"),
        ({"DATABRICKS_RUNTIME_VERSION": "16.4"}, (), (), "databricks"),
    ],
)
def test_a_host_is_known_by_what_it_leaves_in_the_kernel(
    environment: dict[str, str], modules: tuple[str, ...], namespace: tuple[str, ...], host: Host | None
) -> None:
    assert host_of(environment, modules, namespace) == host
