"""The door: codes, joining, links with a role, and what it answers to whoever watches over the server."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation import access, groups, participants, workshop
from facilitation.access import Role
from facilitation.house import House
from facilitation.web.guesses import OWN_TRIES, guesses
from facilitation.workshop import Workshop
from tests.builders import KEY, a_link, a_workshop, as_organiser, fields_of, people, run_to

JSON = {"Accept": "application/json"}
KEY_OF_FORM = "a-form-key-0123456789"


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    guesses.forget()


def join(client: FlaskClient, here: Workshop, key: str = KEY_OF_FORM, **given: str) -> TestResponse:
    return client.post(f"/w/{here.code}/participants", data={"key": key, **given}, headers=JSON)


def cookie(response: TestResponse) -> str:
    return response.headers["Set-Cookie"].split(";")[0]


def test_the_front_page_offers_the_only_workshop_and_no_choice_of_many(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    assert client.get("/", headers=JSON).get_json() == {"face": "door", "workshop": here.code}
    a_workshop(house, "world-cafe")
    assert client.get("/", headers=JSON).get_json() == {"face": "door", "workshop": None}


@pytest.mark.parametrize("typed", [str.upper, str.lower, lambda code: f"  {code} "])
def test_a_code_opens_in_any_case(client: FlaskClient, here: Workshop, typed: object) -> None:
    assert callable(typed)
    answer = client.post("/", data={"code": typed(here.code)})
    assert (answer.status_code, answer.location) == (303, f"/w/{here.code}/")


def test_an_unknown_code_is_told_kindly(client: FlaskClient, here: Workshop) -> None:
    answer = client.post("/", data={"code": "NOPE"}, headers=JSON)
    assert answer.status_code == 404
    assert answer.get_json()["error"]["message"].startswith("Zu diesem Code gibt es keine Veranstaltung.")


def test_the_address_of_the_qr_in_capitals_leads_to_the_join_page(client: FlaskClient, here: Workshop) -> None:
    answer = client.get(f"/W/{here.code}", follow_redirects=True)
    assert "Dabei sein" in answer.text
    assert client.get(f"/w/{here.code.lower()}").status_code == 200


def test_whoever_watches_is_told_that_the_database_answers(client: FlaskClient, house: House) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "ok": True, "database": "ok", "version": "0.1.0", "now": house.clock.now().isoformat(),
        "copy": {"state": "off", "age": None},
    }  # fmt: skip


def test_ben_joins_and_gets_one_cookie_that_scripts_cannot_read(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    answer = join(client, here, name="Ben", institution="Amt")
    assert answer.get_json()["result"]["number"] == 1
    [told] = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in told and "SameSite=Lax" in told and "Path=/" in told and "Secure" not in told
    with house.reading() as session:
        [ben] = participants.present(session, here.id)
    assert (ben.name, ben.institution) == ("Ben", "Amt")
    assert ben.key_hash == access.hashed(KEY, "participant", cookie(answer).split("=")[1])


def test_over_https_the_cookie_is_bound_to_the_host(client: FlaskClient, here: Workshop) -> None:
    answer = client.post(f"/w/{here.code}/participants", data={"key": KEY_OF_FORM}, base_url="https://localhost")
    [told] = answer.headers.getlist("Set-Cookie")
    assert told.startswith(f"__Host-zw-participant-{here.code}=") and "Secure" in told


def test_joining_twice_with_one_form_is_one_seat_and_the_same_cookie(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    first = join(client, here, name="Ben")
    again = join(client.application.test_client(), here, name="Ben")
    other = join(client.application.test_client(), here, "another-key-0123456789", name="Cem")
    assert cookie(first) == cookie(again) != cookie(other)
    with house.reading() as session:
        assert participants.count_present(session, here.id) == 2


def test_a_form_without_a_key_is_refused(client: FlaskClient, here: Workshop) -> None:
    assert join(client, here, "").get_json()["error"]["details"] == {"field": "key", "reason": "form"}


def test_whoever_left_finds_the_old_seat_again(client: FlaskClient, house: House, here: Workshop) -> None:
    number = join(client, here).get_json()["result"]["number"]
    assert client.post(f"/w/{here.code}/me/departure", headers=JSON).status_code == 200
    page = client.get(f"/w/{here.code}/", headers=JSON).get_json()
    assert (page["face"], page["known"]) == ("door", True)
    assert join(client, here, "quite-another-key-99").get_json()["result"]["number"] == number
    assert client.get(f"/w/{here.code}/", headers=JSON).get_json()["face"] == "phone"


def test_a_wish_must_be_a_field_of_this_workshop(client: FlaskClient, house: House, here: Workshop) -> None:
    foreign = fields_of(house, a_workshop(house, "world-cafe"))[0]
    assert join(client, here, wish=foreign.id).status_code == 422
    assert join(client, here, wish=fields_of(house, here)[0].id).status_code == 200


def test_a_locked_door_lets_nobody_new_in_but_those_inside_stay(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    join(client, here)
    house.write(workshop.lock_door, workshop_id=here.id, locked=True)
    emil = client.application.test_client()
    assert "Die Tür ist gerade geschlossen" in emil.get(f"/w/{here.code}/").text
    assert join(emil, here, "the-key-of-emil-0001").get_json()["error"]["code"] == "door_locked"
    assert client.get(f"/w/{here.code}/", headers=JSON).get_json()["face"] == "phone"


def test_a_latecomer_gets_a_table_at_once(client: FlaskClient, house: House, here: Workshop) -> None:
    people(house, here, 20)
    run_to(house, here, "vision")
    join(client, here)
    scene = client.get(f"/w/{here.code}/", headers=JSON).get_json()["regions"]["phone"]
    assert scene["table"]["number"] in range(1, 6)


def test_a_page_says_what_happens_to_data_in_eighty_words_at_most(client: FlaskClient, here: Workshop) -> None:
    page = client.get(f"/w/{here.code}/").text
    notice = page.split("<p data-notice>")[1].split("</p>")[0]
    assert 20 < len(notice.split()) <= 80


@pytest.mark.parametrize(
    ("role", "table", "home"),
    [
        (Role.MODERATOR, None, "/moderation"),
        (Role.RECEPTION, None, "/reception"),
        (Role.HOST, 3, "/table/3"),
        (Role.OBSERVER, None, "/observer"),
        (Role.SCHOOL, None, "/"),
    ],
)
def test_a_link_opens_the_door_of_its_role(
    client: FlaskClient, house: House, here: Workshop, role: Role, table: int | None, home: str
) -> None:
    secret = access.secret_of(KEY, a_link(house, here, role, table))
    answer = client.post(f"/w/{here.code}/sessions", data={"secret": access.grouped(secret).lower()}, headers=JSON)
    assert answer.get_json()["location"] == f"/w/{here.code}{home}"
    assert cookie(answer) == f"zw-{role}-{here.code}={secret}"


def test_a_revoked_or_foreign_link_opens_nothing(client: FlaskClient, house: House, here: Workshop) -> None:
    revoked = a_link(house, here, Role.MODERATOR)
    house.write(access.revoke_link, workshop_id=here.id, link_id=revoked.id)
    foreign = a_link(house, a_workshop(house, "world-cafe"), Role.MODERATOR)
    for link in (revoked, foreign):
        answer = client.post(f"/w/{here.code}/sessions", data={"secret": access.secret_of(KEY, link)}, headers=JSON)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "link_refused")
        assert f"zw-{link.role}-{here.code}" not in answer.headers.get("Set-Cookie", "")


def test_many_wrong_secrets_of_a_browser_are_refused_curtly_and_a_right_one_still_opens(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    address = f"/w/{here.code}/sessions"
    codes = [client.post(address, data={"secret": f"WRONG{n}"}, headers=JSON).status_code for n in range(OWN_TRIES + 2)]
    assert codes == [403] * (OWN_TRIES + 1) + [429], "the first was a stranger's; it brought a cookie"
    right = access.secret_of(KEY, a_link(house, here, Role.MODERATOR))
    assert client.post(address, data={"secret": right}, headers=JSON).status_code == 200


def test_ending_a_session_gives_the_roles_back_and_keeps_the_seat(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    join(client, here)
    secret = access.secret_of(KEY, a_link(house, here, Role.OBSERVER))
    client.post(f"/w/{here.code}/sessions", data={"secret": secret})
    client.post(f"/w/{here.code}/sessions/end")
    assert client.get_cookie(f"zw-observer-{here.code}") is None
    assert client.get(f"/w/{here.code}/", headers=JSON).get_json()["face"] == "phone"


def test_the_one_time_key_lets_dora_in_once(client: FlaskClient, house: House) -> None:
    house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", "the key in the terminal"))
    sent = {"key": "the key in the terminal", "next": "/office"}
    told = client.post("/office/sessions", data=sent, headers=JSON).get_json()
    assert told["location"] == "/office/password?next=%2Foffice"
    assert client.get_cookie("zw-office") is not None
    emil = client.application.test_client()
    assert emil.post("/office/sessions", data=sent, headers=JSON).status_code == 403


@pytest.mark.parametrize(
    "foreign", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "office"]
)
def test_nobody_is_sent_on_to_a_foreign_page(client: FlaskClient, foreign: str) -> None:
    as_organiser(client)
    answer = client.post("/office/sessions", data={"key": "", "next": foreign}, headers=JSON)
    assert answer.get_json()["location"] == "/office"


def test_pupils_come_in_by_their_own_link_until_round_one(client: FlaskClient, house: House, here: Workshop) -> None:
    secret = access.secret_of(KEY, a_link(house, here, Role.SCHOOL))
    client.post(f"/w/{here.code}/sessions", data={"secret": secret})
    pupil = join(client, here).get_json()["result"]["participant"]
    with house.reading() as session:
        assert participants.one(session, here.id, pupil).kind == participants.Kind.PUPIL
        assert participants.count_present(session, here.id) == 0
        assert groups.route(session, groups.current(session, here.id), pupil) == {}
    run_to(house, here, "vision")
    late = client.application.test_client()
    late.post(f"/w/{here.code}/sessions", data={"secret": secret})
    assert join(late, here, "a-late-pupils-key-01").get_json()["error"]["code"] == "door_locked"


def test_the_qr_is_a_picture(client: FlaskClient, here: Workshop) -> None:
    answer = client.get(f"/w/{here.code}/qr/join.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.startswith("<svg")
