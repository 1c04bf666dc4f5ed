"""The question after known holes is loud when nobody answers it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.audit import packages


def told(*found: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(found), "fixes": []})


FLASK = {"name": "flask", "version": "3.1.0", "vulns": []}
HOLED = {"name": "jinja2", "version": "1.0", "vulns": [{"id": "PYSEC-2021-66"}, {"id": "CVE-2024-1"}]}


@pytest.mark.parametrize(
    ("answer", "understood"),
    [
        (told(FLASK), {}),
        (told(FLASK, HOLED), {"jinja2 1.0": ["PYSEC-2021-66", "CVE-2024-1"]}),
        (told(), None),
        ("", None),
        ("ERROR:pip_audit: Connection refused", None),
        (told(FLASK, {"name": "x", "skip_reason": "not found"}), None),
    ],
)
def test_an_answer_is_none_a_list_or_no_answer(answer: str, understood: dict[str, list[str]] | None) -> None:
    assert packages.understood(answer) == understood


def test_a_source_that_is_away_ends_with_two_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_AUDIT_CACHE", "off")
    assert packages.main(["--timeout", "2", "--cache-dir", "/nonexistent-cache"]) == 2
    assert "PACKAGES NOT CHECKED" in capsys.readouterr().err
