"""Known holes in the packages we ship: the locked list, asked of the package index. Silence is never taken for safety.

Exit 0: none known. 1: there are some. 2: nobody could be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = ("requirements.txt",)
COMMAND = [
    sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "-f", "json",
]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Ask for every list. `arguments` are added to pip-audit's own (a test points them at a source that is away)."""
    more = sys.argv[1:] if arguments is None else arguments
    worst = 0
    for name in LISTS:
        asked = subprocess.run([*COMMAND, "-r", str(ROOT / name), *more], capture_output=True, text=True)
        found = understood(asked.stdout)
        if found is None:
            print(f"PACKAGES NOT CHECKED: the source of {name}'s known holes could not be reached.", file=sys.stderr)
            print((asked.stderr.strip().splitlines() or [""])[-1], file=sys.stderr)
            return 2
        for package, holes in found.items():
            print(f"{name}: {package}: {', '.join(holes)}", file=sys.stderr)
        worst = max(worst, 1 if found else 0)
        print(f"{name}: {'no known holes' if not found else f'{len(found)} packages with known holes'}")
    return worst


def understood(told: str) -> dict[str, list[str]] | None:
    """Package and version to the names of its holes; None when there is no answer, or it skips a package."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    if not packages or any("skip_reason" in package for package in packages):
        return None
    return {
        f"{package['name']} {package['version']}": [hole["id"] for hole in package["vulns"]]
        for package in packages
        if package["vulns"]
    }


if __name__ == "__main__":
    sys.exit(main())
