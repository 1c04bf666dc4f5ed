"""The nginx of deploy/nginx.conf before workers of a test's own: only ports, certificate and places are changed."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.conftest import missing
from tests.programs import NGINX, NoProgram, find_or_install
from tests.real_server import ROOT

CONF = ROOT / "deploy" / "nginx.conf"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
error_log stderr emerg;
events {{ worker_connections 8192; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/zukunftswerkstatt.conf;
}}
"""


class OwnNginx:
    """Speaks HTTPS on a free port with a certificate of its own. Use it as a context."""

    def __init__(self, folder: Path, workers: Sequence[int]) -> None:
        try:
            self._program = find_or_install(NGINX)
        except NoProgram as nothing:
            missing(str(nothing))
        if shutil.which("openssl") is None:
            missing("openssl")
        self.folder, self.port, plain = folder, free_port(), free_port()
        self.url, self.plain_url = f"https://127.0.0.1:{self.port}", f"http://127.0.0.1:{plain}"
        folder.mkdir(parents=True, exist_ok=True)
        _certificate(folder)
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
        (folder / "zukunftswerkstatt.conf").write_text(fitted(folder, workers, self.port, plain), encoding="utf-8")
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> OwnNginx:
        self._process = subprocess.Popen(
            [*self.command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.folder
        )
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return self
            if self._process.poll() is not None:
                assert self._process.stderr is not None
                raise AssertionError(f"nginx ended:\n{self._process.stderr.read()}")
            time.sleep(0.02)
        raise AssertionError("nginx does not answer")

    def __exit__(self, *_error: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=10)

    @property
    def command(self) -> list[str]:
        return [self._program, "-p", str(self.folder), "-e", "stderr", "-c", str(self.folder / "nginx.conf")]

    def tested(self) -> str:
        """What `nginx -t` says to the configuration."""
        done = subprocess.run([*self.command, "-t"], capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stderr


def fitted(folder: Path, workers: Sequence[int], port: int, plain: int) -> str:
    """The configuration of deploy/ with this test's workers, ports and certificate."""
    text = CONF.read_text(encoding="utf-8")
    [first, *others] = re.findall(r"^    server 127\.0\.0\.1:\d+ .*;\n", text, re.MULTILINE)
    for other in others:
        text = text.replace(other, "")
    text = text.replace(first, "".join(re.sub(r":\d+ ", f":{worker} ", first, count=1) for worker in workers))
    for old, new in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "/etc/zukunftswerkstatt/": f"{folder}/",
        "werkstatt.example.org": "127.0.0.1",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _certificate(folder: Path) -> None:
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
