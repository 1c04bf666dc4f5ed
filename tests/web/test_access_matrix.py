"""Who may do what at which address: one table, tried address by address with every role there is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from facilitation import access, visions
from facilitation.access import Role
from facilitation.database import Base
from facilitation.review import forms
from facilitation.web.guesses import guesses
from tests import builders
from tests.builders import KEY, a_link, tables_of
from tests.web.roles import JSON, ROLES, Hall, two_halls

ALL = frozenset(ROLES)
OFFICE = frozenset({"organiser"})
MODERATOR = frozenset({"moderator", "organiser"})
WITNESS = MODERATOR | {"observer"}
DESK = MODERATOR | {"host of table 1"}  # every id in an address is of table 1 and its field
HOSTS = DESK | {"host of table 2"}
RECEPTION = MODERATOR | {"reception"}
PHONE = frozenset({"participant", "pupil"})
SEAT = frozenset({"participant"})

WHO_MAY = {
    "GET /": ALL,
    "POST /": ALL,
    "GET /healthz": ALL,
    "GET /metrics": frozenset(),  # a token opens it, no role
    "GET /W/<code>": ALL,
    "GET /static/<_version>/<path:name>": ALL,
    "GET /privacy": ALL,
    "GET /imprint": ALL,
    "GET /accessibility": ALL,
    "GET /w/<code>/privacy": ALL,
    "GET /office/operator": OFFICE,
    "POST /office/operator": OFFICE,
    "GET /w/<code>/office/retention": OFFICE,
    "POST /w/<code>/office/retention/deletion": OFFICE,
    "GET /w/<code>/me": PHONE,
    "GET /office": OFFICE,
    "GET /office/in": ALL,
    "POST /office/sessions": ALL,
    "GET /office/sign-in": ALL,
    "POST /office/sign-in": ALL,
    "POST /office/sign-out": ALL,
    "POST /office/sign-out/everywhere": OFFICE,
    "GET /office/password": OFFICE,
    "POST /office/password": OFFICE,
    "GET /office/organisers": OFFICE,
    "POST /office/organisers/<organiser>/removal": OFFICE,
    "POST /office/invitations": OFFICE,
    "POST /office/invitations/<invitation>/revocation": OFFICE,
    "POST /workshops": OFFICE,
    "POST /workshops/restorations": OFFICE,
    "GET /w/<code>/office/archive": OFFICE,
    "GET /w/<code>/office/archive.zip": OFFICE,
    "GET /w/<code>/office/koffer": OFFICE,
    "POST /w/<code>/office/koffer.zip": OFFICE,
    "POST /w/<code>/office/koffer/uploads": OFFICE,
    "GET /w/<code>/office/koffer/entering": OFFICE,
    "POST /w/<code>/office/koffer/entries": OFFICE,
    # the door
    "GET /w/<code>": ALL,
    "GET /w/<code>/": ALL,
    "GET /w/<code>/in": ALL,
    "POST /w/<code>/participants": ALL,
    "POST /w/<code>/sessions": ALL,
    "POST /w/<code>/sessions/end": ALL,
    "GET /w/<code>/qr/join.svg": ALL,
    "GET /w/<code>/qr/wifi.svg": ALL,
    "POST /w/<code>/language": ALL,
    "POST /w/<code>/letters": ALL,
    # what hangs on the wall or lies on the shelf
    "GET /w/<code>/stage": ALL,
    "GET /w/<code>/regions/stage": ALL,
    "GET /w/<code>/stage/ahead": MODERATOR,
    "GET /w/<code>/results": ALL,
    "GET /w/<code>/pictures/<picture_id>": ALL,
    "GET /w/<code>/tools": ALL,
    "GET /w/<code>/tools/<tool_id>": ALL,
    # the phone
    "GET /w/<code>/phone": PHONE,
    "GET /w/<code>/regions/phone": PHONE,
    "POST /w/<code>/me": PHONE,
    "POST /w/<code>/me/time": PHONE,
    "POST /w/<code>/me/departure": PHONE,
    "POST /w/<code>/me/forgetting": PHONE,
    "POST /w/<code>/statements": PHONE,
    "POST /w/<code>/statements/<statement_id>/deletion": SEAT,  # its author
    "POST /w/<code>/statements/<statement_id>/support": SEAT,
    "POST /w/<code>/statements/<statement_id>/support/withdrawal": SEAT,
    "POST /w/<code>/tools": SEAT,
    "GET /w/<code>/votes/<vote_id>/ballot": PHONE,
    "POST /w/<code>/votes/<vote_id>/ballots": SEAT,
    "POST /w/<code>/votes/<vote_id>/ballots/lookup": ALL,  # the ballot's secret id is the key
    # the desk of table 1
    "GET /w/<code>/table/<int(max=9999):number>": DESK,
    "GET /w/<code>/regions/table": DESK,
    "GET /w/<code>/cards/<statement_id>": DESK,
    "GET /w/<code>/clusters/<cluster_id>": DESK,
    "GET /w/<code>/tables/<table_id>/people": DESK,
    "GET /w/<code>/fields/<field_id>/vision": DESK,
    "GET /w/<code>/fields/<field_id>/vision/<int(max=99999):number>": DESK,
    "POST /w/<code>/fields/<field_id>/vision": DESK,
    "POST /w/<code>/fields/<field_id>/vision/agreement": DESK,
    "POST /w/<code>/fields/<field_id>/vision/take-over": DESK,
    "POST /w/<code>/fields/<field_id>/clusters": DESK,
    "POST /w/<code>/fields/<field_id>/tools/order": DESK,
    "POST /w/<code>/clusters/<cluster_id>": DESK,
    "POST /w/<code>/clusters/<cluster_id>/dissolution": DESK,
    "POST /w/<code>/statements/<statement_id>/admission": DESK,
    "POST /w/<code>/statements/<statement_id>/cluster": DESK,
    "POST /w/<code>/statements/<statement_id>/hiding": DESK,
    "POST /w/<code>/statements/<statement_id>/merging": DESK,
    "POST /w/<code>/statements/<statement_id>/unmerging": DESK,
    "POST /w/<code>/tables/<table_id>/departures": DESK,
    "POST /w/<code>/tables/<table_id>/returns": DESK,
    "POST /w/<code>/tables/<table_id>/seats": DESK,
    "POST /w/<code>/tables/<table_id>/statements": DESK,
    "POST /w/<code>/tables/<table_id>/tools": DESK,
    "POST /w/<code>/tools/<tool_id>/admission": DESK,
    # the reception
    "GET /w/<code>/reception": RECEPTION,
    "GET /w/<code>/seats/<participant_id>/slip": RECEPTION | HOSTS,  # hosts whose table is on the person's route
    "POST /w/<code>/seats": RECEPTION | HOSTS,
    "POST /w/<code>/votes/<vote_id>/paper-ballots": RECEPTION | HOSTS,  # then hosts for the own field alone
    # voting cards: whoever holds one, the shared tablet, and who prints and counts them
    "GET /W/<code>/CARD": ALL,
    "GET /w/<code>/card": ALL,
    "POST /w/<code>/card": ALL,  # the card's code is the key
    "GET /w/<code>/tablet": RECEPTION | HOSTS,
    "POST /w/<code>/tablet": RECEPTION | HOSTS,
    "POST /w/<code>/tablet/ballots": RECEPTION | HOSTS,
    "POST /w/<code>/tablet/end": ALL,
    "GET /w/<code>/office/cards": RECEPTION,
    "POST /w/<code>/voting-cards": MODERATOR,
    "POST /w/<code>/voting-cards/handed-out": RECEPTION,
    "POST /w/<code>/voting-cards/spoiling": RECEPTION,
    "POST /w/<code>/voting-cards/batches": MODERATOR,
    # the moderator
    "GET /w/<code>/moderation": MODERATOR,
    "GET /w/<code>/moderation/<any(groups, votes, health):page>": MODERATOR,
    "GET /w/<code>/moderation/agenda": MODERATOR,
    "GET /w/<code>/moderation/doors": MODERATOR,
    "GET /w/<code>/moderation/groups/list": MODERATOR,
    "GET /w/<code>/moderation/journal": MODERATOR,
    "GET /w/<code>/moderation/journal/file": MODERATOR,
    "GET /w/<code>/regions/moderator": MODERATOR,
    "POST /w/<code>/agenda/steps": MODERATOR,
    "POST /w/<code>/door": MODERATOR,
    "POST /w/<code>/groupings": MODERATOR,
    "POST /w/<code>/groupings/undo": MODERATOR,
    "POST /w/<code>/links": MODERATOR,
    "POST /w/<code>/links/tables": MODERATOR,
    "POST /w/<code>/links/<link_id>/revocation": MODERATOR,
    "POST /w/<code>/participants/<participant_id>/departure": MODERATOR,
    "POST /w/<code>/participants/<participant_id>/return": MODERATOR,
    "POST /w/<code>/placements": MODERATOR,
    "POST /w/<code>/settings": MODERATOR,
    "POST /w/<code>/showing": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/opening": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/plan": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/reveals": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/sealing": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/sealing/request": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/sealing/request/withdrawal": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/recounts": MODERATOR,
    "GET /w/<code>/votes/<vote_id>/protocol": MODERATOR,
    # the second person of a count
    "GET /w/<code>/observer": WITNESS,
    "GET /w/<code>/regions/observer": WITNESS,
    "POST /w/<code>/votes/<vote_id>/sealing/confirmation": WITNESS,
    # what everybody may check after the last reveal
    "GET /w/<code>/public/votes/<vote_id>": ALL,
    "GET /w/<code>/public/votes/<vote_id>/file": ALL,
    "POST /w/<code>/votes/<vote_id>/shutting": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/shutting/undo": MODERATOR,
    "POST /w/<code>/votes/<vote_id>/ties": MODERATOR,
    "GET /w/<code>/documents/<name>.<fmt>": MODERATOR,
    # the office
    "GET /w/<code>/office": OFFICE,
    "GET /w/<code>/office/settings": OFFICE,
    "POST /w/<code>/office/settings": OFFICE,
    "POST /w/<code>/office/deletion": OFFICE,
    "POST /w/<code>/office/logos": OFFICE,
    "POST /w/<code>/office/logos/<picture_id>": OFFICE,
    "POST /w/<code>/office/logos/<picture_id>/removal": OFFICE,
    "GET /w/<code>/office/fields": OFFICE,
    "POST /w/<code>/office/fields": OFFICE,
    "POST /w/<code>/office/fields/<field_id>": OFFICE,
    "POST /w/<code>/office/fields/<field_id>/place": OFFICE,
    "POST /w/<code>/office/fields/<field_id>/removal": OFFICE,
    "POST /w/<code>/office/fields/<field_id>/tables": OFFICE,
    "POST /w/<code>/office/tables/<table_id>": OFFICE,
    "POST /w/<code>/office/tables/<table_id>/removal": OFFICE,
    "GET /w/<code>/office/agenda": OFFICE,
    "POST /w/<code>/agenda/items": OFFICE,
    "POST /w/<code>/agenda/items/<item_id>": OFFICE,
    "POST /w/<code>/agenda/items/<item_id>/place": OFFICE,
    "POST /w/<code>/agenda/items/<item_id>/copies": OFFICE,
    "POST /w/<code>/agenda/items/<item_id>/removal": OFFICE,
    "POST /w/<code>/agenda/items/<item_id>/scenes": OFFICE,
    "POST /w/<code>/agenda/scenes/<scene_id>": OFFICE,
    "POST /w/<code>/agenda/scenes/<scene_id>/place": OFFICE,
    "POST /w/<code>/agenda/scenes/<scene_id>/copies": OFFICE,
    "POST /w/<code>/agenda/scenes/<scene_id>/removal": OFFICE,
    "POST /w/<code>/agenda/hours": OFFICE,
    "POST /w/<code>/agenda/edits/undo": OFFICE,
    "GET /w/<code>/office/tools": OFFICE,
    "POST /w/<code>/office/tools": OFFICE,
    "GET /w/<code>/office/tools/<tool_id>": OFFICE,
    "POST /w/<code>/office/tools/<tool_id>": OFFICE,
    "POST /w/<code>/office/tools/<tool_id>/picture": OFFICE,
    "POST /w/<code>/office/tools/<tool_id>/picture/removal": OFFICE,
    "POST /w/<code>/office/tools/<tool_id>/removal": OFFICE,
    "POST /w/<code>/office/tools/<tool_id>/shelving": OFFICE,
    "GET /w/<code>/office/tools/import": OFFICE,
    "POST /w/<code>/office/tools/uploads": OFFICE,
    "POST /w/<code>/office/tools/imports": OFFICE,
    "POST /w/<code>/office/tools/imports/<import_id>/undo": OFFICE,
    # the Zwischenbilanz: the office, and whoever has a form's link (tests/web/test_survey.py)
    "GET /w/<code>/survey": ALL,
    "POST /w/<code>/survey/sessions": ALL,  # the form's secret is the key
    "GET /w/<code>/survey/<form_id>": OFFICE,
    "POST /w/<code>/survey/<form_id>": OFFICE,
    "GET /w/<code>/survey/<form_id>/copy": OFFICE,
    "GET /w/<code>/office/review": OFFICE,
    "GET /w/<code>/office/review/<survey_id>/letters": OFFICE,
    "GET /w/<code>/office/review/<survey_id>/links.csv": OFFICE,
    "GET /w/<code>/office/review/<survey_id>/forms.pdf": OFFICE,
    "POST /w/<code>/surveys": OFFICE,
    "POST /w/<code>/surveys/<survey_id>": OFFICE,
    "POST /w/<code>/surveys/<survey_id>/removal": OFFICE,
    "POST /w/<code>/surveys/<survey_id>/forms": OFFICE,
    "POST /w/<code>/surveys/<survey_id>/others": OFFICE,
    "POST /w/<code>/survey-forms/<form_id>": OFFICE,
    "POST /w/<code>/survey-forms/<form_id>/link": OFFICE,
    "POST /w/<code>/survey-forms/<form_id>/removal": OFFICE,
    "GET /w/<code>/office/plan": OFFICE,
    "GET /w/<code>/office/plan/<entry_id>": OFFICE,
    "GET /w/<code>/office/plan/<entry_id>/sheet.<fmt>": OFFICE,
    "POST /w/<code>/office/plan/<entry_id>/sheet": OFFICE,
    "POST /w/<code>/office/plan/<entry_id>/measures": OFFICE,
    "POST /w/<code>/office/measures/<measure_id>": OFFICE,
    "POST /w/<code>/office/measures/<measure_id>/place": OFFICE,
    "POST /w/<code>/office/measures/<measure_id>/removal": OFFICE,
    "GET /w/<code>/office/communication": OFFICE,
    "POST /w/<code>/office/communication/sheet": OFFICE,
    "POST /w/<code>/office/communication/measures": OFFICE,
    "GET /w/<code>/office/goals": OFFICE,
    "POST /w/<code>/office/goals/<level>/<name>": OFFICE,
    "GET /w/<code>/office/plan/versions": OFFICE,
    "POST /w/<code>/office/plan/versions": OFFICE,
    "GET /w/<code>/office/plan/versions/<int:version>/<name>.<fmt>": OFFICE,
    "GET /w/<code>/office/documents": OFFICE,
    "POST /w/<code>/office/documents/jobs": OFFICE,
    "POST /w/<code>/office/documents/shares": OFFICE,
    "POST /w/<code>/office/documents/shares/<share_id>/withdrawal": OFFICE,
    "GET /w/<code>/shared/<share_secret>": ALL,
    "GET /w/<code>/office/print": OFFICE,
    "GET /w/<code>/office/print/<sheet>.pdf": OFFICE,
    "GET /w/<code>/office/print/<sheet>.png": OFFICE,
    "GET /w/<code>/office/print/jobs/<job_id>": OFFICE,
    "GET /w/<code>/office/print/jobs/<job_id>/result": OFFICE,
    "POST /w/<code>/badges": OFFICE,
    "POST /w/<code>/badges/removal": OFFICE,
    "POST /w/<code>/office/print/jobs": OFFICE,
    "POST /w/<code>/office/print/jobs/<job_id>/cancellation": OFFICE,
    "POST /w/<code>/plan/entries": OFFICE,
    "POST /w/<code>/plan/entries/<entry_id>": OFFICE,
    "POST /w/<code>/plan/entries/<entry_id>/removal": OFFICE,
    "GET /w/<code>/rehearsals": OFFICE,
    "POST /w/<code>/rehearsals": OFFICE,
    "POST /w/<code>/rehearsals/wipe": OFFICE,
}
LEAVING = ("/me/departure", "/me/forgetting")
OPENS_A_ROLE = {"POST /w/<code>/sessions", "POST /w/<code>/survey/sessions", "POST /office/sessions"}
IDS = re.compile(r"<(?:[^:>]+:)?(\w+_id)>")


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, Hall]]:
    first, second = two_halls(tmp_path_factory.mktemp("halls"))
    yield first, second
    first.app.extensions["live"].publisher.close()
    first.house.close()


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    guesses.forget()


def addresses_of(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


# What bodies need so that an id is looked up at all; the rest is asked for after it.
WHOLE = {"revision": "1", "method": "draw", "number": "1", "year": "2018", "place": "1"}


def digest(hall: Hall) -> str:
    """Of every row of the main database, in no order."""
    found = hashlib.sha256()
    with hall.house.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in sorted(repr(tuple(row)) for row in session.execute(table.select())):
                found.update(row.encode())
    return found.hexdigest()


def sent(hall: Hall, address: str) -> dict[str, Any]:
    """What a request must hold so that a 403 can only come from the role."""
    if address == "POST /w/<code>/sessions":
        return {"secret": access.secret_of(KEY, a_link(hall.house, hall.workshop, Role.OBSERVER))}
    if address == "POST /w/<code>/survey/sessions":
        with hall.house.reading() as session:
            return {"secret": forms.secret_of(KEY, forms.one(session, hall.workshop.id, hall.ids["form_id"]))}
    if address == "POST /office/sessions":
        key = access.random_secret()
        hall.house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", key))
        return {"key": key}
    if address.endswith(("/departures", "/returns")):
        return {"participant_id": hall.ids["participant_id"]}
    if address == "POST /w/<code>/office/documents/shares":
        return {"document": "werkzeugkatalog", "days": 7}
    if address == "POST /w/<code>/office/documents/jobs":
        return {"document.zielkatalog": "1", "format": "json"}
    if address == "POST /w/<code>/office/print/jobs":
        return {"sheet.programme": "1"}
    if address == "POST /w/<code>/rehearsals":
        return {"phones": 0}
    return {}


def test_every_address_stands_in_the_table(halls: tuple[Hall, Hall]) -> None:
    there = addresses_of(halls[0].app)
    assert there - set(WHO_MAY) == set(), "say in WHO_MAY who may use the new address"
    assert set(WHO_MAY) - there == set(), "these are gone"


@pytest.mark.parametrize("address", WHO_MAY)
def test_who_may(halls: tuple[Hall, Hall], address: str) -> None:
    hall = halls[0]
    method, rule = address.split(" ", 1)
    wanted = {"table": hall.ids["table_id"]}  # what the desk's regions are asked for
    cluster = hall.cluster() if rule.endswith("/dissolution") else hall.ids["cluster_id"]
    told: dict[str, int] = {}
    for role in sorted(ROLES, key=lambda role: role in WHO_MAY[address]):
        kind = builders.groups.Kind.PUPIL if role == "pupil" else builders.groups.Kind.PERSON
        leaves = rule.endswith(LEAVING) and role in PHONE
        client = hall.browser(role, **(hall.newcomer(kind)[1] if leaves else {}))
        if "/sign-out" in rule and role == "organiser":
            builders.as_organiser(client)  # the hall's own stays in
        path = hall.address(rule, name="css/tokens.css" if "static" in rule else "werkstattplan", cluster_id=cluster)
        body = sent(hall, address) if method == "POST" else None
        told[role] = client.open(path, method=method, data=body, query_string=wanted, headers=JSON).status_code
    assert {role for role, status in told.items() if status != 403} == WHO_MAY[address], told
    assert max(told.values()) < 500


@pytest.mark.parametrize("address", [a for a, may in WHO_MAY.items() if may != ALL and a.startswith("GET")])
def test_a_page_is_refused_in_words_and_shows_nothing_else(halls: tuple[Hall, Hall], address: str) -> None:
    hall = halls[0]
    asked = {"table": hall.ids["table_id"]}
    answer = hall.browser("guest").get(hall.address(address.split(" ", 1)[1]), query_string=asked)
    assert answer.status_code == 403
    assert re.search("Recht|Link|geschlossen|Schlüssel", answer.text)
    assert "Gast 1" not in answer.text


def test_every_id_that_stands_in_an_address_is_known_to_the_hall(halls: tuple[Hall, Hall]) -> None:
    """Else the tests below would try an id that there is not, and pass."""
    named = {name for rule in halls[0].app.url_map.iter_rules() for name in rule.arguments} - {"code"}
    assert named - set(halls[0].ids) == set(), "put one into tests/web/roles.py: a_hall"


@pytest.mark.parametrize("address", [a for a in WHO_MAY if IDS.search(a)])
def test_an_id_of_one_workshop_opens_nothing_in_another_and_changes_nothing(
    halls: tuple[Hall, Hall], address: str
) -> None:
    here, elsewhere = halls
    before = digest(here)
    method, rule = address.split(" ", 1)
    body = {**WHOLE, **sent(here, address)} if method == "POST" else None
    for role in ROLES[:-1]:
        client = elsewhere.browser(role)
        foreign = here.address(rule, code=elsewhere.workshop.code)
        assert client.open(foreign, method=method, data=body, headers=JSON).status_code in (403, 404), (role, foreign)
        if role != "organiser":  # who is one, is it in every workshop
            own = here.address(rule)
            may = WHO_MAY[address] == ALL
            status = client.open(own, method=method, data=body, headers=JSON).status_code
            assert may or status in (403, 404), (role, own)
    assert digest(here) == before


def test_the_digest_sees_a_single_changed_value(halls: tuple[Hall, Hall]) -> None:
    """The control of the test above."""
    hall = halls[0]
    before = digest(hall)
    client, address = hall.browser("moderator"), f"/w/{hall.workshop.code}/showing"
    assert client.post(address, data={"note": "anders"}, headers=JSON).status_code == 200
    assert digest(hall) != before


def test_an_own_id_does_open_something(halls: tuple[Hall, Hall]) -> None:
    """The control of the test above: the same requests with ids of the own workshop."""
    elsewhere = halls[1]
    client = elsewhere.browser("moderator")
    pages = [a.split(" ", 1)[1] for a in WHO_MAY if IDS.search(a) and a.startswith("GET") and WHO_MAY[a] >= MODERATOR]
    told = {rule: client.get(elsewhere.address(rule), headers=JSON).status_code for rule in pages}
    assert {rule: status for rule, status in told.items() if status not in (200, 409)} == {}  # 409: not before its time
    assert list(told.values()).count(200) > 8


FOREIGN_IDS = [
    ("moderator", "agenda/steps", {"action": "=jump", "scene_id": "scene_id"}),
    ("moderator", "showing", {"field_id": "field_id"}),
    ("moderator", "placements", {"participant_id": "participant_id", "table_id": "+table_id"}),
    ("moderator", "placements", {"participant_id": "+participant_id", "table_id": "table_id"}),
    ("moderator", "seats", {"table_id": "table_id"}),
    ("moderator", "links", {"role": "=host", "table_id": "table_id"}),
    ("moderator", "votes/{vote_id}/reveals", {"field_id": "field_id"}),
    ("moderator", "votes/{vote_id}/ties", {"field_id": "field_id", "method": "=draw"}),
    ("participant", "participants", {"wish": "field_id", "key": "=a-form-key-0123456789"}),
    ("host of table 1", "statements/{statement_id}/merging", {"into_id": "statement_id"}),
    ("host of table 1", "statements/{statement_id}/cluster", {"cluster_id": "cluster_id"}),
    ("host of table 1", "fields/{field_id}/vision", {"base": "=1", "card": "statement_id"}),
    ("host of table 1", "tables/{table_id}/departures", {"participant_id": "participant_id"}),
    ("organiser", "plan/entries", {"tool_id": "tool_id"}),
]


@pytest.mark.parametrize(("role", "path", "names"), FOREIGN_IDS)
def test_a_foreign_id_in_a_form_is_refused(
    halls: tuple[Hall, Hall], role: str, path: str, names: dict[str, str]
) -> None:
    foreign, here = halls
    body = {
        field: value[1:] if value[0] == "=" else here.ids[value[1:]] if value[0] == "+" else foreign.ids[value]
        for field, value in names.items()
    }
    body["step"] = str(builders.look(here.house, here.workshop).agenda.step)
    address = f"/w/{here.workshop.code}/{path.format(**here.ids)}"
    answer = here.browser(role).post(address, data=body, headers=JSON)
    assert answer.status_code in (404, 422), answer.text
    assert answer.get_json()["error"]["details"]["field" if answer.status_code == 422 else "what"]


def test_foreign_cards_under_a_sentence_are_left_out(halls: tuple[Hall, Hall]) -> None:
    foreign, here = halls
    cards = [here.ids["statement_id"], foreign.ids["statement_id"]]
    sentences = [{"text": "Ein neuer Satz.", "statements": cards}]
    client = here.browser("host of table 1")
    address = f"/w/{here.workshop.code}/fields/{here.ids['field_id']}/vision"
    assert client.post(address, json={"base": 1, "sentences": sentences}, headers=JSON).status_code == 200
    with here.house.reading() as session:
        newest = visions.current(session, here.ids["field_id"])
        assert newest is not None
        assert newest.sentences == [{"text": "Ein neuer Satz.", "statements": [here.ids["statement_id"]]}]


def test_a_host_seats_guests_at_the_own_table_only(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    one, two = (table.id for table in tables_of(hall.house, hall.workshop)[:2])
    client, address = hall.browser("host of table 1"), f"/w/{hall.workshop.code}/seats"
    told = [client.post(address, data={"table_id": table}, headers=JSON).status_code for table in (one, two)]
    assert told == [200, 403]


@pytest.mark.parametrize(("role", "page"), [("moderator", "moderation"), ("host of table 1", "table/1")])
def test_a_revoked_link_is_refused_at_the_next_request(halls: tuple[Hall, Hall], role: str, page: str) -> None:
    hall = halls[0]
    made = a_link(hall.house, hall.workshop, Role(role.split(" ")[0]), 1 if role.startswith("host") else None)
    jar = {name: access.secret_of(KEY, made) for name in hall.jars[role]}
    client, address = hall.browser("guest", **jar), f"/w/{hall.workshop.code}/{page}"
    assert client.get(address).status_code == 200
    revoked = f"/w/{hall.workshop.code}/links/{made.id}/revocation"
    assert hall.browser("moderator").post(revoked, headers=JSON).status_code == 200
    assert client.get(address).status_code == 403
    assert client.post(f"/w/{hall.workshop.code}/seats", headers=JSON).status_code == 403
    secret = {"secret": access.secret_of(KEY, made)}
    assert client.post(f"/w/{hall.workshop.code}/sessions", data=secret, headers=JSON).status_code == 403
    assert hall.browser(role).get(address).status_code == 200, "the other link of this role still opens"


def test_a_participant_who_has_gone_may_no_longer_write(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    person, jar = hall.newcomer()
    client = hall.browser("guest", **jar)
    assert client.get(f"/w/{hall.workshop.code}/phone").status_code == 200
    gone = f"/w/{hall.workshop.code}/participants/{person}/departure"
    assert hall.browser("moderator").post(gone, headers=JSON).status_code == 200
    assert client.get(f"/w/{hall.workshop.code}/phone").status_code == 403
    assert client.post(f"/w/{hall.workshop.code}/statements", data={"text": "Noch da?"}).status_code == 403


def test_an_ended_session_of_the_office_opens_nothing(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    cookie = access.random_secret()
    session_hash = access.hashed(KEY, "office", cookie)
    key_hash = access.hashed(KEY, "one-time", cookie)
    hall.house.write(access.make_one_time_key, key_hash=key_hash)
    hall.house.write(access.use_one_time_key, key_hash=key_hash, session_hash=session_hash)
    client = hall.browser("guest", **{"zw-office": cookie})
    assert client.get("/office").status_code == 200
    hall.house.write(access.end_organiser_session, session_hash=session_hash)
    assert client.get("/office").status_code == 403
