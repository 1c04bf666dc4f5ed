"""Cards on the board: support counts people once, moderation can be taken back, clusters keep their order."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation import statements
from facilitation.errors import BadInput, MovedOn, NotAllowed, NotFound
from facilitation.fields import Field
from facilitation.house import House
from facilitation.statements import Source, Statement, WritingClosed
from facilitation.workshop import Workshop
from tests.builders import a_workshop, fields_of, people


@pytest.fixture
def workshop(any_house: House) -> Workshop:
    return a_workshop(any_house)


@pytest.fixture
def mobility(any_house: House, workshop: Workshop) -> Field:
    return fields_of(any_house, workshop)[3]


def pin(house: House, field: Field, text: str = "Der Bus fährt auch abends.", **more: Any) -> str:
    made = house.write(statements.write, workshop_id=field.workshop_id, field_id=field.id, text=text, **more)
    return str(made["statement"])


def host(house: House, field: Field, verb: Any, **given: Any) -> Any:
    return house.write(verb, workshop_id=field.workshop_id, role="host", **given)


def card(house: House, statement_id: str) -> Statement:
    with house.reading() as session:
        found = session.get(Statement, statement_id)
    assert found is not None
    return found


def agree(house: House, field: Field, statement_id: str, person: str) -> None:
    house.write(
        statements.support, workshop_id=field.workshop_id, statement_id=statement_id, participant_id=person
    )


def counted(house: House, field: Field) -> dict[str, int]:
    with house.reading() as session:
        return statements.support_counts(session, field.id)


def test_cards_are_numbered_within_their_field(any_house: House, workshop: Workshop) -> None:
    first, second = fields_of(any_house, workshop)[:2]
    pinned = [pin(any_house, first), pin(any_house, first), pin(any_house, second)]
    assert [card(any_house, one).label for one in pinned] == ["K1", "K2", "K1"]


def test_support_is_one_per_person_and_card(any_house: House, workshop: Workshop, mobility: Field) -> None:
    ben, cem = people(any_house, workshop, 2)
    bus = pin(any_house, mobility)
    for person in (ben, ben, cem):
        agree(any_house, mobility, bus, person)
    assert counted(any_house, mobility) == {bus: 2}


def test_support_of_merged_cards_counts_people_once(any_house: House, workshop: Workshop, mobility: Field) -> None:
    ben, cem = people(any_house, workshop, 2)
    bus, coach = pin(any_house, mobility), pin(any_house, mobility, "Der Bus fährt am Abend.")
    for person, statement in ((ben, bus), (ben, coach), (cem, coach)):
        agree(any_house, mobility, statement, person)
    answer = host(any_house, mobility, statements.merge, statement_id=coach, into_id=bus)
    assert answer["merged"] == [coach]
    assert counted(any_house, mobility) == {bus: 2}
    host(any_house, mobility, statements.unmerge, statement_id=coach)
    assert counted(any_house, mobility) == {bus: 1, coach: 2}


def test_a_card_takes_those_under_it_along(any_house: House, mobility: Field) -> None:
    a, b, c = (pin(any_house, mobility, text) for text in ("A", "B", "C"))
    host(any_house, mobility, statements.merge, statement_id=a, into_id=b)
    answer = host(any_house, mobility, statements.merge, statement_id=b, into_id=c)
    assert answer["merged"] == [b, a]
    assert {card(any_house, one).merged_into_id for one in (a, b)} == {c}


def test_a_card_goes_to_the_top_of_the_pile_it_is_merged_into(any_house: House, mobility: Field) -> None:
    a, b, c = (pin(any_house, mobility, text) for text in ("A", "B", "C"))
    host(any_house, mobility, statements.merge, statement_id=b, into_id=a)
    assert host(any_house, mobility, statements.merge, statement_id=c, into_id=b)["into"] == a


def test_a_card_cannot_lie_under_itself_a_foreign_field_or_a_hidden_one(
    any_house: House, workshop: Workshop, mobility: Field
) -> None:
    bus, ferry = pin(any_house, mobility), pin(any_house, mobility, "Die Fähre fährt.")
    school = pin(any_house, fields_of(any_house, workshop)[1], "Die Schule ist offen.")
    host(any_house, mobility, statements.hide, statement_id=ferry, reason="Steht doppelt da")
    for into in (bus, school, ferry):
        with pytest.raises(BadInput):
            host(any_house, mobility, statements.merge, statement_id=bus, into_id=into)
    assert card(any_house, bus).merged_into_id is None


def test_hiding_needs_a_reason_and_can_be_taken_back(any_house: House, mobility: Field) -> None:
    bus = pin(any_house, mobility)
    with pytest.raises(BadInput):
        host(any_house, mobility, statements.hide, statement_id=bus, reason=" \x00 ")
    host(any_house, mobility, statements.hide, statement_id=bus, reason="Verletzt\x00 jemanden")
    assert (card(any_house, bus).state, card(any_house, bus).hidden_reason) == ("hidden", "Verletzt jemanden")
    host(any_house, mobility, statements.admit, statement_id=bus)
    assert (card(any_house, bus).state, card(any_house, bus).hidden_reason) == ("shown", "")


def test_before_moderation_a_phones_card_waits_and_a_hosts_does_not(any_house: House) -> None:
    workshop = a_workshop(any_house, pre_moderation=True)
    field = fields_of(any_house, workshop)[0]
    from_phone, from_host = pin(any_house, field), pin(any_house, field, source=Source.HOST)
    assert [card(any_house, one).state for one in (from_phone, from_host)] == ["waiting", "shown"]


def test_a_closed_wall_takes_no_card(any_house: House, mobility: Field) -> None:
    with pytest.raises(WritingClosed):
        pin(any_house, mobility, closed=True)
    pin(any_house, mobility, closed=False)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 281])
def test_a_card_says_something_in_280_characters(any_house: House, mobility: Field, text: str) -> None:
    with pytest.raises(BadInput):
        pin(any_house, mobility, text)
    pin(any_house, mobility, "x" * 280)


def test_clusters_keep_the_order_they_were_hung_in_when_one_is_taken_away(any_house: House, mobility: Field) -> None:
    made = [
        host(any_house, mobility, statements.make_cluster, field_id=mobility.id, title=title)["cluster"]
        for title in ("Bus", "Rad", "Dorf")
    ]
    loose = pin(any_house, mobility)
    host(any_house, mobility, statements.put_in_cluster, statement_id=loose, cluster_id=made[0])
    host(any_house, mobility, statements.dissolve_cluster, cluster_id=made[0])
    host(any_house, mobility, statements.make_cluster, field_id=mobility.id, title="Gesund")
    with any_house.reading() as session:
        hung = statements.clusters(session, mobility.id)
    assert [cluster.title for cluster in hung] == ["Rad", "Dorf", "Gesund"]
    assert len({cluster.position for cluster in hung}) == 3
    assert card(any_house, loose).cluster_id is None


def test_a_card_stays_in_its_own_field(any_house: House, workshop: Workshop, mobility: Field) -> None:
    other = fields_of(any_house, workshop)[0]
    foreign = host(any_house, other, statements.make_cluster, field_id=other.id, title="Fachkräfte")["cluster"]
    with pytest.raises(BadInput):
        host(
            any_house, mobility, statements.put_in_cluster, statement_id=pin(any_house, mobility), cluster_id=foreign
        )


def test_of_two_who_rename_a_cluster_the_second_is_told(any_house: House, mobility: Field) -> None:
    made = host(any_house, mobility, statements.make_cluster, field_id=mobility.id, title="Bus")["cluster"]
    host(any_house, mobility, statements.rename_cluster, cluster_id=made, title="Bus und Bahn", revision=1)
    with pytest.raises(MovedOn):
        host(any_house, mobility, statements.rename_cluster, cluster_id=made, title="Verkehr", revision=1)


def test_only_the_author_takes_a_card_back_and_then_it_stays_away(
    any_house: House, workshop: Workshop, mobility: Field
) -> None:
    ben, cem = people(any_house, workshop, 2)
    bus = pin(any_house, mobility, author_id=ben)
    own = {"workshop_id": workshop.id, "statement_id": bus}
    with pytest.raises(NotAllowed):
        any_house.write(statements.delete_own, author_id=cem, **own)
    assert any_house.write(statements.delete_own, author_id=ben, **own)["text"] == "deleted"
    with pytest.raises(NotFound):
        host(any_house, mobility, statements.admit, statement_id=bus)
    assert (card(any_house, bus).text, card(any_house, bus).author_id) == ("", None)


def test_a_card_that_others_lie_under_keeps_its_text_without_its_author(
    any_house: House, workshop: Workshop, mobility: Field
) -> None:
    (ben,) = people(any_house, workshop, 1)
    bus, coach = pin(any_house, mobility, author_id=ben), pin(any_house, mobility, "Ein Bus am Abend.")
    host(any_house, mobility, statements.merge, statement_id=coach, into_id=bus)
    any_house.write(statements.delete_own, workshop_id=workshop.id, statement_id=bus, author_id=ben)
    assert (card(any_house, bus).text, card(any_house, bus).author_id) == ("Der Bus fährt auch abends.", None)


def test_a_card_of_another_workshop_is_not_found(any_house: House, mobility: Field) -> None:
    elsewhere = fields_of(any_house, a_workshop(any_house))[0]
    with pytest.raises(NotFound):
        host(any_house, elsewhere, statements.hide, statement_id=pin(any_house, mobility), reason="fremd")
