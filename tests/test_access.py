"""Doors: links can be shown again and revoked, forged ones open nothing, the one-time key works once."""

from __future__ import annotations

import pytest

from facilitation import access
from facilitation.access import LinkRefused, Role
from facilitation.errors import NotFound
from facilitation.house import House
from tests import builders
from tests.builders import KEY, a_link


def test_a_link_opens_with_its_secret_and_with_the_same_typed_in_groups(house: House) -> None:
    link = a_link(house, builders.a_workshop(house), Role.HOST, 2)
    secret = access.secret_of(KEY, link)
    with house.reading() as session:
        for typed in (secret, access.grouped(secret).lower(), f"  {secret}  "):
            opened = access.link_of(session, KEY, typed)
            assert opened is not None and opened.id == link.id


def test_a_forged_or_damaged_secret_opens_nothing(house: House) -> None:
    link = a_link(house, builders.a_workshop(house), Role.MODERATOR)
    secret = access.secret_of(KEY, link)
    wrong = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    with house.reading() as session:
        for forged in (wrong, secret[:-1], link.id, "", "ä" * 26, access.secret_of(b"another key", link)):
            assert access.link_of(session, KEY, forged) is None


def test_the_database_alone_opens_no_door(house: House) -> None:
    link = a_link(house, builders.a_workshop(house), Role.MODERATOR)
    secret = access.secret_of(KEY, link)
    with house.reading() as session:
        stored = session.get(access.Link, link.id)
        assert stored is not None
        assert secret not in {str(value) for value in vars(stored).values()}


def test_a_revoked_link_opens_nothing_any_more(house: House) -> None:
    workshop = builders.a_workshop(house)
    link = a_link(house, workshop, Role.MODERATOR)
    house.write(access.revoke_link, workshop_id=workshop.id, link_id=link.id)
    with house.reading() as session:
        assert access.link_of(session, KEY, access.secret_of(KEY, link)) is None
        assert access.links(session, workshop.id) == []


def test_a_link_of_another_workshop_cannot_be_revoked_from_here(house: House) -> None:
    here, there = builders.a_workshop(house), builders.a_workshop(house)
    link = a_link(house, there, Role.MODERATOR)
    with pytest.raises(NotFound):
        house.write(access.revoke_link, workshop_id=here.id, link_id=link.id)


def test_a_hosts_link_needs_a_table_of_the_workshop(house: House) -> None:
    here, there = builders.a_workshop(house), builders.a_workshop(house)
    with pytest.raises(NotFound):
        house.write(
            access.make_link,
            workshop_id=here.id,
            role=Role.HOST,
            table_id=builders.tables_of(house, there)[0].id,
        )


def test_the_one_time_key_lets_in_once(house: House) -> None:
    house.write(access.make_one_time_key, key_hash="a" * 64)
    house.write(access.use_one_time_key, key_hash="a" * 64, session_hash="b" * 64)
    with house.reading() as session:
        assert access.organiser_session(session, "b" * 64) is not None
    with pytest.raises(LinkRefused):
        house.write(access.use_one_time_key, key_hash="a" * 64, session_hash="c" * 64)


def test_a_new_one_time_key_ends_the_one_before(house: House) -> None:
    house.write(access.make_one_time_key, key_hash="a" * 64)
    house.write(access.make_one_time_key, key_hash="d" * 64)
    with pytest.raises(LinkRefused):
        house.write(access.use_one_time_key, key_hash="a" * 64, session_hash="b" * 64)
    house.write(access.use_one_time_key, key_hash="d" * 64, session_hash="b" * 64)


def test_the_one_time_key_ages(house: House) -> None:
    house.write(access.make_one_time_key, key_hash="a" * 64)
    builders.clock_of(house).forward(hours=25)
    with pytest.raises(LinkRefused):
        house.write(access.use_one_time_key, key_hash="a" * 64, session_hash="b" * 64)


def test_a_signed_out_session_is_over(house: House) -> None:
    house.write(access.make_one_time_key, key_hash="a" * 64)
    house.write(access.use_one_time_key, key_hash="a" * 64, session_hash="b" * 64)
    house.write(access.end_organiser_session, session_hash="b" * 64)
    with house.reading() as session:
        assert access.organiser_session(session, "b" * 64) is None
