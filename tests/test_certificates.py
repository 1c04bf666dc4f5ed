"""HTTPS in the hall: two files of one's own, plain German when they do not fit, everything over the encrypted wire."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from facilitation import certificates
from facilitation.config import Config, Unusable, from_environment
from facilitation.rehearsal.browser import Browser
from tests.conftest import missing
from tests.real_server import RealServer
from tests.test_start import refused

NAMES = "DNS:werkstatt.beispiel.de,DNS:*.saal.beispiel.de,IP:127.0.0.1"
NOW = datetime.now(UTC) + timedelta(hours=1)  # the certificates below are made in a moment


def made(
    folder: Path, name: str = "one", names: str = NAMES, days: int = 60, key: str = "rsa:2048"
) -> tuple[Path, Path]:
    """A certificate signed by itself, and its key."""
    if shutil.which("openssl") is None:
        missing("openssl")
    cert, secret = folder / f"{name}.pem", folder / f"{name}.key"
    subject = ["-subj", "/CN=Probe", *(["-addext", f"subjectAltName={names}"] if names else [])]
    kind = ["-newkey", key, "-nodes"] if key.startswith("rsa") else ["-newkey", "ec", "-pkeyopt", key, "-nodes"]
    asked = ["openssl", "req", "-x509", *kind, "-keyout", secret, "-out", cert, "-days", str(days), *subject]
    subprocess.run(asked, check=True, capture_output=True)
    return cert, secret


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return made(tmp_path_factory.mktemp("tls"))


def a_config(path: Path, pair: tuple[Path, Path], base_url: str = "", port: int = 5000) -> Config:
    return Config(path, "sqlite://", b"key", port=port, base_url=base_url, tls_cert=pair[0], tls_key=pair[1])


def test_a_certificate_tells_its_names_and_its_life(pair: tuple[Path, Path]) -> None:
    found = certificates.read(pair[0], NOW)
    assert found.names == ("werkstatt.beispiel.de", "*.saal.beispiel.de")
    assert abs(found.ends - found.begins - timedelta(days=60)) < timedelta(hours=1)
    hosts = ("Werkstatt.Beispiel.de", "a.saal.beispiel.de", "a.b.saal.beispiel.de", "x.de")
    assert [found.covers(host) for host in hosts] == [True, True, False, False]


def test_one_that_outlives_2049_and_one_with_an_elliptic_key_are_read_too(tmp_path: Path) -> None:
    cert, key = made(tmp_path, days=20_000, key="ec_paramgen_curve:prime256v1")
    assert certificates.read(cert, NOW).ends.year > 2075
    assert certificates.context(cert, key).minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("then", "says"), [(NOW + timedelta(days=61), "abgelaufen"), (NOW - timedelta(days=2), "gilt erst ab")]
)
def test_outside_its_life_it_is_refused(pair: tuple[Path, Path], then: datetime, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        certificates.read(pair[0], then)


def test_files_that_do_not_fit_are_refused_in_plain_words(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    cert, key = pair
    _other, foreign = made(tmp_path, "two")
    _third, elliptic = made(tmp_path, "three", key="ec_paramgen_curve:prime256v1")
    locked, empty = tmp_path / "locked.key", tmp_path / "empty.pem"
    empty.write_text("kein Zertifikat", encoding="utf-8")
    asked = ["openssl", "rsa", "-aes128", "-passout", "pass:geheim", "-in", key, "-out", locked]
    subprocess.run(asked, check=True, capture_output=True)
    for given, says in {
        (tmp_path / "nowhere.pem", key): "TLS_CERT: Die Datei .* lässt sich nicht lesen",
        (cert, tmp_path / "nowhere.key"): "TLS_KEY: Die Datei .* lässt sich nicht lesen",
        (cert, foreign): "gehört nicht zum Zertifikat",
        (cert, elliptic): "gehört nicht zum Zertifikat",
        (cert, locked): "mit einem Kennwort verschlossen",
        (empty, key): "kein Zertifikat mit Schlüssel",
        (key, cert): "kein Zertifikat mit Schlüssel",
    }.items():
        with pytest.raises(Unusable, match=says):
            certificates.context(*given)


def test_the_addresses_follow_the_certificate(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    fitted = certificates.fitted
    assert fitted(a_config(tmp_path, pair), NOW).base_url == "https://werkstatt.beispiel.de:5000"
    assert fitted(a_config(tmp_path, pair, port=443), NOW).base_url == "https://werkstatt.beispiel.de"
    assert fitted(a_config(tmp_path, pair, "https://a.saal.beispiel.de"), NOW).base_url == "https://a.saal.beispiel.de"
    without = replace(a_config(tmp_path, pair), tls_cert=None, tls_key=None)
    assert fitted(without, NOW) is without
    with pytest.raises(Unusable, match="beginnt BASE_URL mit https"):
        fitted(a_config(tmp_path, pair, "http://werkstatt.beispiel.de"), NOW)
    with pytest.raises(Unusable, match="nennt keinen Namen"):
        fitted(a_config(tmp_path, made(tmp_path, names="")), NOW)


def test_what_will_hinder_the_hall_is_told_beforehand(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    good = certificates.fitted(a_config(tmp_path, pair), NOW)
    assert certificates.warnings(good, NOW) == []
    [soon] = certificates.warnings(good, NOW + timedelta(days=50))
    assert soon.startswith("Das Zertifikat läuft am")
    [foreign] = certificates.warnings(replace(good, base_url="https://192.168.0.7:5000"), NOW)
    assert foreign.startswith("Das Zertifikat gilt für werkstatt.beispiel.de")


@pytest.mark.parametrize("given", [{"TLS_CERT": "a.pem"}, {"TLS_KEY": "a.key"}])
def test_one_file_alone_is_refused(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(Unusable, match="beide gebraucht"):
        from_environment({"DATA_DIR": str(tmp_path), **given})


def test_a_start_with_a_wrong_pair_is_refused_before_anything_is_served(
    tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    _cert, foreign = made(tmp_path, "two")
    said = refused(tmp_path / "data", TLS_CERT=str(pair[0]), TLS_KEY=str(foreign))
    assert "gehört nicht zum Zertifikat" in said and "Traceback" not in said
    assert said.count("\n") == 1


# The real server


class TlsServer(RealServer):
    def __init__(self, data_dir: Path, pair: tuple[Path, Path]) -> None:
        super().__init__(data_dir, TLS_CERT=str(pair[0]), TLS_KEY=str(pair[1]))
        self.url = f"https://127.0.0.1:{self.port}"

    def _is_healthy(self) -> bool:
        try:
            return self.asked("GET", "/healthz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def asked(self, method: str, path: str, **more: Any) -> http.client.HTTPResponse:
        trust_all = ssl.create_default_context()
        trust_all.check_hostname, trust_all.verify_mode = False, ssl.CERT_NONE
        wire = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=trust_all)
        wire.request(method, path, **more)
        return wire.getresponse()


def test_over_https_everything_works_and_who_comes_without_it_is_led_there(
    tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    with TlsServer(tmp_path, pair) as server:
        assert f"https://werkstatt.beispiel.de:{server.port}/office/in#" in server.output
        assert "HTTP://WERKSTATT" not in server.output
        page = server.asked("GET", "/")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Ohne Verschlüsselung" not in page.read().decode()

        dora = Browser(server.url)
        dora.post("/office/sessions", key=server.organiser_key)
        assert [name for name in dora.cookies() if not name.startswith("__Host-")] == []
        code = dora.get("/office")["workshops"][0]["code"]
        wire = dora.wire(code=code, face="moderator")
        wire.tell("clock", None)
        wire.close()

        plain = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        plain.request("GET", f"/w/{code}/stage?x=1")
        led = plain.getresponse()
        assert (led.status, led.headers["Location"]) == (308, f"https://127.0.0.1:{server.port}/w/{code}/stage?x=1")
        for noise in (b"", b"\x16\x03\x01\xff\xffgarbage", b"\r\n\r\n", b"GET \x00 HTTP/1.1\r\n\r\n", os.urandom(200)):
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
                raw.sendall(noise)
        with pytest.raises(ssl.SSLCertVerificationError):  # a phone that does not trust it
            ssl.create_default_context().wrap_socket(
                socket.create_connection(("127.0.0.1", server.port)), server_hostname="werkstatt.beispiel.de"
            )
        assert server.asked("GET", "/healthz").status == 200
        assert server.tracebacks == ""


def test_without_it_the_hall_is_told_quietly_and_the_machine_itself_is_not(tmp_path: Path) -> None:
    from tests import builders

    app = builders.an_app(tmp_path)
    here = builders.a_workshop(builders.house_of(app))
    told = {
        host: "Ohne Verschlüsselung" in app.test_client().get(f"/w/{here.code}/", base_url=host).text
        for host in ("http://192.168.0.7:5000", "http://127.0.0.1:5000", "http://localhost", "https://werkstatt.de")
    }
    assert told == {
        "http://192.168.0.7:5000": True, "http://127.0.0.1:5000": False, "http://localhost": False,
        "https://werkstatt.de": False,
    }  # fmt: skip
    app.extensions["live"].publisher.close()
    builders.house_of(app).close()
