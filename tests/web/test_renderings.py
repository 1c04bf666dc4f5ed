"""What goes out to screens: no operation or ballot id in a push, no person on the wall, no author anywhere; and the
journal tells every deed of a day in words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from facilitation import statements
from facilitation.ballots import SealedBallot, conduct, one, results
from facilitation.live.regions import REGIONS, Region
from facilitation.live.rendering import render
from facilitation.live.view import View
from facilitation.participants import Participant
from facilitation.web import deeds
from facilitation.workshop import by_id
from tests.builders import (
    as_moderator,
    cast,
    fields_of,
    look,
    shut_and_seal,
    step,
    tables_of,
    tools_for,
    vote_of,
)  # fmt: skip
from tests.web.roles import JSON, Hall, a_hall

PUSHED = [region for region in REGIONS if not region.personal]
HIDDEN_FIELD = re.compile(r'<input[^>]*name="(key|ballot_id)"[^>]*>')


def looks(hall: Hall, region: Region) -> Iterator[View]:
    """The looks a region is rendered from: for a table's region every table and language, as the publisher does."""
    with hall.house.reading() as session:
        every = [table.id for table in tables_of(hall.house, hall.workshop)] if region.scope == "table" else [None]
        for table_id in every:
            for lang in ("de", "en") if region.face == "phone" else ("de",):
                yield View(session, hall.house, hall.workshop.id, hall.house.clock.now(), lang=lang, table_id=table_id)


def keys_in(value: Any) -> set[str]:
    if isinstance(value, list):
        return {key for inner in value for key in keys_in(inner)}
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_in(inner)}
    return set()


def test_no_push_of_a_whole_day_names_a_key_a_ballot_or_an_author(app: Flask) -> None:
    """Scene by scene through the Düren day, every region as the publisher renders it."""
    hall = a_hall(app)
    house, workshop = hall.house, hall.workshop
    vote = vote_of(house, workshop)
    with house.reading() as session:
        people = list(session.scalars(select(Participant).where(Participant.workshop_id == workshop.id)))
    voters = [person for person in people if person.id != hall.ids["pupil_id"]]
    cast_by = {person.id: cast(house, workshop, vote, person.id, {}) for person in voters}
    seen: set[str] = set()

    def look_around() -> None:
        seen.add(str(look(house, workshop).scene.activity))  # type: ignore[union-attr]
        for region in PUSHED:
            for view in looks(hall, region):
                state = region.state(view)
                text = render(app, region, view).html + json.dumps(state, ensure_ascii=False)
                assert json.loads(json.dumps(state)) == state, (region.name, "is pure JSON")
                assert not [m for m in HIDDEN_FIELD.finditer(text) if 'value=""' not in m.group()], region.name
                assert not {k for k in keys_in(state) if "author" in k or "proposer" in k or k == "ballot_id"}
                assert "ballot-of-" not in text
                if region.face in ("stage", "phone"):
                    for person in people:
                        assert person.id not in text, (region.name, "a person's id")
                        assert not person.name or not re.search(rf"\b{person.name}\b", text), (region.name, "a name")

    step(house, workshop, "jump", scene_id=look(house, workshop).scenes[0].id)
    while True:
        look_around()
        if look(house, workshop).next_scene is None:
            break
        step(house, workshop, "next")
        if look(house, workshop).scene.activity == "results" and not vote_of(house, workshop).is_counted:  # type: ignore[union-attr]
            sealed = shut_and_seal(house, workshop, vote)
            for field in fields_of(house, workshop):
                house.write(
                    conduct.reveal, workshop_id=workshop.id, vote_id=sealed.id, field_id=field.id,
                    role="moderator",
                )  # fmt: skip
    assert len(cast_by) == len(voters)
    assert {"arrival", "plenum", "break", "grouping", "move", "vision", "choice", "results", "closing"} <= seen
    with house.reading() as session:
        assert len(list(session.scalars(select(SealedBallot)))) == len(voters)


def test_a_page_does_carry_keys_and_the_moderator_does_see_people(app: Flask) -> None:
    """The control: what the test above looks for is there where it may be."""
    hall = a_hall(app)
    client = hall.browser("moderator")
    page = client.get(f"/w/{hall.workshop.code}/moderation").text
    assert [m for m in HIDDEN_FIELD.finditer(page) if 'value=""' not in m.group()]
    seated = client.get(f"/w/{hall.workshop.code}/moderation/groups").text
    assert hall.ids["participant_id"] in seated and "Gast 1" in seated


@pytest.mark.parametrize("page", ["office", "office/plan", "moderation/doors", "moderation/agenda"])
def test_every_form_that_writes_has_an_operation_id_of_its_own(app: Flask, page: str) -> None:
    """Without script a double press sends the same form twice: the id makes it one deed."""
    hall = a_hall(app)
    text = hall.browser("organiser").get(f"/w/{hall.workshop.code}/{page}").text
    forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL)
    keys = [found for form in forms for found in re.findall(r'name="key" value="([^"]{16,64})"', form)]
    assert forms
    assert len(set(keys)) == len(forms)


