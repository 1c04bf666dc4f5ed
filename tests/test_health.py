"""What the moderator is told of the installation: every warning comes where its limit is passed, and not before."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient
from sqlalchemy.exc import OperationalError

from facilitation import health, participants
from facilitation import workshop as workshops
from facilitation.addresses import lan_addresses
from facilitation.database.pulse import Pulse
from facilitation.errors import NotSaved
from facilitation.health import FAIL, OK, WARN
from facilitation.house import House
from facilitation.live.server import live_of
from facilitation.standby import status
from facilitation.standby.status import State, Status
from tests.builders import a_workshop, as_organiser, as_participant, house_of, people

NOW = 1_000_000.0


def verdict(check: health.Check) -> tuple[str, str]:
    return check.state, check.said


def copied(age: float, state: State = State.KEPT, **more: Any) -> tuple[str, str]:
    return verdict(health.copying(Status(state, NOW - age, **more), NOW))


# --- the limits ---


def test_few_phones_warn_only_in_a_hall_and_while_the_day_runs() -> None:
    assert verdict(health.phones(1, 0, 100, running=True)) == (WARN, "few")
    assert verdict(health.phones(20, 0, 100, running=True)) == (OK, "connected")
    assert verdict(health.phones(1, 0, 9, running=True)) == (OK, "connected"), "too few to say anything"
    assert verdict(health.phones(1, 0, 100, running=False)) == (OK, "connected"), "before, after and in the break"


def test_a_write_that_failed_is_told_until_one_succeeds(house: House) -> None:
    workshop = a_workshop(house)
    assert verdict(health.saving([house.pulse, house.box_pulse])) == (OK, "saved")

    def breaks(_session: Any, *, now: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk is full"))

    with pytest.raises(NotSaved):
        house.write(breaks)
    assert verdict(health.saving([house.pulse, house.box_pulse])) == (FAIL, "failed")
    people(house, workshop, 1)
    assert verdict(health.saving([house.pulse, house.box_pulse])) == (OK, "saved")
    assert verdict(health.saving([Pulse(), Pulse()])) == (OK, "nothing_yet")


def test_a_refusal_by_the_rules_is_no_failed_write(house: House) -> None:
    workshop = a_workshop(house)
    with pytest.raises(Exception, match="not_found"):
        house.write(participants.leave, workshop_id=workshop.id, participant_id="nobody", by="moderator")
    assert house.pulse.failure == ""


def test_the_copys_age_warns_after_half_a_minute_and_alarms_after_five() -> None:
    assert copied(2) == (OK, "kept")
    assert copied(health.OLD_COPY + 1) == (WARN, "old")
    assert copied(health.VERY_OLD_COPY + 1) == (FAIL, "old")


@pytest.mark.parametrize("state", [State.MISSING, State.FULL, State.READ_ONLY, State.FOREIGN, State.FAILED])
def test_a_copy_that_fails_warns_at_once_and_alarms_when_there_is_none_or_an_old_one(state: State) -> None:
    assert copied(3, state) == (WARN, state)
    assert copied(health.VERY_OLD_COPY + 1, state) == (FAIL, state)
    assert verdict(health.copying(Status(state), NOW)) == (FAIL, state)


def test_what_else_is_said_of_the_copy() -> None:
    assert verdict(health.copying(Status(State.OFF), NOW)) == (OK, "off")
    assert verdict(health.copying(Status(State.BEGUN), NOW)) == (OK, "begun")
    assert copied(2, same_disk=True) == (WARN, "same_disk")
    assert copied(2, State.TAKEN_OVER) == (FAIL, "taken_over")


def test_little_disk_warns_below_a_gigabyte_and_alarms_below_a_hundred_megabytes() -> None:
    assert verdict(health.disk(health.ENOUGH_DISK)) == (OK, "enough")
    assert verdict(health.disk(health.ENOUGH_DISK - 1)) == (WARN, "little")
    assert verdict(health.disk(health.LITTLE_DISK - 1)) == (FAIL, "little")


def test_the_clock_is_held_against_the_middle_phone() -> None:
    assert verdict(health.clock([500.0, 500.0])) == (OK, "unknown"), "two phones are too few"
    assert verdict(health.clock([0.2, -0.4, 3600.0])) == (OK, "agrees"), "one phone in another time does not count"
    assert verdict(health.clock([40.0] * 3)) == (WARN, "slow")
    assert verdict(health.clock([-40.0] * 3)) == (WARN, "fast")
    assert verdict(health.clock([400.0] * 3)) == (FAIL, "slow")


def test_a_long_queue_warns_and_a_jammed_one_alarms() -> None:
    assert verdict(health.queue(health.LONG_QUEUE)) == (OK, "short")
    assert verdict(health.queue(health.LONG_QUEUE + 1)) == (WARN, "long")
    assert verdict(health.queue(health.JAMMED_QUEUE + 1)) == (FAIL, "long")


def test_an_address_of_another_machine_warns() -> None:
    assert verdict(health.address("")) == (OK, "own")
    assert verdict(health.address(f"http://{lan_addresses()[0]}:5000")) == (OK, "own")
    assert verdict(health.address("http://192.0.2.7:5000")) == (WARN, "elsewhere")
    assert verdict(health.address("https://werkstatt.example")) == (OK, "name")


def test_the_worst_state_counts() -> None:
    checks = [health.queue(0), health.disk(0), health.queue(1000)]
    assert health.worst(checks) == FAIL
    assert health.worst(checks[:1]) == OK


# --- on the screen ---


def a_phone(app: Flask) -> SocketIOTestClient:
    """Somebody joins the only workshop, and the phone opens its socket."""
    house, client = house_of(app), app.test_client()
    with house.reading() as session:
        workshop = workshops.all_workshops(session)[0]
    as_participant(client, workshop)
    auth = {"code": workshop.code, "face": "phone"}
    return SocketIOTestClient(app, live_of(app).socketio, auth=auth, flask_test_client=client)


def page(client: FlaskClient, code: str, name: str = "/health") -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(f"/w/{code}/moderation{name}").text))


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> tuple[House, FlaskClient, str]:
    house = house_of(app)
    workshop = a_workshop(house)
    as_organiser(client)
    return house, client, workshop.code


def test_the_cockpit_says_all_is_well_and_leads_to_the_page(desk: tuple[House, FlaskClient, str]) -> None:
    _house, client, code = desk
    assert "Alles in Ordnung" in page(client, code, "")
    assert f'href="/w/{code}/moderation/health"' in client.get(f"/w/{code}/moderation").text
    told = page(client, code)
    for sentence in ("Zuletzt gespeichert", "Es wird keine Kopie geführt", "Nichts wartet", "wissen wir nicht"):
        assert sentence in told


def test_a_pulled_stick_stands_on_the_cockpit_and_in_the_health_answer(
    desk: tuple[House, FlaskClient, str],
) -> None:
    house, client, code = desk
    house.config = replace(house.config, standby_dir=house.config.data_dir)
    status.write(house.config.data_dir, Status(State.KEPT, time.time() - 5))
    assert re.search(r"Alles in Ordnung Kopie vor \d+ Sekunden", page(client, code, ""))
    status.write(house.config.data_dir, Status(State.MISSING, time.time() - 600))
    assert "Bitte sofort handeln: Kopie Kopie vor 10 Minuten" in page(client, code, "")
    assert "Stecken Sie den Stick wieder ein" in page(client, code)
    assert "vor 10 Minuten" in page(client, code)
    told = client.get("/healthz").get_json()["copy"]
    assert told["state"] == "missing" and 600 <= told["age"] < 610


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_the_copy_has_its_sentence(desk: tuple[House, FlaskClient, str], state: State) -> None:
    house, client, code = desk
    if state is not State.OFF:
        house.config = replace(house.config, standby_dir=house.config.data_dir)
    status.write(house.config.data_dir, Status(state, None if state is State.BEGUN else time.time()))
    told = re.search(r"Kopie (.+?) Platz auf dem Datenträger", page(client, code).split("Telefon", 1)[1])
    assert told is not None and len(told[1]) > 30 and "None" not in told[1], told


def test_a_phone_that_says_its_time_is_compared(app: Flask, desk: tuple[House, FlaskClient, str]) -> None:
    house = desk[0]
    channel = live_of(app).channel
    for ahead in (100, 101, 102):
        socket = a_phone(app)
        now = round(house.clock.now().timestamp() * 1000)
        socket.emit("clock", {"now": now + ahead * 1000}, callback=True)
    (workshop_id,) = channel.workshops("phone")
    assert sorted(channel.clocks(workshop_id)) == [100.0, 101.0, 102.0]
    assert verdict(health.clock(channel.clocks(workshop_id))) == (WARN, "slow")


@pytest.mark.parametrize("said", [None, {}, {"now": "x"}, {"now": -1}, {"now": 10**30}, {"now": True}, [1]])
def test_nonsense_about_the_time_is_not_counted(app: Flask, desk: tuple[House, FlaskClient, str], said: Any) -> None:
    socket = a_phone(app)
    assert set(socket.emit("clock", said, callback=True)) == {"now"}
    (workshop_id,) = live_of(app).channel.workshops("phone")
    assert live_of(app).channel.clocks(workshop_id) == []
