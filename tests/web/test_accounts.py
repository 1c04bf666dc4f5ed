"""Coming into the office: first by a key, then by name and password; colleagues by invitation; and out again."""

from __future__ import annotations

import logging
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation import access, organisers, start
from facilitation.house import House
from facilitation.web import passwords
from facilitation.web.guesses import TooManyTries, guesses
from tests import builders
from tests.builders import KEY

JSON = {"Accept": "application/json"}
NAME, PASSWORD = "Amt für Demografie", "ein Satz, der zu merken ist"


@pytest.fixture(autouse=True)
def _quick_and_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with less work, and nobody who guessed before."""
    guesses.forget()
    monkeypatch.setattr(passwords, "METHOD", "scrypt:1024:8:1")
    monkeypatch.setattr(passwords, "PATIENCE", 0.0)
    passwords._nobodys.cache_clear()


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    """Dora with an account of her own."""
    builders.as_organiser(client)
    assert post(client, "/office/password", name=NAME, password=PASSWORD).status_code == 200
    return client


def another(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def post(client: FlaskClient, path: str, **sent: str) -> TestResponse:
    return client.post(path, data=sent, headers=JSON)


def sign_in(client: FlaskClient, name: str = NAME, password: str = PASSWORD, **more: str) -> TestResponse:
    return post(client, "/office/sign-in", name=name, password=password, **more)


def error(answer: TestResponse) -> str:
    return str(answer.get_json()["error"]["code"])


def test_the_first_key_leads_to_a_password_that_may_wait(client: FlaskClient, house: House) -> None:
    house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", "the-key"))
    told = post(client, "/office/sessions", key="the-key", next="/w/ABCD/moderation").get_json()
    assert told["location"] == "/office/password?next=%2Fw%2FABCD%2Fmoderation"
    page = client.get(told["location"]).text
    assert "Kennwort festlegen" in page and 'href="/w/ABCD/moderation"' in page
    assert client.get("/office").status_code == 200, "later is fine too"


def test_name_and_password_open_the_office_on_another_device(dora: FlaskClient) -> None:
    other = another(dora)
    assert other.get("/office").status_code == 403
    answer = sign_in(other, name="amt FÜR demografie", next="/office/organisers")
    assert (answer.status_code, answer.get_json()["location"]) == (200, "/office/organisers")
    assert other.get("/office").status_code == 200
    assert "HttpOnly" in str(answer.headers.getlist("Set-Cookie"))


def test_an_umlaut_typed_the_other_way_is_the_same_password(dora: FlaskClient) -> None:
    assert post(dora, "/office/password", current=PASSWORD, password="Brücken über die Rur").status_code == 200
    assert sign_in(another(dora), password="Bru\u0308cken u\u0308ber die Rur").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"), [(NAME, "ein anderer Satz, auch lang"), ("Gesundheitsamt", PASSWORD), ("", ""), (NAME, "")]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(dora: FlaskClient, name: str, password: str) -> None:
    other = another(dora)
    answer = sign_in(other, name, password)
    assert (answer.status_code, error(answer)) == (422, "wrong_password")
    assert answer.get_json()["error"]["details"] == {}
    assert other.get("/office").status_code == 403


def test_many_wrong_passwords_are_slowed_and_a_right_one_elsewhere_still_opens(dora: FlaskClient) -> None:
    emil = another(dora)
    told = [sign_in(emil, password=f"geraten, Nummer {n}").status_code for n in range(20)]
    assert told[0] == 422 and told[-1] == 429
    assert sign_in(another(dora)).status_code == 200


@pytest.mark.parametrize(
    "sent", [{"password": "kurz"}, {"password": "x" * 1001}, {"password": PASSWORD, "name": ""}, {}]
)
def test_what_is_no_password_or_no_name_makes_no_account(client: FlaskClient, sent: dict[str, str]) -> None:
    builders.as_organiser(client)
    assert post(client, "/office/password", **{"name": NAME, **sent}).status_code == 422
    assert client.get("/office/organisers", headers=JSON).get_json()["organisers"] == []


def test_a_long_password_counts_to_its_last_letter(client: FlaskClient) -> None:
    builders.as_organiser(client)
    long = "ä" * 999
    post(client, "/office/password", name=NAME, password=long + "1")
    assert sign_in(another(client), password=long + "2").status_code == 422
    assert sign_in(another(client), password=long + "1").status_code == 200


def test_changing_the_password_needs_the_old_one_and_ends_other_devices(dora: FlaskClient) -> None:
    other = another(dora)
    sign_in(other)
    wrong = post(dora, "/office/password", current="nicht dieses Kennwort", password="ein neues, langes Kennwort")
    assert (wrong.status_code, wrong.get_json()["error"]["details"]["field"]) == (422, "current")
    assert post(dora, "/office/password", current=PASSWORD, password="ein neues, langes Kennwort").status_code == 200
    assert (dora.get("/office").status_code, other.get("/office").status_code) == (200, 403)
    assert sign_in(another(dora)).status_code == 422


def test_signing_out_ends_this_device_and_everywhere_ends_all(dora: FlaskClient) -> None:
    first, second = another(dora), another(dora)
    sign_in(first)
    sign_in(second)
    assert first.post("/office/sign-out").location == "/office/sign-in"
    assert (first.get("/office").status_code, second.get("/office").status_code) == (403, 200)
    second.post("/office/sign-out/everywhere")
    assert (dora.get("/office").status_code, second.get("/office").status_code) == (403, 403)


def test_a_stolen_cookie_is_worthless_after_signing_out(dora: FlaskClient) -> None:
    stolen = another(dora)
    cookie = dora.get_cookie("zw-office")
    assert cookie is not None
    stolen.set_cookie("zw-office", cookie.value)
    assert stolen.get("/office").status_code == 200
    dora.post("/office/sign-out")
    assert stolen.get("/office").status_code == 403


def test_an_invitation_is_shown_once_and_lets_a_colleague_in_once(dora: FlaskClient) -> None:
    key = "a-form-key-0123456789"
    page = dora.post("/office/invitations", data={"key": key, "label": "Jugendamt"}).text
    [secret] = set(re.findall(r"/office/in#(\w+)", page))
    assert "<svg" in page and secret not in dora.get("/office/organisers").text
    again = dora.post("/office/invitations", data={"key": key, "label": "Jugendamt"}).text
    assert secret in again, "pressed twice, the same link comes"
    [listed] = dora.get("/office/organisers", headers=JSON).get_json()["invitations"]
    assert listed["label"] == "Jugendamt"
    colleague = another(dora)
    assert post(colleague, "/office/sessions", key=secret).status_code == 200
    assert post(colleague, "/office/password", name="Jugendamt", password="noch ein langer Satz").status_code == 200
    assert post(another(dora), "/office/sessions", key=secret).status_code == 403
    told = dora.get("/office/organisers", headers=JSON).get_json()
    assert [one["name"] for one in told["organisers"]] == [NAME, "Jugendamt"]
    assert told["invitations"] == []


def test_a_withdrawn_invitation_opens_nothing(dora: FlaskClient) -> None:
    made = post(dora, "/office/invitations", key="a-form-key-0123456789").get_json()["result"]
    secret = made["address"].partition("#")[2]
    assert dora.post(f"/office/invitations/{made['invitation']}/revocation").status_code == 303
    assert post(another(dora), "/office/sessions", key=secret).status_code == 403


def test_a_removed_colleague_is_out_at_once_and_the_last_one_stays(dora: FlaskClient, house: House) -> None:
    colleague = another(dora)
    builders.as_organiser(colleague)
    made = post(colleague, "/office/password", name="Jugendamt", password="noch ein langer Satz").get_json()["result"]
    assert post(dora, f"/office/organisers/{made['organiser']}/removal").status_code == 200
    assert colleague.get("/office").status_code == 403
    [left] = dora.get("/office/organisers", headers=JSON).get_json()["organisers"]
    assert left["self"] is True
    assert error(post(dora, f"/office/organisers/{left['id']}/removal")) == "last_organiser"


def test_no_password_is_kept_logged_or_shown_again(
    dora: FlaskClient, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    typed = "geheimer Satz, zum Glück lang genug"
    page = another(dora).post("/office/sign-in", data={"name": NAME, "password": typed}).text
    changed = dora.post("/office/password", data={"current": PASSWORD, "password": "zu kurz"}).text
    assert post(dora, "/office/password", current=PASSWORD, password=typed).status_code == 200
    assert typed not in page + changed + caplog.text and PASSWORD not in page + changed + caplog.text
    with house.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        dump = "\n".join(raw.iterdump())
    assert typed not in dump and PASSWORD not in dump
    assert "scrypt:" in dump  # the control: it is that table we looked at


def test_the_sign_in_page_says_how_to_get_back_in(dora: FlaskClient) -> None:
    page = another(dora).get("/office/sign-in?next=//evil.example/").text
    assert "facilitation invite" in page and "evil" not in page
    assert dora.get("/office/sign-in?next=/office/organisers").location == "/office/organisers"
    closed = another(dora).get("/office")
    assert closed.status_code == 403 and "/office/sign-in" in closed.text


def test_the_terminal_prints_a_key_until_somebody_has_a_password(client: FlaskClient, house: House) -> None:
    code = builders.a_workshop(house).code
    key = start.first_key(house)
    assert key and f"/office/in#{key}" in start.greeting(house, "http://hall", code, key)
    builders.as_organiser(client)
    post(client, "/office/password", name=NAME, password=PASSWORD)
    assert start.first_key(house) == ""
    greeting = start.greeting(house, "http://hall", code, "")
    assert "http://hall/office/sign-in" in greeting and "/office/in" not in greeting


def test_a_real_hash_is_scrypt_as_owasp_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "METHOD", "scrypt:32768:8:3")
    made = passwords.hashed(PASSWORD)
    assert made.startswith("scrypt:32768:8:3$") and passwords.is_right(PASSWORD, made)
    assert not passwords.is_right(PASSWORD + " ", made)


def test_the_hall_is_not_kept_waiting_by_many_at_the_door() -> None:
    for _ in range(passwords.MOST_AT_ONCE):
        passwords._at_once.acquire()
    try:
        with pytest.raises(TooManyTries):
            passwords.is_right(PASSWORD, None)
    finally:
        for _ in range(passwords.MOST_AT_ONCE):
            passwords._at_once.release()


def test_an_account_belongs_to_nobody_in_particular(dora: FlaskClient, house: House) -> None:
    with house.reading() as session:
        [organiser] = organisers.everyone(session)
    assert {name for name in vars(organiser) if not name.startswith("_")} == {
        "id", "name", "folded", "password_hash", "created_at", "changed_at",
    }  # fmt: skip
