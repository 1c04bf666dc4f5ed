"""Who votes, and with what: a seat in the open mode, a card where there are cards; and the ballot paper they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from facilitation import ballots, day, participants
from facilitation.agenda import programme
from facilitation.ballots import Vote
from facilitation.ballots.box import seat_credential
from facilitation.errors import BadInput, NotAllowed
from facilitation.live.view import View
from facilitation.participants import Kind
from facilitation.voting_cards import Card
from facilitation.web import answers, voting_cards
from facilitation.workshop import Workshop


@dataclass(frozen=True)
class Voter:
    """What is spent (None: only a ballot that lies there already may be changed), the field, and the tools by field."""

    credential: str | None
    field: str
    allowed: Mapping[str, set[str]]


def on_phone(here: Workshop, vote: Vote) -> Voter:
    """Whoever holds this phone. Raises NotAllowed, NotSeated, ForeignTool, CardSpoiled, BadInput."""
    who = answers.visitor(here.code)
    if who.participant is not None and who.participant.kind == Kind.PUPIL:
        raise NotAllowed(needs=["participant"])
    if vote.by_cards:
        card = voting_cards.held(here)
        return with_card(here, vote, voting_cards.good(card) if card is not None else None)
    person = who.must_take_part()
    session, house = answers.session(), answers.house()
    table_id = View(session, house, here.id, house.clock.now()).seats.get(person.id)

    def paper(session: Session) -> Voter:
        return _of_seat(session, here, vote, person.id)

    # the same for all at a table but for the seat
    shared = house.memory.recall(("voter", vote.id, table_id), paper, look=answers.session())
    return replace(shared, credential=seat_credential(house.config.secret_key, person.id))


def vote_of(here: Workshop, vote_id: str) -> Vote:
    """The vote of an address, to be looked at only. Raises NotFound."""
    memory = answers.house().memory
    own = answers.session()
    return memory.recall(("vote", here.id, vote_id), lambda look: ballots.one(look, here.id, vote_id), look=own)


def with_card(here: Workshop, vote: Vote, card: Card | None, *, field_id: str = "") -> Voter:
    """A card's ballot is of `field_id`, else of the field where its holder sits, else of the one they chose."""
    field = field_id or _own_field(here) or answers.text("field_id")
    paper = day.paper_of_field(answers.session(), vote, field)
    if card is not None and not field and vote.scope == "field":
        raise BadInput(field="field_id", reason="empty")
    return Voter(card.code_hash if card is not None else None, paper["field"], paper["allowed"])


def on_paper(here: Workshop, vote: Vote) -> tuple[Voter, str]:
    """The voter of a paper ballot by the number written on it, which is told back: of the card, else of the seat."""
    if vote.by_cards:
        card = voting_cards.named(here, answers.text("card"))
        return with_card(here, vote, card, field_id=answers.text("field_id")), ""
    person = participants.by_number(answers.session(), here.id, answers.number("number"))
    return _of_seat(answers.session(), here, vote, person.id), str(person.number)


def _of_seat(session: Session, here: Workshop, vote: Vote, participant_id: str) -> Voter:
    paper = day.ballot_paper(session, here.id, vote, participant_id)
    credential = seat_credential(answers.house().config.secret_key, participant_id)
    return Voter(credential, paper["field"], paper["allowed"])


def _own_field(here: Workshop) -> str:
    person = answers.visitor(here.code).participant
    if person is None or not person.is_here:
        return ""
    seat = day.seat_of(answers.session(), programme(answers.session(), here.id), person.id)
    return seat.field_id if seat is not None else ""
