"""The package as it is installed: versions agree, the bundle is found, the wheel carries it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from uzo_jupyter import __version__
from uzo_jupyter.widget import MODULE_VERSION

ALLOWED = {
    "uzo_jupyter",
    "labextension",
    "notebooks",
    "tests",
    "docs",
    "pyproject.toml",
    "setup.cfg",
    "README.md",
    "CHANGELOG.md",
    "Makefile",
    "LICENSE",
}


def test_browser_and_python_have_the_same_version() -> None:
    package = json.loads((ROOT / "labextension" / "package.json").read_text())
    assert package["version"] == __version__
    assert f"^{__version__}" == MODULE_VERSION


def test_jupyterlab_lists_the_extension_as_enabled() -> None:
    command = [sys.executable, "-m", "jupyter", "labextension", "list"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    plain = re.sub(r"\x1b\[\d*m", "", done.stdout + done.stderr)
    assert re.search(rf"uzo-jupyter v{re.escape(__version__)} enabled\s+OK", plain)


def test_the_repository_has_no_other_top_level_entries() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in listed.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= ALLOWED


def test_no_committed_file_holds_a_registry_host_or_is_large() -> None:
    lock = (ROOT / "labextension" / "package-lock.json").read_text()
    assert '"resolved": "http' not in lock
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    sizes = {
        name: (ROOT / name).stat().st_size for name in listed.split("\0") if name and (ROOT / name).exists()
    }
    assert {name for name, size in sizes.items() if size > 5_000_000} == set()


@pytest.mark.slow
def test_the_wheel_carries_the_bundle(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, timeout=600)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    data = f"uzo_jupyter-{__version__}.data/data/share/jupyter/labextensions/uzo-jupyter"
    assert f"{data}/package.json" in names
    assert f"{data}/install.json" in names
    assert any(name.startswith(f"{data}/static/remoteEntry") for name in names)
    assert not any("node_modules" in name or name.startswith("tests/") for name in names)
