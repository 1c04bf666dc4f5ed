"""Everybody who may stand at a door: a hall in the choice round, a browser for each role, and an id of everything."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from facilitation import access, ballots, day, groups, organisers, pictures, plan, plan_versions, statements, visions
from facilitation.access import Role
from facilitation.documents.jobs import Jobs, Part
from facilitation.documents.shares import WEB, Shares
from facilitation.house import House
from facilitation.imports.reading import Row, Sheet
from facilitation.imports.taking_over import take_over
from facilitation.live.visitor import cookie_name, office_cookie
from facilitation.measures import rows
from facilitation.participants import Kind
from facilitation.pictures import Drawn, Use
from facilitation.review import asking, questionnaire
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import KEY, a_link, a_workshop, fields_of, house_of, open_vote, run_to, tables_of

JSON = {"Accept": "application/json"}
ROLES = (
    "guest", "participant", "pupil", "host of table 1", "host of table 2", "observer", "reception", "moderator",
    "organiser", "moderator elsewhere",
)  # fmt: skip
PEOPLE = 10
PLACE = re.compile(r"<(?:[^:>]+:)?(\w+)>")


@dataclass
class Hall:
    """A workshop with its browsers: `jars` holds each role's cookies, `ids` what an address may name."""

    app: Flask
    workshop: Workshop
    jars: dict[str, dict[str, str]]
    ids: dict[str, str]

    @property
    def house(self) -> House:
        return house_of(self.app)

    def browser(self, role: str, **more: str) -> FlaskClient:
        return browser(self.app, {**self.jars[role], **more})

    def address(self, rule: str, **other: str) -> str:
        """A rule of the url map with ids of this hall in it; `a_hall` must know them all."""
        known = {**self.ids, "code": self.workshop.code, **other}
        return PLACE.sub(lambda found: known.get(found.group(1), f"no-{found.group(1)}"), rule)

    def cluster(self) -> str:
        """A new title on the board of field 1."""
        made = self.house.write(
            statements.make_cluster, workshop_id=self.workshop.id, field_id=self.ids["field_id"], title="Neu",
            role="host",
        )  # fmt: skip
        return str(made["cluster"])

    def newcomer(self, kind: Kind = Kind.PERSON) -> tuple[str, dict[str, str]]:
        """Somebody who has just joined: the id and the cookie."""
        return arrived(self.house, self.workshop, kind)


def browser(app: Flask, jar: dict[str, str]) -> FlaskClient:
    client = app.test_client()
    for name, value in jar.items():
        client.set_cookie(name, value)
    return client


def arrived(house: House, workshop: Workshop, kind: Kind = Kind.PERSON, name: str = "") -> tuple[str, dict[str, str]]:
    secret = access.random_secret()
    key_hash = access.hashed(KEY, "participant", secret)
    answer = house.write(groups.arrive, workshop_id=workshop.id, key_hash=key_hash, kind=kind, name=name)
    return answer["participant"], {cookie_name("participant", workshop.code, False): secret}


def two_halls(path: Path) -> tuple[Hall, Hall]:
    """Two workshops of one installation, both in the choice round with an open vote."""
    app = builders.an_app(path)
    first, second = a_hall(app), a_hall(app)
    moderator = a_link(house_of(app), second.workshop, Role.MODERATOR)
    secret = access.secret_of(KEY, moderator)
    for name in (second, first):  # the right secret under the wrong workshop's name opens nothing either
        first.jars["moderator elsewhere"][cookie_name("moderator", name.workshop.code, False)] = secret
        first.jars["moderator elsewhere"][cookie_name("host", name.workshop.code, False)] = secret
    return first, second


