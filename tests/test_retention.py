"""What leads to people is deleted when its time is over, or at once; what the hall worked out stays."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from facilitation import access, groups, operator, participants, retention, statements, tools
from facilitation.access import Role
from facilitation.day import pin
from facilitation.house import House
from facilitation.operator import PlaceholdersLeft
from facilitation.retention import StillRunning
from facilitation.review import surveys
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.builders import KEY, clock_of, fields_of, look, run_to, step
from tests.review import asking

MARK = "ZQXMARKE"


def a_day_with_marks(house: House) -> tuple[Workshop, list[str]]:
    """A closed day in which every field that can hold a person's words holds a mark."""
    workshop = builders.a_workshop(house, wifi_name=f"{MARK}-Netz", wifi_password=f"{MARK}-geheim")
    ids = [
        house.write(
            groups.arrive, workshop_id=workshop.id, name=f"{MARK} Name {n}", institution=f"{MARK} Haus {n}",
            key_hash=access.hashed(KEY, "participant", f"{MARK} {n}"),
        )["participant"]
        for n in range(6)
    ]  # fmt: skip
    house.write(access.make_link, workshop_id=workshop.id, role=Role.MODERATOR, label=f"{MARK} Link")
    run_to(house, workshop, "vision")
    cards = [
        house.writer.write(
            pin, actor=f"participant:{one}", key=f"{n:032}", workshop_id=workshop.id, author_id=one,
            text=f"Wir leben gut, Karte {n}.", lang="de",
        )["statement"]
        for n, one in enumerate(ids)
    ]  # fmt: skip
    for one in ids[1:]:
        house.write(statements.support, workshop_id=workshop.id, statement_id=cards[0], participant_id=one)
    house.write(
        statements.hide, workshop_id=workshop.id, statement_id=cards[5], reason="Name genannt", role="host"
    )
    with house.engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            text("UPDATE statements SET text = :said WHERE id = :one"), {"said": f"{MARK} verdeckt", "one": cards[5]}
        )
    field = fields_of(house, workshop)[0]
    house.write(
        tools.propose, workshop_id=workshop.id, field_id=field.id, title="Vorschlag", proposer_id=ids[0], admitted=True
    )
    step(house, workshop, "close")
    return workshop, cards


def everything_kept(house: House) -> bytes:
    """Every byte of the data folder, and of a PostgreSQL every value of every table."""
    found = b"".join(path.read_bytes() for path in sorted(house.config.data_dir.rglob("*")) if path.is_file())
    if house.engine.dialect.name == "postgresql":
        with house.engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                found += "".join(map(str, connection.execute(text(f'SELECT * FROM "{table}"')))).encode()
    return found


def test_after_the_deletion_nothing_leads_to_a_person_anywhere(any_house: House) -> None:
    workshop, cards = a_day_with_marks(any_house)
    copies = any_house.config.data_dir / "copies"
    copies.mkdir(exist_ok=True)
    (copies / "zukunftswerkstatt-old.db").write_bytes(f"{MARK} in einer Kopie".encode())
    (any_house.config.data_dir / "made").mkdir(exist_ok=True)
    (any_house.config.data_dir / "made" / "x.result").write_bytes(f"{MARK} in einem Dokument".encode())
    assert MARK.encode() in everything_kept(any_house)  # the control: it would be found

    receipt = any_house.purge(workshop.id, "organiser")

    assert MARK.encode() not in everything_kept(any_house)
    assert {name: count for name, count in receipt["counts"].items() if name != "operations"} == {
        "names": 6, "phones": 6, "authors": 7, "supports": 5, "hidden": 1, "links": 1, "contacts": 0,
    }  # fmt: skip
    assert receipt["counts"]["operations"] >= 6
    with any_house.reading() as session:
        assert set(retention.counted(session, workshop.id, any_house.clock.now()).values()) == {0}
        card = statements.one(session, workshop.id, cards[0])
        assert (card.text, card.author_id) == ("Wir leben gut, Karte 0.", None)
        assert statements.support_counts(session, card.field_id)[cards[0]] == 5


def test_a_second_deletion_finds_nothing_and_breaks_nothing(house: House) -> None:
    workshop, cards = a_day_with_marks(house)
    house.purge(workshop.id, "organiser")
    again = house.purge(workshop.id, "organiser")
    assert set(again["counts"].values()) == {0}
    with house.reading() as session:
        card = statements.one(session, workshop.id, cards[0])
        assert statements.support_counts(session, card.field_id)[cards[0]] == 5
        assert len(retention.receipts(session, workshop.id)) == 2


