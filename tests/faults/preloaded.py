"""Small libraries in C that are preloaded into the server: what Python cannot see or change from outside."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import missing
from tests.programs import NoProgram, Program, find_or_install

COMPILER = Program("C-Compiler", "TEST_CC", ("gcc", "cc"), ("gcc", "libc6-dev"))


def preload(name: str, folder: Path, **settings: Path) -> dict[str, str]:
    """Build `name`.c and return the environment that preloads it."""
    try:
        compiler = find_or_install(COMPILER)
    except NoProgram as nothing:
        missing(str(nothing))
    library, source = folder / f"{name}.so", Path(__file__).with_name(f"{name}.c")
    command = [compiler, "-shared", "-fPIC", "-O2", "-Wall", "-o", str(library), str(source), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library), **{key: str(path) for key, path in settings.items()}}
