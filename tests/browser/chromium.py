"""The browser that drives the tests: one that is already there, else Debian's own package.

`TEST_BROWSER` names another; `python -m tests.browser.chromium` prints what would be used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
# No sandbox inside a container, and not one request of the browser's own: tests count foreign requests.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = (
    "Kein Chromium, Chrome oder Edge gefunden / no browser found. "
    "Debian, Ubuntu: sudo apt-get install chromium; sonst / otherwise: TEST_BROWSER=/path/to/browser"
)


class NoBrowser(RuntimeError):
    """There is none, and none could be installed."""


def find_or_install() -> str:
    """The path of a browser, installed by apt when root on Debian and there is none; raises NoBrowser."""
    chosen = os.environ.get("TEST_BROWSER")
    if chosen:
        if path := shutil.which(chosen):
            return path
        raise NoBrowser(f"TEST_BROWSER={chosen}: no such program")
    if path := find():
        return path
    install()
    if path := find():
        return path
    raise NoBrowser(MISSING)


def find() -> str | None:
    found = (shutil.which(command) for command in COMMANDS)
    return next((path for path in (*found, *PLACES) if path and Path(path).exists()), None)


def install() -> None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise NoBrowser(MISSING)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installiere Chromium …", file=sys.stderr, flush=True)
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", *step], env=quiet, capture_output=True, text=True)
        if done.returncode:
            raise NoBrowser(f"{MISSING}\n{done.stderr.strip()}")


def launch(playwright: Playwright) -> Browser:
    """A headless browser; every test takes its own context from it."""
    return playwright.chromium.launch(executable_path=find_or_install(), args=list(FLAGS))


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoBrowser as missing:
        sys.exit(str(missing))