def a_hall(app: Flask, **settings: Any) -> Hall:
    """Ten people and a pupil; a card, a cluster, a Zukunftsbild and a plan entry of field 1; the vote is open."""
    house = house_of(app)
    workshop = a_workshop(house, **settings)
    pupil, pupil_jar = arrived(house, workshop, Kind.PUPIL)
    seated = dict(arrived(house, workshop, name=f"Gast {n}") for n in range(PEOPLE))
    run_to(house, workshop, "vision")
    table, field = tables_of(house, workshop)[0], fields_of(house, workshop)[0]
    with house.reading() as session:
        at_table = groups.seated(session, groups.current(session, workshop.id), 1)[table.id]
    ben, leaver = at_table[0].id, at_table[1].id
    card = house.write(day.pin, workshop_id=workshop.id, author_id=ben, text="Busse fahren stündlich.")["statement"]
    sentences = [{"text": "Busse fahren.", "statements": [card]}]
    house.write(
        visions.save, workshop_id=workshop.id, field_id=field.id, base=0, sentences=sentences, role="host"
    )
    cluster = house.write(
        statements.make_cluster, workshop_id=workshop.id, field_id=field.id, title="Wege", role="host"
    )["cluster"]
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    with house.reading() as session:
        options = ballots.options(session, vote, field.id)
        scene = builders.look(house, workshop).scenes[0]
    entry = house.write(
        plan.add, workshop_id=workshop.id, field_id=field.id, tool_id=options[0].tool_id, role="organiser"
    )["entry"]
    spare = a_link(house, workshop, Role.OBSERVER)
    ids = {
        "participant_id": leaver, "link_id": spare.id, "vote_id": vote.id, "statement_id": card, "cluster_id": cluster,
        "field_id": field.id, "tool_id": options[1].tool_id, "table_id": table.id, "entry_id": entry,
        "import_id": _import(house, workshop), "picture_id": _picture(house, workshop), **_colleague(house),
        "scene_id": scene.id, "item_id": scene.item_id, "name": "werkstattplan", "fmt": "json", "number": "1",
        "page": "groups", "_version": "0",
        "measure_id": _measure(house, workshop, entry), "version": _version(house, workshop), "level": "overall",
        "sheet": "programme", "job_id": _job(house, workshop), **_share(house, workshop), **_survey(house, workshop),
    }  # fmt: skip
    jars = {
        "guest": {},
        "participant": seated[ben],
        "pupil": {**pupil_jar, **_link(house, workshop, Role.SCHOOL)},
        "host of table 1": _link(house, workshop, Role.HOST, 1),
        "host of table 2": _link(house, workshop, Role.HOST, 2),
        "observer": _link(house, workshop, Role.OBSERVER),
        "reception": _link(house, workshop, Role.RECEPTION),
        "moderator": _link(house, workshop, Role.MODERATOR),
        "organiser": _organiser(house),
        "moderator elsewhere": {},
    }
    watching = jars["observer"][cookie_name("observer", workshop.code, False)]
    jars["observer"][cookie_name("moderator", workshop.code, False)] = watching  # a lesser link lifted to a higher name
    seating = jars["reception"][cookie_name("reception", workshop.code, False)]
    others = ("moderator", "host", "observer")
    jars["reception"] |= {cookie_name(role, workshop.code, False): seating for role in others}
    return Hall(app, workshop, jars, ids | {"own_id": ben, "pupil_id": pupil})


def _measure(house: House, workshop: Workshop, entry: str) -> str:
    """An Einzelmaßnahme on the entry's sheet."""
    made = house.write(
        rows.add, workshop_id=workshop.id, entry_id=entry, year=2018, role="organiser", changes={"title": "Anfangen"}
    )
    return str(made["measure"])


def _version(house: House, workshop: Workshop) -> str:
    return str(house.write(plan_versions.keep, workshop_id=workshop.id, label="Oktober", role="organiser")["number"])


def _import(house: House, workshop: Workshop) -> str:
    """A table taken over in the office."""
    sheet = Sheet("", (Row(1, ("handlungsfeld", "titel")), Row(2, ("1", "Aus einer Tabelle"))))
    made = house.write(take_over, workshop_id=workshop.id, role="organiser", file_name="w.csv", _sheet=sheet)
    return str(made["import"])


def _link(house: House, workshop: Workshop, role: Role, table: int | None = None) -> dict[str, str]:
    link = a_link(house, workshop, role, table)
    return {cookie_name(role.value, workshop.code, False): access.secret_of(KEY, link)}


def _picture(house: House, workshop: Workshop) -> str:
    dot = io.BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "PNG")
    drawn = Drawn(dot.getvalue(), "image/png", 1, 1)
    return str(house.write(pictures.add, workshop_id=workshop.id, use=Use.LOGO, picture=drawn)["picture"])


def _colleague(house: House) -> dict[str, str]:
    """Somebody with an account, and somebody invited."""
    session_hash, invitation = access.random_secret(), access.random_secret()
    house.write(access.make_one_time_key, key_hash=session_hash)
    house.write(access.use_one_time_key, key_hash=session_hash, session_hash=session_hash)
    made = house.write(organisers.settle_in, session_hash=session_hash, name=session_hash, _password_hash="none")
    house.write(organisers.invite, key_hash=invitation)
    return {"organiser": made["organiser"], "invitation": invitation}


def _survey(house: House, workshop: Workshop) -> dict[str, str]:
    """A Zwischenbilanz with a form."""
    given = {"workshop_id": workshop.id, "role": "organiser"}
    form = questionnaire.read_preset("zwischenbilanz")
    made = house.write(asking.begin, title="Bilanz", deadline="2030-01-31", form=form, whole_plan=False, **given)
    added = house.write(
        asking.ask_beside, survey_id=made["survey"], category="Plan", title="Werkstattplan", kind="new", responsible="",
        **given,
    )  # fmt: skip
    return {"survey_id": made["survey"], "form_id": added["made"][0]}


def _job(house: House, workshop: Workshop) -> str:
    """Something that was made in the background."""
    made = Jobs(house.config.data_dir / "made", house.clock)
    return made.begin(workshop.id, "trial", "blatt.pdf", [Part("Blatt", "blatt.pdf", lambda: b"%PDF")]).id


def _share(house: House, workshop: Workshop) -> dict[str, str]:
    """A link to the catalogue as a page."""
    kept = Shares(house.config.data_dir / "shares", house.clock, KEY)
    share = kept.make(workshop.id, "werkzeugkatalog", WEB, timedelta(days=7))
    return {"share_id": share.id, "share_secret": kept.secret_of(share)}


def _organiser(house: House) -> dict[str, str]:
    key, cookie = access.random_secret(), access.random_secret()
    key_hash = access.hashed(KEY, "one-time", key)
    house.write(access.make_one_time_key, key_hash=key_hash)
    house.write(access.use_one_time_key, key_hash=key_hash, session_hash=access.hashed(KEY, "office", cookie))
    return {office_cookie(False): cookie}
