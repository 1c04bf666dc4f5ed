"""Whatever is typed, pasted or sent: a clear German answer or a place on the screen, never a fault, never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from werkzeug.test import TestResponse

from facilitation import ballots, fields, participants, statements
from facilitation.web.guesses import guesses
from tests import builders
from tests.builders import a_workshop, fields_of, house_of, open_vote, run_to, step
from tests.web.roles import JSON, ROLES, Hall, a_hall
from tests.web.test_access_matrix import WHOLE, addresses_of

SCRIPT = "<script>alert('x')</script><img src=x onerror=\"alert(1)\"> & \"'"
ODD_TEXTS = ["👩‍🌾🏳️‍🌈 Höfe", "مدرسة القرية مفتوحة", "‏עברית‎ und Deutsch", "ﬁx ½ ①",
             SCRIPT, "{{ 7*7 }} {% raw %} %(n)s {x}"]  # fmt: skip


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = a_hall(builders.an_app(tmp_path))
    yield made
    made.app.extensions["live"].publisher.close()
    made.house.close()


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    guesses.forget()


def post(hall: Hall, role: str, path: str, /, **sent: Any) -> TestResponse:
    address = f"/w/{hall.workshop.code}/{path.format(**hall.ids)}"
    return hall.browser(role).post(address, data=sent, headers=JSON)


def refusal(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


TOO_MUCH_OR_NOTHING = [
    ("participant", "me", {"name": "x" * 61}, "höchstens 60"),
    ("participant", "me", {"institution": "x" * 121}, "höchstens 120"),
    ("participant", "language", {"lang": "fr"}, "nicht gepasst"),
    ("guest", "participants", {"key": "zu kurz"}, "nicht gepasst"),
    ("host of table 1", "fields/{field_id}/clusters", {"title": ""}, "Titel fehlt"),
    ("host of table 1", "fields/{field_id}/clusters", {"title": "x" * 81}, "höchstens 80"),
    ("host of table 1", "statements/{statement_id}/hiding", {"reason": "  "}, "Grund"),
    ("host of table 1", "statements/{statement_id}/merging", {"into": "K999"}, "nicht gepasst"),
    ("host of table 1", "fields/{field_id}/vision", {"base": "1", "text.0": "x" * 601}, "höchstens 600"),
    ("host of table 1", "fields/{field_id}/vision", {"base": "eins", "text.0": "Satz."}, "ganze Zahl"),
    ("host of table 1", "fields/{field_id}/vision", {"base": "1", "sentences": "[{{"}, "nicht gepasst"),
    ("host of table 1", "fields/{field_id}/vision", {"base": "1", "sentences": "7"}, "nicht gepasst"),
    ("host of table 1", "tools/{tool_id}/admission", {"admission": "vielleicht"}, "nicht gepasst"),
    ("host of table 1", "fields/{field_id}/tools/order", {"up": "nichts"}, "nicht gepasst"),
    ("moderator", "agenda/steps", {"action": "tanzen", "step": "{step}"}, "nicht gepasst"),
    ("moderator", "agenda/steps", {"action": "extend", "step": "{step}", "minutes": "viele"}, "ganze Zahl"),
    ("moderator", "agenda/steps", {"action": "extend", "step": "{step}", "minutes": "0"}, "-180 bis 180"),
    ("moderator", "agenda/steps", {"action": "next", "step": "9" * 40}, "ganze Zahl"),
    ("moderator", "showing", {"note": "x" * 141}, "höchstens 140"),
    ("moderator", "links", {"role": "chef"}, "nicht gepasst"),
    ("moderator", "settings", {"revision": "1", "points_budget": "0"}, "1 bis 100"),
    ("moderator", "settings", {"revision": "1", "points_budget": "fünf"}, "ganze Zahl"),
    ("moderator", "settings", {"revision": "1", "wifi_name": "x" * 33}, "höchstens 32"),
    ("moderator", "settings", {"revision": "1", "base_url": "javascript:alert(1)"}, "http:// oder https://"),
    ("moderator", "settings", {"revision": "1", "theme": "bunt"}, "nicht gepasst"),
    ("moderator", "settings", {"revision": "1", "erfunden": "1"}, "nicht gepasst"),
    ("moderator", "votes/{vote_id}/ties", {"method": "würfeln"}, "nicht gepasst"),
    ("moderator", "votes/{vote_id}/ties", {"method": "draw", "field_id": "{field_id}"}, "kein Gleichstand"),
    ("moderator", "votes/{vote_id}/paper-ballots", {"number": "2", "points.x": "viele"}, "ganze Zahl"),
    ("moderator", "votes/{vote_id}/paper-ballots", {"number": "2"}, "Verteilen Sie Punkte"),
    ("organiser", "plan/entries", {"tool_id": "{planned}"}, "steht schon im Werkstattplan"),
    ("organiser", "plan/entries/{entry_id}", {"revision": "1", "title": ""}, "Titel fehlt"),
    ("organiser", "plan/entries/{entry_id}", {"revision": "1", "place": "x" * 601}, "höchstens 600"),
    ("organiser", "plan/entries/{entry_id}", {"revision": "1", "status": "egal"}, "nicht gepasst"),
    ("organiser", "rehearsals", {"phones": "0"}, "1 bis 500"),
    ("organiser", "rehearsals", {"phones": "10", "minutes": "-1"}, "0 bis 480"),
]


@pytest.fixture(scope="module")
def still_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One hall for all the refused presses: nothing of them may change it."""
    made = a_hall(builders.an_app(tmp_path_factory.mktemp("still")))
    yield made
    made.app.extensions["live"].publisher.close()
    made.house.close()


