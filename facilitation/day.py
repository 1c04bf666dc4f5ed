"""The day as it runs: an agenda step with all that follows from it, and what people may do at this moment."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import ballots, fields, groups, journal, operator, participants, showing, statements, tools
from facilitation.agenda import Activity, Programme, Scene, editing, edits, programme, steps
from facilitation.ballots import State, Vote, conduct
from facilitation.errors import BadInput, NotFound, Refusal
from facilitation.participants import Kind
from facilitation.statements import Source
from facilitation.workshop import by_id

SEATED = (Activity.MOVE, Activity.VISION, Activity.CHOICE)


class NotYet(Refusal):
    """What was asked belongs to a later part of the day. Facts: what."""

    code = "not_yet"


def take_step(
    session: Session, *, now: datetime, workshop_id: str, action: str, step: int, role: str, **given: Any
) -> Any:
    """One press of the moderator. Leaving an open vote shuts it; entering a round makes the groups if nobody did;
    entering a choice prepares its vote. Adds ``{"votes": [ids whose box must follow], "grouped": bool}``."""
    if action == "start":
        _must_be_allowed_guests(session, workshop_id)
    answer = steps.take(session, now=now, workshop_id=workshop_id, action=action, step=step, role=role, **given)
    day = programme(session, workshop_id)
    answer["votes"] = _shut_what_was_left(session, now, day, role)
    answer["grouped"] = False
    scene = day.scene
    if scene is not None and scene.activity in SEATED:
        answer["grouped"] = groups.ensure(session, now=now, workshop_id=workshop_id, role=role)
    if scene is not None and scene.activity == Activity.CHOICE and "vote" not in scene.options:
        conduct.prepare(session, day.workshop, day.item_of(scene))
    if action in ("start", "next", "back", "jump"):
        showing.show(session, now=now, workshop_id=workshop_id, field_id="", blank=False)
    session.flush()
    return answer


def _must_be_allowed_guests(session: Session, workshop_id: str) -> None:
    """A real day begins only with complete legal pages. Raises PlaceholdersLeft."""
    workshop = by_id(session, workshop_id)
    if not (workshop.is_demo or workshop.is_rehearsal):
        operator.must_be_complete(session)


def edit_agenda(session: Session, *, now: datetime, workshop_id: str, edit: str, role: str, **given: Any) -> Any:
    """One edit of the agenda in the office, whatever part of it is still ahead, with all that follows: where the rounds
    changed, those not yet begun are seated anew. Raises what `agenda.editing.make` does.

    An item whose vote has opened stands, even after the day went back behind it.
    """
    before = edits.claim(session, workshop_id)
    ways = groups.ways(before)
    stands = held(session, workshop_id)
    answer = editing.make(session, now=now, day=before, edit=edit, role=role, held=stands, **given)
    after = programme(session, workshop_id)
    pairs = enumerate(zip_longest(ways, groups.ways(after)))
    since = next((number for number, (old, new) in pairs if old != new), None)
    answer["seated_anew"] = since is not None and groups.follow(session, day=after, since=since)
    session.flush()
    return answer


def held(session: Session, workshop_id: str) -> set[str]:
    """The items whose vote has opened."""
    return {vote.item_id for vote in ballots.of_workshop(session, workshop_id) if vote.has_opened}


def vote_of_scene(session: Session, day: Programme, scene: Scene) -> Vote | None:
    """The vote a scene is about: its own, its item's, or for results and closing the day's latest."""
    if "vote" in scene.options:
        return session.get(Vote, scene.options["vote"])
    if scene.activity == Activity.CHOICE:
        return ballots.of_item(session, day.item_of(scene))
    if scene.activity in (Activity.RESULTS, Activity.CLOSING):
        voted = [ballots.of_item(session, item) for item in day.items]
        opened = [vote for vote in voted if vote is not None and vote.has_opened]
        return opened[-1] if opened else None
    return None


def open_votes(session: Session, workshop_id: str) -> list[Vote]:
    return [vote for vote in ballots.of_workshop(session, workshop_id) if vote.state == State.OPEN]


def seat_of(session: Session, day: Programme, participant_id: str) -> fields.Table | None:
    """Where a person sits now. During a move it is the table they walk to."""
    return groups.table_of(session, day.workshop.id, participant_id, day.round_number)


def eligible(session: Session, day: Programme, vote: Vote) -> dict[str, int]:
    """Field id to the people seated at it now who have not left: the y of "x von y"."""
    grouping = groups.current(session, day.workshop.id)
    per_table = groups.counts(session, grouping, day.round_number or 1)
    found: dict[str, int] = {field.id: 0 for field in fields.numbered(session, day.workshop.id)}
    for table in fields.tables(session, day.workshop.id):
        found[table.field_id] = found.get(table.field_id, 0) + per_table.get(table.id, 0)
    return {vote.field_id: found[vote.field_id]} if vote.field_id else found


def pin(
    session: Session, *, now: datetime, workshop_id: str, author_id: str, text: str, lang: str = "de",
    field_id: str | None = None,
) -> Any:  # fmt: skip
    """A participant pins a card for the field where they sit, or sat when they wrote it (`field_id`): then it is
    marked late. Pupils pin for any field, or for all with none, until round 1 begins.

    Raises NotYet, WritingClosed, NotSeated, BadInput.
    """
    day = programme(session, workshop_id)
    person = participants.one(session, workshop_id, author_id)
    if person.kind == Kind.PUPIL:
        return _pin_for_school(session, now, day, author_id, text, lang, field_id)
    seats = _vision_seats(session, day, author_id)
    if not seats:
        raise NotYet(what="statement") if day.round_number is None else ballots.NotSeated()
    newest = max(seats)
    wanted = [number for number, table in seats.items() if table.field_id == field_id]
    number = max(wanted) if wanted else newest
    on_time = day.scene is not None and day.scene.activity == Activity.VISION and number == day.round_number
    return statements.write(
        session, now=now, workshop_id=workshop_id, field_id=seats[number].field_id, text=text, author_id=author_id,
        table_id=seats[number].id, round_number=number, lang=lang, late=not on_time,
        closed=ballots.has_vote_opened(session, workshop_id),
    )  # fmt: skip


def pin_for_guest(
    session: Session, *, now: datetime, workshop_id: str, table_id: str, text: str, lang: str = "de"
) -> Any:
    """A host types a card in for somebody without a phone."""
    day = programme(session, workshop_id)
    table = fields.table(session, workshop_id, table_id)
    scene = day.scene
    on_time = scene is not None and scene.activity == Activity.VISION
    return statements.write(
        session, now=now, workshop_id=workshop_id, field_id=table.field_id, text=text, table_id=table.id,
        round_number=day.round_number, source=Source.HOST, lang=lang, late=not on_time,
        closed=ballots.has_vote_opened(session, workshop_id),
    )  # fmt: skip


def propose_tool(
    session: Session, *, now: datetime, workshop_id: str, title: str, description: str = "",
    participant_id: str | None = None, table_id: str | None = None,
) -> Any:  # fmt: skip
    """A tool proposed in the choice round: by a participant for the field of their seat, or by a host for theirs (then
    it stands on the ballot at once). Raises NotYet, NotSeated, ProposalsClosed, BadInput."""
    day = programme(session, workshop_id)
    if day.scene is None or day.scene.activity != Activity.CHOICE:
        raise NotYet(what="proposal")
    if table_id is not None:
        seat: fields.Table | None = fields.table(session, workshop_id, table_id)
    else:
        seat = seat_of(session, day, participant_id or "")
    if seat is None:
        raise ballots.NotSeated()
    return tools.propose(
        session, now=now, workshop_id=workshop_id, field_id=seat.field_id, title=title, description=description,
        proposer_id=participant_id, closed=_vote_has_opened(session, day), admitted=table_id is not None,
    )  # fmt: skip


def decide_on_proposal(
    session: Session, *, now: datetime, workshop_id: str, tool_id: str, admission: tools.Admission, role: str
) -> Any:
    """A host admits or declines a proposed tool, until the vote opens."""
    closed = _vote_has_opened(session, programme(session, workshop_id))
    return tools.decide_on(
        session,
        now=now,
        workshop_id=workshop_id,
        tool_id=tool_id,
        admission=admission,
        role=role,
        closed=closed,
    )


def ballot_paper(session: Session, workshop_id: str, vote: Vote, participant_id: str) -> dict[str, Any]:
    """What a person's ballot holds: their field and the tools that may get points, per field.

    Returns ``{"field": id, "allowed": {field id: {tool ids}}}``. Raises NotSeated, and ForeignTool when
    the vote is about other fields only.
    """
    if participants.one(session, workshop_id, participant_id).kind == Kind.PUPIL:
        raise ballots.NotSeated()
    if vote.scope == "plenary":
        return paper_of_field(session, vote, "")
    seat = seat_of(session, programme(session, workshop_id), participant_id)
    if seat is None:
        raise ballots.NotSeated()
    return paper_of_field(session, vote, seat.field_id)


def paper_of_field(session: Session, vote: Vote, field_id: str) -> dict[str, Any]:
    """The ballot of a field, as `ballot_paper` gives it, for a card that no seat stands behind; a plenary vote has but
    one. Raises ForeignTool for a field the vote is not about."""
    every = ballots.options(session, vote)
    if vote.scope == "plenary":
        return {"field": "", "allowed": {"": {option.tool_id for option in every}}}
    allowed: dict[str, set[str]] = {}
    for option in every:
        allowed.setdefault(option.field_id, set()).add(option.tool_id)
    if field_id and allowed and field_id not in allowed:
        raise ballots.ForeignTool()
    return {"field": field_id, "allowed": allowed}


def add_seat(
    session: Session, *, now: datetime, workshop_id: str, role: str, name: str = "", institution: str = "",
    table_id: str | None = None, badge: int | None = None,
) -> Any:  # fmt: skip
    """A seat for somebody without a phone, added in one tap; its number and route are printed as a slip, or stand on
    the `badge` already."""
    answer = groups.arrive(
        session, now=now, workshop_id=workshop_id, name=name, institution=institution, badge=badge
    )
    if table_id is not None and groups.current(session, workshop_id) is not None:
        groups.move(
            session,
            now=now,
            workshop_id=workshop_id,
            participant_id=answer["participant"],
            table_id=table_id,
            role=role,
        )
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="seat.add", number=answer["number"])
    return answer


def _shut_what_was_left(session: Session, now: datetime, day: Programme, role: str) -> list[str]:
    here = day.scene if day.agenda.closed_at is None else None
    current = vote_of_scene(session, day, here) if here is not None and here.activity == Activity.CHOICE else None
    left = [vote for vote in open_votes(session, day.workshop.id) if vote is not current]
    for vote in left:
        conduct.shut(session, now=now, workshop_id=day.workshop.id, vote_id=vote.id, revision=vote.revision, role=role)
    return [vote.id for vote in left]


def _vote_has_opened(session: Session, day: Programme) -> bool:
    vote = vote_of_scene(session, day, day.scene) if day.scene is not None else None
    return vote is not None and (vote.has_opened or vote.is_run_off)  # a run-off is about the tied tools only


def _vision_seats(session: Session, day: Programme, participant_id: str) -> dict[int, fields.Table]:
    """The rounds begun that write Zukunftsbilder, and where the person sat in each."""
    route = groups.route(session, groups.current(session, day.workshop.id), participant_id)
    tables = {table.id: table for table in fields.tables(session, day.workshop.id)}
    begun = {
        item.round_number: item
        for item in day.rounds
        if item.started_at and any(scene.activity == Activity.VISION for scene in day.scenes_of[item.id])
    }
    return {number: tables[table] for number, table in route.items() if number in begun and table in tables}


def _pin_for_school(
    session: Session,
    now: datetime,
    day: Programme,
    author_id: str,
    text: str,
    lang: str,
    field_id: str | None,
) -> Any:
    if day.rounds and day.rounds[0].started_at is not None:
        raise statements.WritingClosed()
    chosen = [fields.one(session, day.workshop.id, field_id)] if field_id else fields.numbered(session, day.workshop.id)
    if not chosen:
        raise NotFound(what="field")
    if any(field.is_category for field in chosen):
        raise BadInput(field="field", reason="choice")
    written = [
        statements.write(
            session, now=now, workshop_id=day.workshop.id, field_id=field.id, text=text, author_id=author_id,
            source=Source.SCHOOL, lang=lang,
        )
        for field in chosen
    ]  # fmt: skip
    return written[0] if len(written) == 1 else {**written[0], "also": [card["statement"] for card in written[1:]]}


def school_is_open(day: Programme) -> bool:
    """The pupils' door: from preparation until round 1."""
    return not day.rounds or day.rounds[0].started_at is None


def all_votes(session: Session) -> list[Vote]:
    """Every vote of the installation, for bringing boxes in line at start."""
    return list(session.scalars(select(Vote)))