def test_the_journal_tells_every_deed_of_a_day_in_words(app: Flask) -> None:
    hall = a_hall(app, places=1)
    house, workshop, ids = hall.house, hall.workshop, hall.ids
    client, base = hall.browser("moderator"), f"/w/{workshop.code}"

    def press(path: str, **sent: Any) -> None:
        answer = client.post(f"{base}/{path.format(**ids)}", data=sent, headers=JSON)
        assert answer.status_code == 200, (path, answer.text)

    def take(action: str, **more: Any) -> None:
        press("agenda/steps", action=action, step=look(house, workshop).agenda.step, **more)

    other = house.write(
        statements.write, workshop_id=workshop.id, field_id=ids["field_id"], text="Der Bus kommt.", author_id=None
    )["statement"]
    for action in ("pause", "resume", "undo"):
        take(action)
    take("extend", minutes=5)
    press("statements/{statement_id}/hiding", reason="doppelt")
    press("statements/{statement_id}/admission")
    press("statements/{statement_id}/cluster", cluster_id=ids["cluster_id"])
    press("statements/{statement_id}/merging", into_id=other)
    press("statements/{statement_id}/unmerging")
    press("fields/{field_id}/clusters", title="Neu")
    press("fields/{field_id}/vision/agreement", number="1")
    press("fields/{field_id}/vision/take-over", number="1")
    press("seats", name="Cem")
    press("placements", participant_id=ids["participant_id"], table_id=ids["table_id"])
    vote = vote_of(house, workshop)
    level = tools_for(house, workshop, vote, ids["own_id"])[:2]
    cast(house, workshop, vote, ids["own_id"], dict.fromkeys(level, 2))
    for path in ("shutting", "shutting/undo", "shutting", "sealing"):
        press(f"votes/{{vote_id}}/{path}", revision=vote_of(house, workshop).revision)
    for field in fields_of(house, workshop):
        press("votes/{vote_id}/reveals", field_id=field.id)
    for field_id in undecided(hall):
        press("votes/{vote_id}/ties", field_id=field_id, method="draw")
    press("votes/{vote_id}/plan")
    press("votes/{vote_id}/recounts")
    press("participants/{participant_id}/departure")
    press("participants/{participant_id}/return")
    for locked in "10":
        press("door", locked=locked)
    with house.reading() as session:
        revision = by_id(session, workshop.id).revision
    press("settings", revision=revision, wifi_password="geheimes Wort", places=2)
    press("links", role="host", table_id=ids["table_id"])
    press("links/{link_id}/revocation")
    take("back")
    take("close")
    told = client.get(f"{base}/moderation/journal", headers=JSON).get_json()
    assert told["broken"] is None
    untold = {one["action"] for one in told["entries"] if one["told"].startswith(one["action"]) or "%" in one["told"]}
    assert untold == set()
    deeds = {one["action"] for one in told["entries"]}
    assert deeds >= {
        "agenda.start", "agenda.next", "agenda.back", "agenda.pause", "agenda.resume", "agenda.extend", "agenda.undo",
        "agenda.close", "groups.divide", "groups.move", "seat.add", "statement.hide", "statement.admit",
        "statement.merge", "statement.unmerge", "statement.cluster", "cluster.make", "vision.agree", "vision.take_over",
        "vote.open", "vote.shut", "vote.take_shutting_back", "vote.seal", "vote.reveal", "vote.decide_tie",
        "plan.take_over", "vote.recount", "seat.leave", "seat.return", "door.lock", "door.open", "settings.change",
        "link.make", "link.revoke",
    }  # fmt: skip
    assert "geheimes Wort" not in json.dumps(told), "that a setting changed, not to what"
    assert all(re.match("[A-ZÄÖÜ0-9]", one["told"]) for one in told["entries"])
    assert "Gast" not in json.dumps(told), "roles, never names"
    page = client.get(f"{base}/moderation/journal").text
    assert "Ausgezählt: 1 Stimmzettel" in page and "Gleichstand in Feld" in page


def test_no_deed_is_without_words() -> None:
    """Every action that is noted anywhere in the house has its phrase; a foreign one is found."""
    package, noted = Path(deeds.__file__).parents[1], set()
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        noted |= set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', text))
        if path.parent.name == "ballots" or path.name == "recount.py":
            noted |= {f"vote.{name}" for name in re.findall(r'noted?\(session, now, vote, role, "([a-z_]+)"', text)}
    assert {"link.make", "vote.recount", "vote.ask_for_count", "plan.edit"} <= noted
    assert noted - set(deeds._words(defaultdict(str))) == set()


def undecided(hall: Hall) -> list[str]:
    with hall.house.reading() as session:
        vote = one(session, hall.workshop.id, hall.ids["vote_id"])
        return results.undecided(session, vote)


def test_ada_reads_the_same_journal_twice(app: Flask) -> None:
    hall = a_hall(app)
    client = app.test_client()
    as_moderator(client, hall.workshop)
    address = f"/w/{hall.workshop.code}/moderation/journal"
    first, second = (client.get(address, headers=JSON).get_json() for _ in range(2))
    assert first == second and len(first["head"]) == 64
