"""Makes sure that there is a Chromium for the browser tests: the machine's, Debian's, or Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The machine's Chromium; ``UZO_CHROMIUM`` names another."""
    return os.environ.get("UZO_CHROMIUM") or next(
        (path for name in NAMES if (path := shutil.which(name))), None
    )


def has_playwright_browser() -> bool:
    """Whether Playwright has a browser of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)  # noqa: PTH110


def main() -> int:
    """Install what is missing; returns the exit code."""
    if find_chromium() or has_playwright_browser():
        return 0
    if shutil.which("apt-get"):
        apt = [] if os.geteuid() == 0 else ["sudo", "-n"]
        steps = (["update", "-qq"], ["install", "-y", "-qq", "chromium"])
        if all(subprocess.run([*apt, "apt-get", *step], check=False).returncode == 0 for step in steps):
            return 0
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