def test_numbers_are_dealt_out_anew_and_stay_different(house: House) -> None:
    workshop, _cards = a_day_with_marks(house)
    house.purge(workshop.id, "organiser")
    with house.reading() as session:
        everyone = session.query(participants.Participant).filter_by(workshop_id=workshop.id).all()
    assert sorted(one.number for one in everyone) == [1, 2, 3, 4, 5, 6]
    assert all(one.left_at is not None and not one.has_phone for one in everyone)


def test_while_the_day_runs_nobody_deletes(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 3)
    step(house, workshop, "start")
    with pytest.raises(StillRunning):
        house.purge(workshop.id, "organiser")


def test_it_happens_by_itself_when_the_time_is_over_and_not_a_day_before(house: House) -> None:
    workshop, _cards = a_day_with_marks(house)
    clock = clock_of(house)
    with house.reading() as session:
        clock.instant = retention.due_at(session, by_id(session, workshop.id)) - timedelta(minutes=1)
    assert house.purge_due() == []
    clock.forward(minutes=2)
    assert house.purge_due() == [workshop.id]
    assert house.purge_due() == []  # once
    with house.reading() as session:
        [receipt] = retention.receipts(session, workshop.id)
    assert receipt.role == retention.BY_ITSELF


def test_whom_a_survey_asked_goes_when_it_has_been_over_for_as_long(house: House) -> None:
    workshop, _cards = a_day_with_marks(house)
    house.purge(workshop.id, "organiser")
    clock, survey = clock_of(house), asking.a_survey(house, workshop)
    form = asking.a_form(house, workshop, survey)
    asking.save(house, workshop, form, {"1": "yes"}, contact=f"{MARK} Ansprechpartner")
    with house.reading() as session:
        closes = surveys.one(session, workshop.id, survey).deadline
    clock.instant = closes - timedelta(minutes=1)
    assert house.purge(workshop.id, "organiser")["counts"]["contacts"] == 0, "still needed"
    clock.instant = closes + timedelta(days=workshop.settings.retention_days, minutes=-1)
    assert house.purge_due() == []
    clock.forward(minutes=2)
    assert house.purge_due() == [workshop.id]
    assert MARK.encode() not in everything_kept(house)
    left = asking.look(house, workshop, form)
    assert (left.contact, left.draft) == ("", {"1": "yes"})
    assert house.purge_due() == []


def test_by_hand_it_goes_as_soon_as_the_survey_is_over(house: House) -> None:
    workshop, _cards = a_day_with_marks(house)
    survey = asking.a_survey(house, workshop)
    form = asking.a_form(house, workshop, survey)
    asking.save(house, workshop, form, {}, contact=f"{MARK} Ansprechpartner")
    with house.reading() as session:
        clock_of(house).instant = surveys.one(session, workshop.id, survey).deadline
    assert house.purge(workshop.id, "organiser")["counts"]["contacts"] == 1
    assert asking.look(house, workshop, form).contact == ""


def test_another_workshop_keeps_its_people(house: House) -> None:
    workshop, _cards = a_day_with_marks(house)
    other = builders.a_workshop(house, "world-cafe")
    builders.people(house, other, 4)
    house.purge(workshop.id, "organiser")
    with house.reading() as session:
        assert retention.counted(session, other.id, house.clock.now())["names"] == 4


def test_a_day_never_begun_counts_from_the_midnight_after_its_date(house: House) -> None:
    workshop = builders.a_workshop(house)
    with house.reading() as session:
        due = retention.due_at(session, by_id(session, workshop.id))
    assert workshop.local(due).isoformat() == "2017-11-18T00:00:00+01:00"


def test_a_real_day_does_not_begin_while_the_legal_pages_have_blanks(house: House) -> None:
    workshop = builders.a_workshop(house)
    with house.reading() as session:
        revision = operator.revision(session)
    house.write(operator.change, revision=revision, values={"imprint": "", "officer": "  "})
    with pytest.raises(PlaceholdersLeft) as refused:
        step(house, workshop, "start")
    assert refused.value.facts == {"missing": ["officer", "imprint"]}
    assert look(house, workshop).agenda.started_at is None

    house.write(operator.change, revision=revision + 1, values={"imprint": "Kreis", "officer": "Amt"})
    step(house, workshop, "start")
    assert look(house, workshop).agenda.started_at is not None


def test_a_demo_begins_with_blanks(house: House) -> None:
    workshop = builders.a_workshop(house)
    with house.reading() as session:
        revision = operator.revision(session)
    house.write(operator.change, revision=revision, values={"imprint": ""})
    with sqlite3.connect(Path(str(house.engine.url.database))) as connection:
        connection.execute("UPDATE workshops SET is_demo = 1 WHERE id = ?", (workshop.id,))
    step(house, workshop, "start")
    assert look(house, workshop).agenda.started_at is not None
