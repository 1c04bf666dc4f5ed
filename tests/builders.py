"""Builders without surprises: a house on a database, a workshop from a preset, people, and a day run to a place."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from facilitation import access, archive, ballots, create_app, day, fields, groups, operator
from facilitation.access import Link, Role
from facilitation.agenda import Programme, programme
from facilitation.ballots import Vote, conduct
from facilitation.ballots.box import seat_credential
from facilitation.clock import FrozenClock
from facilitation.config import Config
from facilitation.fields import Field, Table
from facilitation.house import House
from facilitation.live.pace import Pace
from facilitation.live.visitor import cookie_name, office_cookie
from facilitation.workshop import Workshop, by_id

THE_DAY = datetime(2017, 10, 18, 13, 30, tzinfo=UTC)  # 15:30 in Düren
KEY = b"a key for tests only"
OPERATOR = {
    "controller": "Kreisverwaltung Musterkreis, Amt für Demografie", "contact": "demografie@musterkreis.example",
    "officer": "datenschutz@musterkreis.example", "basis": "Artikel 6 Absatz 1 Buchstabe e DSGVO",
    "authority": "Landesbeauftragte für den Datenschutz", "imprint": "Kreisverwaltung Musterkreis",
    "accessibility_contact": "barrierefrei@musterkreis.example", "enforcement": "Durchsetzungsstelle des Landes",
}  # fmt: skip


@cache
def _migrated() -> bytes:
    """An empty database in today's shape, made once: bringing every test's own up to date would take half its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        house = House(Config(Path(folder), f"sqlite:///{path}", KEY))
        an_operator(house)
        house.close()
        return path.read_bytes()


def a_config(path: Path, url: str | None = None, now: datetime = THE_DAY) -> Config:
    if url is None and not (path / "test.db").exists():
        (path / "test.db").write_bytes(_migrated())
    return Config(
        data_dir=path,
        database_url=url or f"sqlite:///{path / 'test.db'}",
        secret_key=KEY,
        clock=FrozenClock(now),
    )


def an_app(path: Path, url: str | None = None, now: datetime = THE_DAY) -> Flask:
    """An app with its own house, frozen at `now`. Tests press faster than any hand: only `test_limits` is slowed."""
    app = create_app(a_config(path, url, now))
    app.testing = True
    app.extensions["paces"] = {name: Pace(10_000, 100_000) for name in app.extensions["paces"]}
    return app


def house_of(app: Flask) -> House:
    house = app.extensions["house"]
    assert isinstance(house, House)
    return house


def clock_of(house: House) -> FrozenClock:
    assert isinstance(house.clock, FrozenClock)
    return house.clock


def a_workshop(house: House, preset: str = "kreis-dueren", **settings: Any) -> Workshop:
    """A workshop from a preset, with some settings changed."""
    template = archive.read_template(preset)
    template["workshop"].setdefault("settings", {}).update(settings)
    return built(house, template)


def an_operator(house: House) -> None:
    """The legal pages are filled in, so that days with guests may begin."""
    with house.reading() as session:
        known = operator.revision(session)
    if not known:
        house.write(operator.change, revision=0, values=OPERATOR)


def built(house: House, template: dict[str, Any]) -> Workshop:
    an_operator(house)
    made = house.write(archive.build, template=template)
    with house.reading() as session:
        return by_id(session, made["workshop"])


def people(house: House, workshop: Workshop, count: int, institutions: int = 7) -> list[str]:
    """`count` people with phones join; returns their ids."""
    return [
        house.write(
            groups.arrive,
            workshop_id=workshop.id,
            name=f"Gast {n}",
            institution=f"Einrichtung {n % institutions}",
            key_hash=access.hashed(KEY, "participant", f"secret of {workshop.id} {n}"),
        )["participant"]
        for n in range(1, count + 1)
    ]


def look(house: House, workshop: Workshop) -> Programme:
    with house.reading() as session:
        return programme(session, workshop.id)


def step(house: House, workshop: Workshop, action: str, **given: Any) -> Any:
    """One press of the moderator at the present step."""
    pressed_at = look(house, workshop).agenda.step
    answer = house.write(
        day.take_step, workshop_id=workshop.id, action=action, step=pressed_at, role="moderator", **given
    )
    for vote_id in answer["votes"]:
        house.follow_box(workshop.id, vote_id)
    return answer


def run_to(house: House, workshop: Workshop, activity: str, nth: int = 1) -> Programme:
    """Start the day if need be and press *Weiter* until the nth scene of an activity."""
    if look(house, workshop).agenda.started_at is None:
        step(house, workshop, "start")
    while True:
        now = look(house, workshop)
        same = [scene for scene in now.scenes if scene.activity == activity]
        if now.scene is not None and now.scene in same and same.index(now.scene) == nth - 1:
            return now
        step(house, workshop, "next")