@pytest.mark.parametrize(("role", "path", "sent", "says"), TOO_MUCH_OR_NOTHING)
def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(
    still_hall: Hall, role: str, path: str, sent: dict[str, str], says: str
) -> None:
    hall = still_hall
    with hall.house.reading() as session:
        planned = builders.ballots.options(session, builders.vote_of(hall.house, hall.workshop), hall.ids["field_id"])
    at = str(builders.look(hall.house, hall.workshop).agenda.step)
    known = {**hall.ids, "step": at, "planned": planned[0].tool_id}
    filled = {name: value.format(**known) for name, value in sent.items()}
    before = everything(hall)
    answer = post(hall, role, path, **filled)
    assert refusal(answer) == (422, "bad_input")
    assert says in answer.get_json()["error"]["message"]
    assert everything(hall) == before


def everything(hall: Hall) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the main database."""
    from facilitation.database import Base

    with hall.house.reading() as session:
        return {t.name: sorted(map(tuple, session.execute(t.select())), key=repr) for t in Base.metadata.sorted_tables}


def test_a_press_that_fits_does_change_something(hall: Hall) -> None:
    """The control of the test above."""
    before = everything(hall)
    assert post(hall, "moderator", "showing", note="Bitte Platz nehmen").status_code == 200
    assert everything(hall) != before


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_a_card_keeps_every_script_and_shows_no_markup(hall: Hall, text: str) -> None:
    house, workshop = hall.house, a_workshop(house_of(hall.app))
    client = hall.app.test_client()
    builders.as_participant(client, workshop)
    run_to(house, workshop, "vision")
    base = f"/w/{workshop.code}"
    pinned = client.post(f"{base}/statements", data={"text": text}, headers=JSON)
    assert pinned.status_code == 200
    [card] = client.get(f"{base}/phone", headers=JSON).get_json()["regions"]["mine"]["cards"]
    assert card["text"] == text
    page = client.get(f"{base}/phone").text
    assert "<script>alert" not in page and "<img src=x" not in page and " 49 " not in page


def test_nothing_typed_becomes_markup_on_any_page(hall: Hall) -> None:
    """Script text in every field that takes text, then every page of every role, and every pulled region."""
    code, ids = hall.workshop.code, hall.ids
    poison = [
        ("participant", "me", {"name": SCRIPT[:60], "institution": SCRIPT}),
        ("participant", "statements", {"text": SCRIPT}),
        ("host of table 1", "fields/{field_id}/clusters", {"title": SCRIPT[:80]}),
        ("host of table 1", "fields/{field_id}/vision", {"base": "1", "text.0": SCRIPT}),
        ("host of table 1", "fields/{field_id}/vision", {"base": "1", "text.0": SCRIPT + " daneben"}),
        ("host of table 1", "statements/{statement_id}/hiding", {"reason": SCRIPT}),
        ("moderator", "showing", {"note": SCRIPT}),
        ("moderator", "links", {"role": "moderator", "label": SCRIPT}),
        ("moderator", "seats", {"name": SCRIPT[:60], "institution": SCRIPT}),
        ("moderator", "settings", {"revision": "1", "wifi_name": "<script>alert('x')</script>"[:32]}),
        ("organiser", "plan/entries/{entry_id}", {"revision": "1", "title": SCRIPT, "responsible": SCRIPT}),
    ]
    done = {}
    for role, path, sent in poison:
        done[path, tuple(sent)] = post(hall, role, path, **sent).status_code
    assert done.pop(("statements", ("text",))) == 409, "cards end when the vote opens"
    assert set(done.values()) == {200}
    hall.house.write(
        statements.write, workshop_id=hall.workshop.id, field_id=ids["field_id"], text=SCRIPT, author_id=ids["own_id"]
    )
    escaped, raw = [], []
    for role, page in pages_of(hall):
        answer = hall.browser(role).get(page)
        text = answer.text if answer.mimetype == "text/html" else ""  # a download is no page
        text += "".join(_pulled(hall, role, page))
        raw += [page for mark in ("<script>alert", "<img src=x", '"alert(1)"') if mark in text]
        escaped += [page] if "&lt;script&gt;alert" in text else []
    assert raw == []
    base = f"/w/{code}"
    shown = {
        f"{base}/stage", f"{base}/phone", f"{base}/moderation/doors", f"{base}/moderation/groups",
        f"{base}/moderation/groups/list", f"{base}/office/plan", f"{base}/fields/{ids['field_id']}/vision",
        f"{base}/cards/{ids['statement_id']}", f"{base}/tables/{ids['table_id']}/people",
    }  # fmt: skip
    assert shown - set(escaped) == set(), "the control: the text does stand on these pages"


def _pulled(hall: Hall, role: str, page: str) -> list[str]:
    if "/regions/" not in page:
        return []
    found = hall.browser(role).get(page, headers=JSON).get_json()
    return [region["html"] for region in found.get("regions", [])]


def pages_of(hall: Hall) -> list[tuple[str, str]]:
    """Every page and who opens it."""
    found = []
    for address in sorted(addresses_of(hall.app)):
        method, rule = address.split(" ", 1)
        if method == "GET" and "static" not in rule:
            path = hall.address(rule)
            path += f"?table={hall.ids['table_id']}" if rule.endswith("/regions/table") else ""
            found += [(role, path) for role in ("guest", "participant", "host of table 1", "organiser")]
    return found


# Ballots

NOT_A_BALLOT = [
    ({"points": {"own": 6}}, "too_many_on_one"),
    ({"points": {"own": 3, "other": 3}}, "points_spent"),
    ({"points": {"foreign": 1}}, "foreign_tool"),
    ({"points": {"nothing of ours": 1}}, "foreign_tool"),
    ({"points": {"own": -1}}, "bad_input"),
    ({"points": {"own": 10**40}}, "too_many_on_one"),
    ({"points": {"own": "drei"}}, "bad_input"),
    ({"points": {"own": 1.5}}, "bad_input"),
    ({"points": {"own": True}}, "bad_input"),
    ({"points": {"own": [1]}}, "bad_input"),
    ({"points": {"own": None, "other": 1}}, "bad_input"),
    ({"points": {"own": 0}}, "bad_input"),
    ({"points": {}}, "bad_input"),
    ({"points": "alles"}, "bad_input"),
    ({}, "bad_input"),
    ({"points.own": "-2"}, "bad_input"),
    ({"points.own": "2,5"}, "bad_input"),
    ({"points.own": "9" * 5000}, "bad_input"),
    ({"points": {"own": 1}, "ballot_id": "kurz"}, "bad_input"),
    ({"points": {"own": 1}, "ballot_id": "mit Leerzeichen und ü"}, "bad_input"),
    ({"points": {"own": 1}, "ballot_id": ["a" * 20]}, "bad_input"),
]
BALLOT = "ballot-of-ben-0001"


@pytest.mark.parametrize(("sent", "code"), NOT_A_BALLOT)
def test_a_ballot_against_the_rules_leaves_the_one_in_the_box(
    still_hall: Hall, sent: dict[str, Any], code: str
) -> None:
    hall = still_hall
    vote = builders.vote_of(hall.house, hall.workshop)
    own, other = builders.tools_for(hall.house, hall.workshop, vote, hall.ids["own_id"])[:2]
    with hall.house.reading() as session:
        second = fields_of(hall.house, hall.workshop)[1]
        foreign = ballots.options(session, vote, second.id)[0].tool_id
    ids = {"own": own, "other": other, "foreign": foreign}
    base = f"/w/{hall.workshop.code}/votes/{vote.id}/ballots"
    ben = hall.browser("participant")
    assert ben.post(base, json={"points": {own: 2}, "ballot_id": BALLOT}, headers=JSON).status_code == 200
    if isinstance(sent.get("points"), dict):
        sent = {**sent, "points": {ids.get(tool, tool): n for tool, n in sent["points"].items()}}
    named = {name.replace("points.own", f"points.{own}"): value for name, value in sent.items()}
    answer = ben.post(base, json={"ballot_id": BALLOT, **named}, headers=JSON)
    assert refusal(answer) == (422, code), answer.text
    lying = ben.post(f"{base}/lookup", json={"ballot_id": BALLOT}, headers=JSON).get_json()["result"]
    assert (lying["points"], lying["counted"]) == ({own: 2}, False)
    assert sum(hall.house.boxes.turnout(vote).values()) == 1


def test_another_phone_of_the_same_seat_cannot_vote_again(still_hall: Hall) -> None:
    hall = still_hall
    base = f"/w/{hall.workshop.code}/votes/{hall.ids['vote_id']}/ballots"
    ben = hall.browser("participant")
    assert ben.post(base, json={"abstain": True, "ballot_id": BALLOT}, headers=JSON).status_code == 200
    again = ben.post(base, json={"abstain": True, "ballot_id": "another-ballot-0001"}, headers=JSON)
    assert refusal(again) == (409, "already_voted")


def test_a_late_ballot_is_told_when_the_vote_was_shut(hall: Hall) -> None:
    vote = builders.vote_of(hall.house, hall.workshop)
    assert post(hall, "moderator", "votes/{vote_id}/shutting", revision=vote.revision).status_code == 200
    late = post(hall, "participant", "votes/{vote_id}/ballots", abstain="1", ballot_id=BALLOT)
    assert refusal(late) == (409, "vote_not_open")
    assert re.search(r"um \d\d:\d\d Uhr geschlossen", late.get_json()["error"]["message"])


def test_an_unknown_ballot_is_not_found(still_hall: Hall) -> None:
    for wrong in ("", "no-such-ballot-0001", "\0", "x" * 9999):
        answer = post(still_hall, "guest", "votes/{vote_id}/ballots/lookup", ballot_id=wrong)
        assert refusal(answer) == (404, "no_ballot")


# What has moved on meanwhile

def test_who_acts_on_what_has_moved_on_is_told_and_nothing_happens_twice(hall: Hall) -> None:
    old = builders.look(hall.house, hall.workshop).agenda.step
    vote = builders.vote_of(hall.house, hall.workshop)
    step(hall.house, hall.workshop, "extend", minutes=5)
    post(hall, "moderator", "votes/{vote_id}/shutting", revision=vote.revision)
    post(hall, "moderator", "door", locked="1")
    post(hall, "organiser", "plan/entries/{entry_id}", revision="1", place="Rathaus")
    post(hall, "host of table 1", "clusters/{cluster_id}", revision="1", title="Neue Wege")
    before = everything(hall)
    told = [
        post(hall, "moderator", "agenda/steps", action="next", step=old),
        post(hall, "moderator", "votes/{vote_id}/sealing", revision=vote.revision),
        post(hall, "moderator", "settings", revision="1", places="3"),
        post(hall, "organiser", "plan/entries/{entry_id}", revision="1", place="Schule"),
        post(hall, "organiser", "plan/entries/{entry_id}/removal", revision="1"),
        post(hall, "host of table 1", "clusters/{cluster_id}", revision="1", title="Alte Wege"),
    ]
    assert [refusal(answer) for answer in told] == [(409, "moved_on")] * len(told)
    assert everything(hall) == before
    wrong = post(hall, "moderator", "votes/{vote_id}/shutting", revision=vote.revision + 1)
    assert refusal(wrong) == (409, "wrong_state")


def test_a_key_used_for_something_else_is_refused(hall: Hall) -> None:
    key = "one-key-for-one-thing"
    assert post(hall, "moderator", "showing", note="Erstens", key=key).status_code == 200
    assert post(hall, "moderator", "showing", note="Erstens", key=key).status_code == 200
    assert refusal(post(hall, "moderator", "showing", note="Zweitens", key=key)) == (422, "key_reused")
    for wrong in ("kurz", "x" * 65):
        assert refusal(post(hall, "moderator", "showing", note="Drittens", key=wrong)) == (422, "bad_input")


# What is sent and how

BODIES = [
    (b"{", "application/json", 422),
    (b'{"note": "a"', "application/json", 422),
    (b"[1, 2]", "application/json", 422),
    (b'"note"', "application/json", 422),
    (b"null", "application/json", 422),
    (b"", "application/json", 422),
    (b"\xff\xfe\x00", "application/json", 422),
    (b"[" * 100_000, "application/json", 422),
    (b'{"note": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}", "application/json", 422),
    (b'{"note": ["a"]}', "application/json", 422),
    (b'{"note": {"a": 1}}', "application/json", 422),
    (b'{"note": null}', "application/json", 422),
    (b"note=%ff%fe%00", "application/x-www-form-urlencoded", 200),
    (b"note=" + b"x" * 2_000_000, "application/x-www-form-urlencoded", 413),
    (b'{"note": "' + b"x" * 2_000_000 + b'"}', "application/json", 413),
    (b"--b\r\nkaputt", "multipart/form-data; boundary=b", 200),
    (b"--b\r\n" * 5, "multipart/form-data", 200),
    (b"note", "text/plain", 200),
    (b"<note/>", "application/xml", 200),
    (b"\x00\x01", "image/png", 200),
]


@pytest.mark.parametrize(("body", "kind", "status"), BODIES)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_broken_body_is_refused_or_holds_nothing(
    still_hall: Hall, body: bytes, kind: str, status: int, accept: str
) -> None:
    client = still_hall.browser("moderator")
    address = f"/w/{still_hall.workshop.code}/showing"
    answer = client.post(address, data=body, content_type=kind, headers={"Accept": accept})
    assert answer.status_code == (303 if status == 200 and accept == "text/html" else status), answer.text[:300]
    if accept == "application/json" and status != 200:
        assert answer.get_json()["error"]["message"].endswith(("verloren.", "einmal."))


def test_characters_that_no_database_takes_are_left_out(hall: Hall) -> None:
    """NUL ends a text in PostgreSQL, half a surrogate pair cannot be encoded: both would break the whole batch."""
    client, address = hall.browser("moderator"), f"/w/{hall.workshop.code}/showing"
    as_form = client.post(address, data={"note": "Tür\0 zu"}, headers=JSON)
    as_json = client.post(address, data=b'{"note": "T\\u00fcr\\u0000\\ud83d zu"}', content_type="application/json",
                          headers=JSON)  # fmt: skip
    assert [answer.get_json()["result"]["note"] for answer in (as_form, as_json)] == ["Tür zu", "Tür zu"]
    whole = client.post(address, data=b'{"note": "\\ud83d\\ude00"}', content_type="application/json", headers=JSON)
    assert whole.get_json()["result"]["note"] == "😀"


def test_a_long_text_comes_back_to_be_copied_and_secrets_do_not(hall: Hall) -> None:
    text = "Ein langer Grund <b>mit</b> Auszeichnung. " * 4
    client = hall.browser("host of table 1")
    sent = {"text.0": text * 5, "base": "1", "key": "a-secret-key-0123456789"}
    page = client.post(f"/w/{hall.workshop.code}/fields/{hall.ids['field_id']}/vision", data=sent)
    assert page.status_code == 422
    assert "Ein langer Grund &lt;b&gt;mit&lt;/b&gt; Auszeichnung." in page.text
    assert "a-secret-key" not in page.text
    secret = "ABCDEFGHJKMNPQRSTUVWXYZ234"
    refused = client.post(f"/w/{hall.workshop.code}/sessions", data={"secret": secret})
    assert refused.status_code == 403
    assert secret not in refused.text


OF_PHONES = ("/ballot", "/ballots", "/support", "/support/withdrawal", "/deletion")


@pytest.mark.parametrize("unknown", ["x", "0" * 22, "x" * 500, "..", "%F0%9F%98%80", "' OR 1=1 --"])
def test_an_unknown_id_is_not_found_at_any_address(still_hall: Hall, unknown: str) -> None:
    hall = still_hall
    told = {}
    for address in sorted(addresses_of(hall.app)):
        method, rule = address.split(" ", 1)
        names = re.findall(r"<(\w+_id)>", rule)
        if names:
            path = hall.address(rule, **dict.fromkeys(names, unknown))
            body = WHOLE if method == "POST" else None
            role = "participant" if rule.endswith(OF_PHONES) else "organiser"
            told[address] = hall.browser(role).open(path, method=method, data=body, headers=JSON).status_code
    assert {address: status for address, status in told.items() if status != 404} == {}


# Junk, thrown at every door

WORDS = [
    "", " ", "0", "-1", "1", "2", "3.5", "1e9", "9" * 40, "true", "on", "next", "back", "undo", "jump", "extend",
    "close", "catch_up", "start", "pause", "draw", "all", "run_off", "host", "moderator", "school", "admitted",
    "declined", "de", "en", "kreis-dueren", "2031-03-04", "[]", "{}", "[{\"text\": 1}]", "K1", "x" * 700, SCRIPT,
    "\0", "ü" * 90, "../..", "http://[", "None", "null", "😀", "‮rückwärts", "a-form-key-0123456789",
]  # fmt: skip
NAMES = """action step minutes scene_id field_id note blank participant_id table_id round_number name institution locked
revision role label reception key ballot_id points abstain text lang title description tool_id admission tool_ids up
down base sentences card sentence number replaces cluster_id into_id into reason secret next template day wish years
years_shown status responsible place method points_budget places theme base_url wifi_name vote_scope horizon_years
text.0 cards.0 year.2018 table""".split()


def junk(chance: Random, hall: Hall, depth: int = 0) -> Any:
    found = chance.random()
    if found < 0.35:
        return chance.choice(list(hall.ids.values()))
    if found < 0.85 or depth > 2:
        return chance.choice(WORDS)
    plain = [chance.randint(-3, 40), chance.random(), None, True, 10**30, 2**31]
    inner = junk(chance, hall, depth + 1)
    return chance.choice([*plain, [inner], {chance.choice(WORDS): inner}])


@pytest.mark.parametrize("seed", [1, 2])
def test_junk_at_every_door_never_breaks_anything(hall: Hall, seed: int) -> None:
    """Random bodies at every address that takes one; afterwards every page of every role still opens."""
    chance = Random(seed)
    doors = sorted(a.split(" ", 1)[1] for a in addresses_of(hall.app) if a.startswith("POST"))
    doors.remove("/w/<code>/rehearsals")  # without bad values it would start one: see TOO_MUCH_OR_NOTHING
    told: dict[int, int] = {}
    for number in range(300):
        rule, role = doors[number % len(doors)], chance.choice(ROLES)
        sent = {name: junk(chance, hall) for name in chance.sample(NAMES, chance.randint(0, 12))}
        if chance.random() < 0.5:
            sent["step"] = builders.look(hall.house, hall.workshop).agenda.step
            sent["revision"] = chance.randint(1, 3)
        sent |= {f"points.{hall.ids['tool_id']}": junk(chance, hall)} if chance.random() < 0.3 else {}
        as_json = chance.random() < 0.5
        body: dict[str, Any] = (
            {"data": json.dumps(sent), "content_type": "application/json"}
            if as_json
            else {"data": {name: str(value) for name, value in sent.items()}}
        )
        headers = JSON if chance.random() < 0.5 else {}
        answer = hall.browser(role).post(hall.address(rule), headers=headers, **body)
        assert answer.status_code < 500, (seed, number, role, rule, sent, answer.text)
        told[answer.status_code] = told.get(answer.status_code, 0) + 1
    assert {200, 303, 403, 404, 409, 422} <= set(told), "the junk came far enough to mean something"
    for role, page in pages_of(hall):
        assert hall.browser(role).get(page).status_code < 500, (seed, role, page)
        assert hall.browser(role).get(page, headers=JSON).status_code < 500, (seed, role, page)


def test_junk_leaves_the_journal_whole_and_the_people_in_their_workshop(hall: Hall) -> None:
    from facilitation import journal

    post(hall, "moderator", "seats", name=SCRIPT[:60])
    with hall.house.reading() as session:
        assert journal.first_broken(journal.entries(session, hall.workshop.id)) is None
        assert participants.count_present(session, hall.workshop.id) == 11
        assert len(fields.tables(session, hall.workshop.id)) == 5


def test_an_open_vote_of_another_workshop_takes_no_ballot_from_here(hall: Hall) -> None:
    other = a_workshop(hall.house)
    builders.people(hall.house, other, 5)
    run_to(hall.house, other, "choice")
    foreign = open_vote(hall.house, other)
    answer = hall.browser("participant").post(
        f"/w/{hall.workshop.code}/votes/{foreign.id}/ballots", data={"abstain": "1", "ballot_id": BALLOT}, headers=JSON
    )
    assert refusal(answer) == (404, "not_found")
    assert hall.house.boxes.turnout(foreign) == {}
