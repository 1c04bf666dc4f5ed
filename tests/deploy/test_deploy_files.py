"""The files of deploy/ agree with each other and with the product."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from facilitation.config import from_environment
from tests.conftest import missing
from tests.real_server import ROOT

DEPLOY = ROOT / "deploy"
NOT_INSTALLED_HERE = "is not executable"


def settings() -> set[str]:
    """Every setting that the product reads."""
    source = (ROOT / "facilitation" / "config.py").read_text(encoding="utf-8")
    return set(re.findall(r'env\.get\("([A-Z_]+)"', source))


def example() -> dict[str, str]:
    lines = (DEPLOY / "workers.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("# "))


def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))


def nginx_ports() -> list[str]:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    return re.findall(r"^    server 127\.0\.0\.1:(\d+) ", text, re.MULTILINE)


def test_the_example_of_settings_is_taken(tmp_path: Path) -> None:
    given = {name.removeprefix("#"): value for name, value in example().items()}
    assert set(given) <= settings()
    config = from_environment({**given, "DATA_DIR": str(tmp_path), "WORKER": "02", "PORT": "5002"})
    assert (config.worker, config.port, config.behind_proxy, config.has_siblings) == (2, 5002, True, True)
    assert not config.keeps_house


def test_every_worker_of_compose_is_known_to_nginx_and_reads_known_settings() -> None:
    workers = [each for name, each in compose()["services"].items() if name.startswith("worker")]
    assert [each["environment"]["PORT"] for each in workers] == nginx_ports()
    assert [each["environment"]["WORKER"] for each in workers] == [str(n + 1) for n in range(len(workers))]
    assert {name for each in workers for name in each["environment"]} <= settings()
    assert all(each["network_mode"] == "service:front" for each in workers), "nginx reaches them on its loopback"


def test_what_compose_mounts_and_builds_is_there() -> None:
    assert (DEPLOY / "nginx.conf").exists() and (ROOT / compose()["x-worker"]["build"]["dockerfile"]).exists()
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for line in copied for name in line.split() if not (ROOT / name).exists()] == []


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze")
    shutil.copytree(DEPLOY / "systemd", tmp_path, dirs_exist_ok=True)
    assert faults_of(tmp_path / "facilitation@.service", tmp_path / "facilitation@01.service") == []
    assert faults_of(tmp_path / "facilitation.target", tmp_path / "facilitation.target") == []
    broken = (tmp_path / "facilitation@.service").read_text(encoding="utf-8").replace("Restart=always", "Restart=ever")
    (tmp_path / "broken.service").write_text(broken, encoding="utf-8")
    assert faults_of(tmp_path / "broken.service", tmp_path / "broken.service"), "the control: a fault is seen"


def faults_of(source: Path, instance: Path) -> list[str]:
    """What systemd finds wrong, except that the program is not installed on this machine."""
    if source != instance:
        shutil.copy(source, instance)
    done = subprocess.run(["systemd-analyze", "verify", str(instance)], capture_output=True, text=True)
    return [line for line in done.stderr.splitlines() if NOT_INSTALLED_HERE not in line]


def test_the_unit_gives_every_worker_its_number_and_the_port_nginx_knows() -> None:
    unit = (DEPLOY / "systemd" / "facilitation@.service").read_text(encoding="utf-8")
    assert "Environment=WORKER=%i PORT=50%i\n" in unit
    assert nginx_ports() == [f"50{n:02}" for n in range(1, len(nginx_ports()) + 1)]
