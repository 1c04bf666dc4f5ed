"""Starting where something is in the way: the port, the data folder, another server, a setting that cannot be meant."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from facilitation.config import Unusable, from_environment, kept_secret
from tests.conftest import missing
from tests.real_server import COMMAND, ROOT, RealServer


def refused(data_dir: Path, **env: str) -> str:
    """What a server says that does not start."""
    done = subprocess.run(
        [*COMMAND, "serve", "--no-browser"], cwd=ROOT, text=True, encoding="utf-8", capture_output=True, timeout=30,
        env={**os.environ, "HOST": "127.0.0.1", "DATA_DIR": str(data_dir), "DATABASE_URL": "", **env},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_a_port_in_use_is_told_in_a_sentence_before_anything_is_promised(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(tmp_path, PORT=str(port))
    assert said == f"Der Port {port} ist belegt: Läuft der Server schon? Sonst mit PORT=5001 einen anderen wählen.\n"


def test_a_second_server_on_the_same_data_folder_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    with RealServer(tmp_path) as server:
        assert refused(tmp_path, PORT="0001").startswith("In diesem Datenordner läuft schon ein Server")
        server.crash()
        server.start()


def test_an_ipv6_host_answers_both_families(tmp_path: Path) -> None:
    if not socket.has_ipv6:
        missing("IPv6")
    with RealServer(tmp_path, HOST="::") as server:
        for host in ("127.0.0.1", "[::1]"):
            with urllib.request.urlopen(f"http://{host}:{server.port}/healthz") as answer:
                assert answer.status == 200


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "5000.5"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(Unusable, match="PORT"):
        from_environment({"DATA_DIR": str(tmp_path), "PORT": port})


@pytest.mark.parametrize(
    "address", ["werkstatt.de", "https://amt.de/werkstatt", "ftp://amt.de", "http://[", "https://"]
)
def test_a_base_address_without_scheme_or_with_a_path_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Unusable, match="BASE_URL"):
        from_environment({"DATA_DIR": str(tmp_path), "BASE_URL": address})
    kept = from_environment({"DATA_DIR": str(tmp_path), "BASE_URL": "https://werkstatt.amt.de:8443/"})
    assert kept.base_url == "https://werkstatt.amt.de:8443"


@pytest.mark.parametrize("given", [{"REDIS_URL": "redis://127.0.0.1:1/0"}, {"WORKER": "1"}])
def test_several_workers_on_sqlite_are_refused(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(Unusable, match="PostgreSQL"):
        from_environment({"DATA_DIR": str(tmp_path), **given})
    assert from_environment({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql:///x", **given}).has_siblings


@pytest.mark.parametrize("given", [{"REDIS_URL": "127.0.0.1"}, {"WORKER": "one"}, {"WORKER": "1000"}, {"WORKER": "-1"}])
def test_a_worker_number_or_a_redis_address_that_is_none_is_refused(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(Unusable, match=next(iter(given))):
        from_environment({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql:///x", **given})


def test_of_several_workers_the_first_keeps_house(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql:///x"}
    kept = {worker: from_environment({**given, "WORKER": worker}).keeps_house for worker in ("", "1", "01", "2")}
    assert kept == {"": True, "1": True, "01": True, "2": False}


def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match="Datenordner"):
        from_environment({"DATA_DIR": str(tmp_path / "file" / "data")})


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    found: list[str] = []
    begin = threading.Barrier(8)

    def start() -> None:
        begin.wait()
        found.append(kept_secret(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), len(found[0])) == (8, 1, 64)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    if sys.platform != "win32":
        assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    with pytest.raises(Unusable, match="leer"):
        kept_secret(tmp_path)
