"""Processes of this machine speak to each other without a proxy."""

from __future__ import annotations

from collections.abc import Mapping

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


def without_local_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that speaks to others of this machine.

    Examples
    --------
    >>> without_local_proxy({"NO_PROXY": "intranet"})["NO_PROXY"]
    'intranet,127.0.0.1,localhost,::1'
    """
    known = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    hosts = ",".join([*filter(None, [known]), *LOCAL_HOSTS])
    return {**environment, "NO_PROXY": hosts, "no_proxy": hosts}
