"""Organisers: a name and a password hash, invitations, browsers that end, and somebody who always stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from facilitation import access, cli, config, organisers
from facilitation.access import LinkRefused
from facilitation.errors import BadInput, NotFound
from facilitation.house import House
from facilitation.organisers import INVITATION_LIFE, LastOrganiser
from tests.builders import clock_of

DORA, EMIL = "d" * 64, "e" * 64


def let_in(house: House, session_hash: str) -> None:
    key = "key" + session_hash[3:]
    house.write(access.make_one_time_key, key_hash=key)
    house.write(access.use_one_time_key, key_hash=key, session_hash=session_hash)


def an_organiser(house: House, name: str = "Amt für Demografie", session_hash: str = DORA) -> str:
    let_in(house, session_hash)
    made = house.write(organisers.settle_in, session_hash=session_hash, name=name, _password_hash="hash")
    return str(made["organiser"])


def is_in(house: House, session_hash: str) -> bool:
    with house.reading() as session:
        return access.organiser_session(session, session_hash) is not None


def test_who_came_by_a_key_takes_a_name_and_a_password(any_house: House) -> None:
    let_in(any_house, DORA)
    with any_house.reading() as session:
        assert organisers.of_session(session, DORA) is None
    any_house.write(organisers.settle_in, session_hash=DORA, name="Amt für Demografie", _password_hash="hash")
    with any_house.reading() as session:
        found = organisers.of_session(session, DORA)
        assert found is not None and (found.name, found.password_hash) == ("Amt für Demografie", "hash")
        assert organisers.by_name(session, "  AMT  für demografie ") is not None
        assert organisers.by_name(session, "Amt") is None


@pytest.mark.parametrize(
    ("name", "reason"), [("", "empty"), ("   ", "empty"), ("x" * 81, "too_long"), ("AMT FÜR DEMOGRAFIE", "doubled")]
)
def test_a_name_is_there_short_and_nobody_elses(house: House, name: str, reason: str) -> None:
    an_organiser(house)
    let_in(house, EMIL)
    with pytest.raises(BadInput) as refused:
        house.write(organisers.settle_in, session_hash=EMIL, name=name, _password_hash="hash")
    assert refused.value.facts["reason"] == reason


def test_settling_in_twice_makes_no_second_account(house: House) -> None:
    an_organiser(house)
    with pytest.raises(BadInput):
        house.write(organisers.settle_in, session_hash=DORA, name="Anders", _password_hash="hash")


def test_a_new_password_ends_the_other_browsers(house: House) -> None:
    dora = an_organiser(house)
    house.write(organisers.sign_in, organiser_id=dora, session_hash="x" * 64)
    an_organiser(house, "Jugendamt", EMIL)
    house.write(organisers.change_password, session_hash=DORA, _password_hash="new")
    assert (is_in(house, DORA), is_in(house, "x" * 64), is_in(house, EMIL)) == (True, False, True)


def test_signing_out_everywhere_ends_every_browser_of_one_organiser(house: House) -> None:
    dora = an_organiser(house)
    house.write(organisers.sign_in, organiser_id=dora, session_hash="x" * 64)
    an_organiser(house, "Jugendamt", EMIL)
    house.write(organisers.sign_out_everywhere, session_hash="x" * 64)
    assert (is_in(house, DORA), is_in(house, "x" * 64), is_in(house, EMIL)) == (False, False, True)


def test_without_an_account_signing_out_everywhere_ends_this_browser_alone(house: House) -> None:
    let_in(house, DORA)
    let_in(house, EMIL)
    house.write(organisers.sign_out_everywhere, session_hash=EMIL)
    assert (is_in(house, DORA), is_in(house, EMIL)) == (True, False)


def test_the_last_organiser_stays(any_house: House) -> None:
    dora = an_organiser(any_house)
    with pytest.raises(LastOrganiser):
        any_house.write(organisers.remove, organiser_id=dora)
    emil = an_organiser(any_house, "Jugendamt", EMIL)
    any_house.write(organisers.remove, organiser_id=dora)
    assert (is_in(any_house, DORA), is_in(any_house, EMIL)) == (False, True)
    with pytest.raises(LastOrganiser):
        any_house.write(organisers.remove, organiser_id=emil)
    with pytest.raises(NotFound):
        any_house.write(organisers.remove, organiser_id=dora)


def test_an_invitation_opens_once_within_its_time(any_house: House) -> None:
    any_house.write(organisers.invite, key_hash="i" * 64, label="Jugendamt")
    clock_of(any_house).forward(seconds=(INVITATION_LIFE - timedelta(minutes=1)).total_seconds())
    with any_house.reading() as session:
        assert [one.label for one in organisers.invitations(session, any_house.clock.now())] == ["Jugendamt"]
    any_house.write(access.use_one_time_key, key_hash="i" * 64, session_hash=DORA)
    with pytest.raises(LinkRefused):
        any_house.write(access.use_one_time_key, key_hash="i" * 64, session_hash=EMIL)
    with any_house.reading() as session:
        assert organisers.invitations(session, any_house.clock.now()) == []


@pytest.mark.parametrize("how", ["too late", "revoked"])
def test_an_old_or_withdrawn_invitation_opens_nothing(house: House, how: str) -> None:
    house.write(organisers.invite, key_hash="i" * 64)
    if how == "revoked":
        house.write(organisers.revoke_invitation, invitation_id="i" * 64)
    else:
        clock_of(house).forward(seconds=INVITATION_LIFE.total_seconds())
    with pytest.raises(LinkRefused):
        house.write(access.use_one_time_key, key_hash="i" * 64, session_hash=DORA)


def test_a_new_start_leaves_invitations_alone(house: House) -> None:
    house.write(organisers.invite, key_hash="i" * 64)
    house.write(access.make_one_time_key, key_hash="t" * 64)
    house.write(access.use_one_time_key, key_hash="i" * 64, session_hash=DORA)
    assert is_in(house, DORA)


def test_the_terminals_key_is_no_invitation_to_withdraw(house: House) -> None:
    house.write(access.make_one_time_key, key_hash="t" * 64)
    with pytest.raises(NotFound):
        house.write(organisers.revoke_invitation, invitation_id="t" * 64)


def test_who_sits_at_the_machine_gets_a_new_link_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BASE_URL", "https://werkstatt.example")
    assert cli.run(["invite", "--label", "Jugendamt"]) == 0
    address = json.loads(capsys.readouterr().out)["address"]
    before, _hash, secret = address.partition("#")
    assert before == "https://werkstatt.example/office/in"
    settings = config.from_environment()
    house = House(settings)
    key_hash = access.hashed(settings.secret_key, "one-time", secret)
    house.write(access.use_one_time_key, key_hash=key_hash, session_hash=DORA)
    assert is_in(house, DORA)
    house.close()
