"""Static files: one version in the path for the whole tree, so that relative imports keep it and browsers may keep
everything for a year; compressed once. Pages and JSON are compressed as they leave."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request

YEAR = 365 * 24 * 3600
LONGEST_NAME = 200  # a file system fails at longer ones instead of finding nothing
WORTH_IT = 1400  # below one packet compression saves nothing
IMPORT = re.compile(r'^(?:import|export) .*?"(\.[^"]+)";', re.MULTILINE)
COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


def register(app: Flask) -> None:
    blueprint = Blueprint("static_files", __name__)
    root = Path(app.config["STATIC_TREE"]).resolve()
    version = tree_version(root)

    @lru_cache(maxsize=1024)
    def read(name: str, zipped: bool) -> tuple[bytes, str]:
        path = (root / name).resolve()
        if len(name) > LONGEST_NAME or not path.is_relative_to(root) or not path.is_file():
            abort(404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if kind == "text/javascript":
            kind = "application/javascript"
        content = path.read_bytes()
        return (gzip.compress(content, 9, mtime=0) if zipped else content), kind

    @blueprint.get("/static/<_version>/<path:name>", endpoint="file")
    def file(_version: str, name: str) -> Response:
        zipped = "gzip" in request.headers.get("Accept-Encoding", "") and not name.endswith((".woff2", ".png", ".jpg"))
        content, kind = read(name, zipped)
        response = Response(content, mimetype=kind)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    def static(name: str) -> str:
        """The address of a static file."""
        return f"/static/{version}/{name}"

    @lru_cache(maxsize=64)
    def modules(name: str) -> list[str]:
        """A script's address and those of all it imports at once: a page names them, so that they come together."""
        return [static(path.relative_to(root).as_posix()) for path in graph(root / name)]

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(static=static, modules=modules)
    app.after_request(_compress)


def tree_version(root: Path) -> str:
    """A hash over every file's name and content."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def graph(script: Path) -> list[Path]:
    """A module and all that it imports, each once; what is imported while it runs is left out."""
    found: list[Path] = []
    waiting = [script.resolve()]
    for path in waiting:
        if path not in found:
            found.append(path)
            waiting += [(path.parent / name).resolve() for name in IMPORT.findall(path.read_text(encoding="utf-8"))]
    return found


def _compress(response: Response) -> Response:
    wanted = "gzip" in request.headers.get("Accept-Encoding", "")
    if (
        not wanted
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(COMPRESSIBLE)
        or len(response.get_data()) < WORTH_IT
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), 4, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response