def fields_of(house: House, workshop: Workshop) -> list[Field]:
    with house.reading() as session:
        return fields.numbered(session, workshop.id)


def tables_of(house: House, workshop: Workshop) -> list[Table]:
    with house.reading() as session:
        return fields.tables(session, workshop.id)


def vote_of(house: House, workshop: Workshop) -> Vote:
    """The vote of the current scene."""
    with house.reading() as session:
        now = programme(session, workshop.id)
        assert now.scene is not None
        vote = day.vote_of_scene(session, now, now.scene)
    assert vote is not None
    return vote


def open_vote(house: House, workshop: Workshop) -> Vote:
    vote = vote_of(house, workshop)
    house.write(conduct.open_vote, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator")
    return house.follow_box(workshop.id, vote.id)


def cast(house: House, workshop: Workshop, vote: Vote, person: str, points: dict[str, int], ballot_id: str = "") -> Any:
    """A ballot from a person's phone."""
    with house.reading() as session:
        paper = day.ballot_paper(session, workshop.id, vote, person)
    return house.boxes.cast(
        vote,
        credential=seat_credential(KEY, person),
        ballot_id=ballot_id or f"ballot-of-{person}",
        field_id=paper["field"],
        points=points,
        allowed=paper["allowed"],
    )


def tools_for(house: House, workshop: Workshop, vote: Vote, person: str) -> list[str]:
    """The ids of the tools on a person's ballot, in the ballot's order."""
    with house.reading() as session:
        paper = day.ballot_paper(session, workshop.id, vote, person)
        return [option.tool_id for option in ballots.options(session, vote, paper["field"] or None)]


def shut_and_seal(house: House, workshop: Workshop, vote: Vote) -> Vote:
    with house.reading() as session:
        vote = ballots.one(session, workshop.id, vote.id)
    if vote.state == ballots.State.OPEN:
        house.write(conduct.shut, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator")
        vote = house.follow_box(workshop.id, vote.id)
    house.write(
        conduct.seal, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator",
        _boxes=house.boxes, alone=vote.by_cards,
    )  # fmt: skip
    return house.follow_box(workshop.id, vote.id)


def a_link(house: House, workshop: Workshop, role: Role, table: int | None = None) -> Link:
    table_id = None
    if table is not None:
        table_id = next(t.id for t in tables_of(house, workshop) if t.number == table)
    made = house.write(access.make_link, workshop_id=workshop.id, role=role, table_id=table_id)
    with house.reading() as session:
        link = session.get(Link, made["link"])
    assert link is not None
    return link


def as_moderator(client: FlaskClient, workshop: Workshop) -> Link:
    return _with_link(client, workshop, Role.MODERATOR)


def as_observer(client: FlaskClient, workshop: Workshop) -> Link:
    return _with_link(client, workshop, Role.OBSERVER)


def as_reception(client: FlaskClient, workshop: Workshop) -> Link:
    return _with_link(client, workshop, Role.RECEPTION)


def as_host(client: FlaskClient, workshop: Workshop, table_number: int) -> Link:
    return _with_link(client, workshop, Role.HOST, table_number)


def as_participant(client: FlaskClient, workshop: Workshop, name: str = "", institution: str = "") -> str:
    """A person joins with this client's cookie jar; returns the participant's id."""
    house = house_of(client.application)
    secret = access.random_secret()
    answer = house.write(
        groups.arrive, workshop_id=workshop.id, name=name, institution=institution,
        key_hash=access.hashed(KEY, "participant", secret),
    )  # fmt: skip
    client.set_cookie(cookie_name("participant", workshop.code, False), secret)
    return str(answer["participant"])


def as_organiser(client: FlaskClient) -> None:
    house = house_of(client.application)
    key, cookie = access.random_secret(), access.random_secret()
    house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", key))
    house.write(
        access.use_one_time_key,
        key_hash=access.hashed(KEY, "one-time", key),
        session_hash=access.hashed(KEY, "office", cookie),
    )
    client.set_cookie(office_cookie(False), cookie)


def _with_link(client: FlaskClient, workshop: Workshop, role: Role, table: int | None = None) -> Link:
    link = a_link(house_of(client.application), workshop, role, table)
    client.set_cookie(cookie_name(role.value, workshop.code, False), access.secret_of(KEY, link))
    return link


def session_of(house: House) -> Session:
    return Session(house.engine)
