"""Start the workshop server: make `.venv`, install the hashed package list once, go on inside it.

Needs nothing but Python itself. Without network it installs from a folder `wheels/` beside this file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MARKER = VENV / "installed.txt"
WHEELS = ROOT / "wheels"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"

TOO_OLD = "Es wird Python 3.11 oder neuer gebraucht; dies ist Python {}.{}."
NO_VENV = """Python kann hier keine eigene Umgebung anlegen. Unter Debian und Ubuntu fehlt dann ein Paket:
    sudo apt-get install python3-venv
Danach bitte noch einmal starten."""
NO_PACKAGES = """Die Pakete ließen sich nicht installieren. Besteht eine Verbindung zum Internet?
Ohne Internet: auf einem Rechner mit gleichem Betriebssystem und gleicher Python-Version
    python3 -m pip download -r {} -d wheels
ausführen, den Ordner „wheels“ neben run.py legen und noch einmal starten."""
BAD_WHEELS = """Im Ordner „wheels“ fehlt ein Paket, oder es passt nicht zu diesem Rechner und seinem Python.
Gibt es den Ordner nicht, wird aus dem Internet geladen."""


def main() -> int:
    """Prepare, then serve (`takeover FOLDER`: from another machine's copy): inside `.venv` at once, from outside by
    starting again with its Python."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this may well have an older one
        sys.exit(TOO_OLD.format(*sys.version_info))
    prepare()
    if Path(sys.prefix).resolve() != VENV.resolve():
        return restart()
    from facilitation.__main__ import main as facilitation

    given = sys.argv[1:]
    return facilitation(given if given[:1] == ["takeover"] else ["serve", *given])


def prepare(requirements: str = RUNTIME) -> None:
    """Bring `.venv` to what the list asks for. The development list contains the runtime list."""
    wanted = fingerprint(requirements)
    if PYTHON.exists() and MARKER.exists() and wanted in MARKER.read_text(encoding="ascii").split():
        return
    if not PYTHON.exists():
        say("Lege die Umgebung .venv an …")
        if output := failure([sys.executable, "-m", "venv", "--clear", str(VENV)]):
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit(f"{output}\n\n{NO_VENV}")
    MARKER.unlink(missing_ok=True)
    say(f"Installiere die Pakete aus {requirements} (einmalig, etwa eine Minute) …")
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    if output := failure([*pip, *source, "--require-hashes", "-r", str(ROOT / requirements)]):
        sys.exit(f"{output}\n\n{BAD_WHEELS if source else NO_PACKAGES.format(requirements)}")
    held = {wanted, fingerprint(RUNTIME)} if requirements == DEVELOPMENT else {wanted}
    MARKER.write_text("\n".join(sorted(held)) + "\n", encoding="ascii")


def fingerprint(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def failure(command: list[str]) -> str:
    """Run quietly; the last lines of what it said if it failed, else nothing."""
    pipe = subprocess.PIPE
    done = subprocess.run(command, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode == 0:
        return ""
    return "\n".join(done.stdout.splitlines()[-8:]) or f"{command[0]}: exit {done.returncode}"


def restart() -> int:
    command = [str(PYTHON), str(Path(__file__).resolve()), *sys.argv[1:]]
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:  # the child got the same Ctrl+C and has said good-bye itself
        return 0


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
