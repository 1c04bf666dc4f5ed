"""docs/protocol.md is true: every example is played, every address and socket event stands there, and no other."""

from __future__ import annotations

import ast
import json
import re
import shlex
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient

from facilitation import cli, live
from facilitation.errors import Refusal
from facilitation.live.regions import REGIONS
from facilitation.live.server import live_of
from facilitation.web.guesses import guesses
from facilitation.web.refusals import PHRASES
from tests.protocol_day import JSON, ROLES, DurenDay
from tests.protocol_page import Block, addresses, blocks, differences, examples, filled, fits, rows, shape

SECTIONS = list(dict.fromkeys(example.asked.section for example in examples()))
CONVERSATIONS = [block for block in blocks() if block.kind == "socket"]
ENDS_SOMETHING = (
    "/rehearsals", "/wipe", "/forgetting", "/departure", "/end", "/print/jobs", "/sign-out", "/everywhere",
)  # fmt: skip
STATUS_OF_HTTP = {"unknown_address": 404, "foreign_origin": 403, "too_large": 413, "refused": 409}


@pytest.fixture
def duren(tmp_path: Path) -> Iterator[DurenDay]:
    made = DurenDay(tmp_path)
    yield made
    made.close()
    guesses.forget()


# --- the addresses ---


@pytest.mark.parametrize("section", SECTIONS)
def test_every_example_is_answered_as_shown(duren: DurenDay, section: str) -> None:
    for example in (one for one in examples() if one.asked.section == section):
        asked, place = example.asked, f"line {example.asked.line}: {example.method} {example.path}"
        duren.bring_to(asked.moment)
        for role in others(asked.who):
            assert duren.send(example, role).status_code == 403, f"{place}: {role} may do it"
        answer = duren.send(example, asked.who[0])
        if example.answered.kind == "text":
            told = answer.headers.get("Location") or answer.mimetype
            assert f"{answer.status_code} {told}" == filled(example.answered.text, duren.names()), place
            continue
        shown = json.loads(example.answered.text)
        assert answer.is_json, f"{place}: {answer.status_code} {answer.mimetype}"
        wrong = differences(shown, answer.get_json(), duren.names())
        assert wrong == [], f"{place}: {answer.status_code}\n" + "\n".join(wrong)
        assert answer.status_code == (statuses()[shown["error"]["code"]] if "error" in shown else 200), place


def test_an_example_that_is_not_true_is_found(duren: DurenDay) -> None:
    page = '## Door\n### GET /\nWho: anyone.\n```http\nGET /\n```\n```json\n{"face": "wall", "doors": 2}\n```\n'
    (example,) = examples(page)
    told = duren.send(example, "anyone").get_json()
    wrong = differences(json.loads(example.answered.text), told, {})
    assert [one.split(":")[0] for one in wrong] == [".face", ".doors"]


def test_every_address_is_on_the_page_and_every_address_of_the_page_exists(app: Flask) -> None:
    assert {shape(address) for address in addresses()} == served(app)
    assert {example.asked.address for example in examples()} - {""} == addresses()


def test_every_example_stands_under_its_address() -> None:
    astray = [e.asked.line for e in examples() if e.asked.address and not fits(e.asked.address, f"{e.method} {e.path}")]
    assert astray == []


@pytest.mark.parametrize("sent", [{}, {"key": 7}, [], "no JSON at all"], ids=["empty", "odd", "list", "text"])
def test_no_address_breaks_on_what_it_cannot_use(duren: DurenDay, sent: Any) -> None:
    duren.bring_to("the vote is open")
    placeholders = re.findall(r"{(\w+)}", " ".join(addresses()))
    names = dict.fromkeys(placeholders, "nothing-here") | dict(duren.names())
    broken = []
    for address in sorted(addresses()):
        method, path = address.split()
        if method != "POST" or path.endswith(ENDS_SOMETHING):
            continue
        for role in ("organiser", "participant"):
            body = sent if isinstance(sent, str) else json.dumps(sent)
            to = str(filled(path, names))
            answer = duren.clients[role].post(to, data=body, content_type="application/json", headers=JSON)
            if answer.status_code >= 500 or not answer.is_json:
                broken.append(f"{role}: {address}: {answer.status_code}")
    assert broken == []


def others(who: tuple[str, ...]) -> list[str]:
    """The roles that must not do what `who` may."""
    return [] if any("anyone" in role for role in who) else [role for role in ROLES if role not in who]


