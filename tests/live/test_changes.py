"""While the relay is silent the database itself says which topics of which workshop have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from facilitation import groups, participants, showing, statements, tools, visions
from facilitation import workshop as workshops
from facilitation.ballots import conduct
from facilitation.house import House
from facilitation.live.changes import EVERYTHING, TURNOUT, Changes
from facilitation.live.regions import TOPICS
from tests import builders


class Look:
    """A day in its vision round, looked at by a worker that is told nothing; another workshop stands still."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.workshop, self.other = builders.a_workshop(house), builders.a_workshop(house)
        self.people = builders.people(house, self.workshop, 6)
        builders.run_to(house, self.workshop, "vision")
        self.field = builders.fields_of(house, self.workshop)[0]
        self.changes = Changes(house.boxes)
        self.again()

    def again(self) -> dict[str, set[str]]:
        with self.house.reading() as session:
            return self.changes.since_last(session, {self.workshop.id, self.other.id})

    def after(self, verb: Callable[..., Any], **given: Any) -> set[str]:
        """The topics that changed by this deed."""
        self.house.write(verb, workshop_id=self.workshop.id, **given)
        return self.changed()

    def changed(self) -> set[str]:
        found = self.again()
        assert self.other.id not in found
        return found.get(self.workshop.id, set())

    def card(self, text: str) -> str:
        given = {"field_id": self.field.id, "text": text, "author_id": self.people[0]}
        made = self.house.write(statements.write, workshop_id=self.workshop.id, **given)
        return str(made["statement"])


@pytest.fixture
def look(tmp_path: Path, postgresql_url: str) -> Iterator[Look]:
    house = House(builders.a_config(tmp_path, postgresql_url))
    yield Look(house)
    house.close()


def test_every_topic_that_a_region_follows_is_watched() -> None:
    assert EVERYTHING == TOPICS


def test_the_first_look_finds_everything_changed_the_next_nothing_and_then_single_presses(look: Look) -> None:
    look.changes.forget()
    assert look.again() == {look.workshop.id: EVERYTHING, look.other.id: EVERYTHING}
    assert look.again() == {}
    builders.step(look.house, look.workshop, "extend", minutes=5)
    assert look.changed() == {"agenda"}
    assert look.after(groups.arrive, name="Späte", key_hash="k" * 64) == {"presence", "groups"}
    assert look.after(participants.leave, participant_id=look.people[0]) == {"presence"}
    assert look.after(workshops.lock_door, locked=True) == {"settings"}


def test_cards_are_seen_when_they_come_change_in_place_and_go(look: Look) -> None:
    card = look.card("Der Bus fährt.")
    assert look.changed() == {"statements"}
    assert look.after(statements.support, statement_id=card, participant_id=look.people[1]) == {"statements"}
    assert look.after(statements.withdraw_support, statement_id=card, participant_id=look.people[1]) == {"statements"}
    assert look.after(statements.hide, statement_id=card, role="host", reason="doppelt") == {"statements"}
    other = look.card("Der Zug fährt.")
    look.again()
    assert look.after(statements.delete_own, statement_id=other, author_id=look.people[0]) == {"statements"}


def test_words_tools_the_stage_and_turnout_are_seen(look: Look) -> None:
    sentences = [{"text": "Der Bus fährt.", "statements": []}]
    given = {"field_id": look.field.id, "base": 0, "sentences": sentences, "role": "host"}
    assert look.after(visions.save, **given) == {"visions"}
    assert look.after(tools.propose, field_id=look.field.id, title="Ein Bus") == {"tools"}
    assert look.after(showing.show, field_id=look.field.id) == {"showing"}
    builders.run_to(look.house, look.workshop, "choice")
    vote = builders.open_vote(look.house, look.workshop)
    look.again()
    builders.cast(look.house, look.workshop, vote, look.people[0], {})
    assert look.changed() == {TURNOUT}, "without a row in the main database"
    given = {"vote_id": vote.id, "revision": vote.revision, "role": "moderator"}
    assert look.after(conduct.shut, **given) == {"votes"}
