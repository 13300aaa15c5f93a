"""Opens JupyterLab on the tour and prints its address for a machine without a screen."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

NOTEBOOKS = Path(__file__).parent


def main() -> None:
    """Run JupyterLab until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8888")
    options = parser.parse_args()
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--port={options.port}",
        f"--ServerApp.root_dir={NOTEBOOKS}",
        "--LabApp.default_url=/lab/tree/tour.ipynb",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    if not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("darwin", "win32")
    ):
        command.append("--no-browser")
    print(f"JupyterLab opens {NOTEBOOKS / 'tour.ipynb'}; its address is printed below.", flush=True)
    raise SystemExit(subprocess.call(command))


if __name__ == "__main__":
    main()