def served(app: Flask) -> set[str]:
    """Every address of the app, as the page writes it; static files and Socket.IO's own door apart."""
    found: set[str] = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("static"):
            continue
        path = "".join(part if is_text else "{}" for is_text, part in _parts(rule.rule))
        found |= {f"{method} {path}" for method in (rule.methods or set()) & {"GET", "POST"}}
    return found


def _parts(rule: str) -> Iterator[tuple[bool, str]]:
    """Text and variables of a rule in turn."""
    for piece in rule.replace("<", "\0<").replace(">", ">\0").split("\0"):
        yield not piece.startswith("<"), piece


# --- refusals ---


def statuses() -> dict[str, int]:
    return {code.strip("`"): int(status) for code, status, *_ in rows("Refusals")}


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for below in kind.__subclasses__():
        yield from every_refusal(below)


def test_every_refusal_is_on_the_page_with_its_status() -> None:
    classes = {kind.code: kind.status for kind in every_refusal() if kind.__module__.startswith("facilitation.")}
    assert set(statuses()) == set(PHRASES)
    assert statuses() == {**STATUS_OF_HTTP, **classes}


# --- regions ---


def test_the_page_says_of_every_region_whose_it_is_and_what_it_follows() -> None:
    told = {name.strip("`"): (face, set(follows.split())) for name, face, follows, *_ in rows("Regions")}
    assert told == {region.name: (region.face, set(region.follows)) for region in REGIONS}


# --- sockets ---


def test_every_socket_event_is_on_the_page_and_no_other(app: Flask) -> None:
    heard = set(live_of(app).socketio.server.handlers["/"])  # type: ignore[attr-defined]
    told = {(name.strip("`"), way) for name, way, *_ in rows("Sockets")}
    assert told == {(name, "to the server") for name in heard} | {(name, "from the server") for name in emitted()}


@pytest.mark.parametrize("talk", CONVERSATIONS, ids=[f"line {block.line}" for block in CONVERSATIONS])
def test_every_conversation_goes_as_shown(duren: DurenDay, talk: Block) -> None:
    duren.bring_to(talk.moment)
    socket, answer, lines = None, None, [line for line in talk.text.splitlines() if line]
    for line in lines:
        way, _, rest = line.partition(" ")
        name, _, written = rest.partition(" ")
        if way == "!":
            path, _, body = written.partition(" ")
            pressed = duren.press(path, json.loads(body or "{}"))
            assert pressed.status_code == 200, (line, pressed.get_json())
        elif way == ">":
            sent: Any = filled(json.loads(written), duren.names()) if written else None
            if name == "connect":
                socket = SocketIOTestClient(
                    duren.app, live_of(duren.app).socketio, auth=sent, flask_test_client=duren.browser(talk.who[0])
                )
            else:
                assert socket is not None
                if name == "disconnect":
                    assert not socket.is_connected()
                    continue
                answer = socket.emit(name, *([sent] if written else []), callback=True)
        else:
            assert way == "<" and socket is not None, line
            if name == "refused":
                assert not socket.is_connected()
            elif name.startswith("{"):
                assert differences(json.loads(rest), answer, duren.names()) == [], line
            else:
                assert differences(json.loads(written), received(socket, name), duren.names()) == [], line


def received(socket: SocketIOTestClient, name: str) -> Any:
    """The next event of that name; pushes come from another thread."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        # `get_received` refuses once the server has ended the socket
        waiting: list[Any] = vars(socket).get("queue") or []
        for event in waiting:
            if event["name"] == name:
                waiting.remove(event)
                return event["args"][0]
        time.sleep(0.02)
    raise AssertionError(f"no {name} came")


def emitted() -> set[str]:
    """The names that `live` sends: the first text handed to ``emit`` or ``send``."""
    found = set()
    for path in Path(live.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("emit", "send"):
                names = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found |= set(names[:1])
    return found


# --- the command line ---


def test_every_command_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    shown = [(block, after) for block, after in pairwise(blocks()) if block.kind == "sh"]
    for block, after in shown:
        typed = shlex.split(str(filled(block.text, known)))
        assert typed[0] == "facilitation"
        assert cli.run(typed[1:]) == 0, capsys.readouterr().err
        assert differences(json.loads(after.text), json.loads(capsys.readouterr().out), known) == [], block.line
    assert len(shown) >= 3
