"""The checklist: each thing is broken, its line is seen with a link to a page that is there, it is mended, it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation import access, archive, operator, organisers, pictures, preparation, voting_cards
from facilitation.access import Role
from facilitation.house import House
from facilitation.pictures import Use
from facilitation.preparation import Reach
from facilitation.web.office import checklist as words
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.builders import a_workshop, clock_of, fields_of, tables_of
from tests.test_pictures import a_picture

JSON = {"Accept": "application/json"}
OFFICE = {"role": "organiser"}
Press = Callable[[House, Workshop], Any]


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    builders.as_organiser(client)
    return client


def lines(dora: FlaskClient, here: Workshop) -> dict[str, tuple[str, str]]:
    found = dora.get(f"/w/{here.code}/office", headers=JSON).get_json()["checklist"]
    return {line["code"]: (line["text"], line["link"]) for line in found}


def basics(**changes: str) -> Press:
    def press(house: House, here: Workshop) -> Any:
        with house.reading() as session:
            revision = by_id(session, here.id).revision
        return house.write(
            preparation.change, workshop_id=here.id, revision=revision, changes=changes, **OFFICE
        )  # fmt: skip

    return press


def link(role: Role) -> Press:
    def press(house: House, here: Workshop) -> None:
        if role is Role.HOST:
            for table in tables_of(house, here):
                builders.a_link(house, here, role, table.number)
        else:
            builders.a_link(house, here, role)

    return press


def seats(house: House, here: Workshop) -> None:
    for table in tables_of(house, here):
        house.write(
            preparation.change_table, workshop_id=here.id, table_id=table.id, changes={"seats": "20"}, **OFFICE
        )  # fmt: skip


def a_password(house: House, here: Workshop) -> None:
    house.write(access.make_one_time_key, key_hash="k" * 64)
    house.write(access.use_one_time_key, key_hash="k" * 64, session_hash="s" * 64)
    house.write(organisers.settle_in, session_hash="s" * 64, name="Amt", _password_hash="hash")


def an_operator(said: str) -> Press:
    def press(house: House, here: Workshop) -> None:
        with house.reading() as session:
            revision = operator.revision(session)
        values = {part.name: said for part in operator.PARTS if part.required}
        house.write(operator.change, revision=revision, values=values)

    return press


def a_logo(alt: str) -> Press:
    def press(house: House, here: Workshop) -> None:
        drawn = pictures.drawn(a_picture())
        house.write(pictures.add, workshop_id=here.id, use=Use.LOGO, picture=drawn, alt=alt)

    return press


def said_logo(house: House, here: Workshop) -> None:
    with house.reading() as session:
        [logo] = pictures.of(session, here.id, Use.LOGO)
    house.write(pictures.describe, workshop_id=here.id, picture_id=logo.id, alt="Das Land")


def some_cards(house: House, here: Workshop) -> None:
    house.write(voting_cards.make, workshop_id=here.id, hashes=[["c" * 64, "t" * 64]], **OFFICE)


def a_new_field(house: House, here: Workshop) -> None:
    house.write(preparation.add_field, workshop_id=here.id, texts={"title": "Klima"}, **OFFICE)


def a_tool_for_it(house: House, here: Workshop) -> None:
    from facilitation import tools

    field = fields_of(house, here)[5]
    house.write(tools.propose, workshop_id=here.id, field_id=field.id, title="Baumpatenschaft", admitted=True)


def a_later_day(house: House, here: Workshop) -> None:
    clock_of(house).forward(days=1)


def nothing(house: House, here: Workshop) -> None:
    return None


BROKEN_AND_MENDED: list[tuple[str, Press, Press]] = [
    ("day_past", a_later_day, basics(day="2030-01-01")),
    ("no_wifi", nothing, basics(wifi_name="Saal")),
    ("address_here", basics(base_url="http://127.0.0.1:5000"), basics(base_url="https://werkstatt.example")),
    ("address_elsewhere", basics(base_url="http://10.99.99.99:5000"), basics(base_url="https://werkstatt.example")),
    ("no_password", nothing, a_password),
    ("no_operator", an_operator(""), an_operator("Kreis Musterau")),
    ("no_moderator_link", nothing, link(Role.MODERATOR)),
    ("no_host_link", nothing, link(Role.HOST)),
    ("no_school_link", nothing, link(Role.SCHOOL)),
    ("no_seats", nothing, seats),
    ("no_rules", basics(rules=""), basics(rules="Schreiben Sie in der Gegenwart.")),
    ("no_tools", a_new_field, a_tool_for_it),
    ("no_cards", basics(vote_mode="cards"), some_cards),
    ("no_place", basics(place=""), basics(place="Rathaus")),
    ("no_years", basics(years=""), basics(years="2027-2030")),
    ("no_logo", nothing, a_logo("Das Land")),
    ("logo_unsaid", a_logo(""), said_logo),
]


@pytest.mark.parametrize(("code", "spoil", "mend"), BROKEN_AND_MENDED, ids=[row[0] for row in BROKEN_AND_MENDED])
def test_a_gap_is_named_until_it_is_mended(
    dora: FlaskClient, house: House, code: str, spoil: Press, mend: Press
) -> None:
    here = a_workshop(house)
    spoil(house, here)
    text, where = lines(dora, here)[code]
    assert "%(" not in text and text.endswith(".")
    address = where.partition("#")
    page = dora.get(address[0].partition("?")[0])
    assert page.status_code == 200
    assert not address[2] or f'id="{address[2]}"' in page.text, "the link leads to the very place"
    mend(house, here)
    assert code not in lines(dora, here)


def test_the_agenda_must_end_when_it_should(house: House) -> None:
    template = archive.read_template("kreis-dueren")
    here = builders.built(house, template)
    assert not {"ends_late", "ends_early", "no_end", "agenda_doubts"} & codes(house, here)
    template["workshop"]["ends"] = "20:45"
    assert "ends_late" in codes(house, builders.built(house, template))
    template["workshop"]["ends"] = "21:30"
    assert "ends_early" in codes(house, builders.built(house, template))
    del template["workshop"]["ends"]
    assert "no_end" in codes(house, builders.built(house, template))
    grouping = next(item for item in template["agenda"] if item["key"] == "einfuehrung")
    template["agenda"].remove(grouping)
    assert "agenda_doubts" in codes(house, builders.built(house, template))
    template["agenda"] = [item for item in template["agenda"] if not item.get("movement")]
    assert "no_rounds" in codes(house, builders.built(house, template))


def test_a_round_without_a_question_is_named_until_every_field_has_its_own(house: House) -> None:
    template = archive.read_template("kreis-dueren")
    for item in template["agenda"]:
        for scene in item["scenes"]:
            if item["key"] == "runde-1":
                scene.pop("questions", None)
    here = builders.built(house, template)
    assert "no_questions" in codes(house, here)
    for field in fields_of(house, here):
        house.write(
            preparation.change_field, workshop_id=here.id, field_id=field.id, revision=1,
            changes={"questions:runde-1": "Wie ist es?"}, **OFFICE,
        )  # fmt: skip
    assert "no_questions" not in codes(house, here)


def test_the_kind_of_a_tool_is_open_until_somebody_says(house: House) -> None:
    template = archive.read_template("kreis-dueren")
    assert "kind_open" in codes(house, builders.built(house, template))
    for tool in template["tools"]:
        tool["kind"] = "new"
    assert "kind_open" not in codes(house, builders.built(house, template))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://127.0.0.1:5000", "address_here"), ("http://localhost:5000", "address_here"),
        ("http://192.168.2.10:5000", "address_lan"), ("http://192.168.2.99", "address_elsewhere"),
        ("https://werkstatt.example", None), ("http://[::1]:5000", "address_here"),
    ],
)  # fmt: skip
def test_an_address_is_judged_by_who_can_reach_it(house: House, address: str, code: str | None) -> None:
    here = a_workshop(house)
    found = {gap for gap in codes(house, here, Reach(address, ("192.168.2.10",))) if gap.startswith("address")}
    assert found == ({code} if code else set())


def codes(house: House, here: Workshop, reach: Reach | None = None) -> set[str]:
    reach = reach or Reach("https://werkstatt.example", ())
    with house.reading() as session:
        now = house.clock.now()
        return {gap.code for gap in preparation.missing(session, here.id, now=now, reach=reach)}


def test_a_day_that_is_ready_has_an_empty_list(dora: FlaskClient, house: House) -> None:
    template = archive.read_template("kreis-dueren")
    for tool in template["tools"]:
        tool["kind"] = "existing"
    here = builders.built(house, template)
    mend: list[Press] = [
        basics(wifi_name="Saal", base_url="https://werkstatt.example"), a_password,
        an_operator("Kreis Musterau"), link(Role.MODERATOR), link(Role.HOST), link(Role.SCHOOL), seats,
        a_logo("Das Land"),
    ]  # fmt: skip
    for press in mend:
        press(house, here)
    assert lines(dora, here) == {}
    assert "Alles da" in dora.get(f"/w/{here.code}/office").text


def test_every_gap_has_its_words() -> None:
    """The control: a gap without words would not be tried above."""
    tried = {row[0] for row in BROKEN_AND_MENDED} | {
        "address_lan", "ends_late", "ends_early", "no_end", "no_rounds", "no_questions", "kind_open", "agenda_doubts",
    }  # fmt: skip
    assert tried == set(words._phrases())
