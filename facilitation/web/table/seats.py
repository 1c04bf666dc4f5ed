"""Who sits at the table: a seat for a guest without a phone, and the seats of those who have gone."""

from __future__ import annotations

from flask import Response

from facilitation import day, groups, participants
from facilitation.errors import NotAllowed
from facilitation.live.states.table import round_shown
from facilitation.web import answers
from facilitation.web.table.host import blueprint, hosted, perform, undo_by
from facilitation.web.words import _


@blueprint.post("/w/<code>/tables/<table_id>/seats")
def add(code: str, table_id: str) -> Response:
    """A seat at this table; its slip with number and route is printed next."""
    table = hosted(code, table_id)
    result = perform(code, day.add_seat, table_id=table.id, name=answers.text("name"))
    slip = f"/w/{answers.workshop(code).code}/seats/{result['participant']}/slip"
    said = _("Platz %(number)s ist vergeben.", number=result["number"])
    return answers.done(code, result, said=said, touch=["presence", "groups", "turnout"], location=slip)


@blueprint.post("/w/<code>/tables/<table_id>/departures")
def leave(code: str, table_id: str) -> Response:
    """Somebody of this table (`participant_id`) has gone home."""
    person_id = _at_table(code, table_id)
    result = answers.perform(
        participants.leave, workshop_id=answers.workshop(code).id, participant_id=person_id, by=answers.visitor().role
    )
    answers.live().channel.put_out(person_id=person_id)
    undo = undo_by(code, f"tables/{table_id}/returns", participant_id=person_id)
    touched = ["presence", "groups", "turnout"]
    return answers.done(code, result, said=_("Der Platz ist frei."), touch=touched, undo=undo)


@blueprint.post("/w/<code>/tables/<table_id>/returns")
def come_back(code: str, table_id: str) -> Response:
    """Somebody of this table is here after all."""
    person_id = _at_table(code, table_id)
    result = answers.perform(
        groups.come_back, workshop_id=answers.workshop(code).id, participant_id=person_id, by=answers.visitor().role
    )
    touched = ["presence", "groups", "turnout"]
    return answers.done(code, result, said=_("Der Platz ist wieder besetzt."), touch=touched)


def _at_table(code: str, table_id: str) -> str:
    """The named person, who sits at this table in the round that its host sees. Raises NotAllowed."""
    table, session = hosted(code, table_id), answers.session()
    person = participants.one(session, table.workshop_id, answers.text("participant_id"))
    route = groups.route(session, groups.current(session, table.workshop_id), person.id)
    if route.get(round_shown(answers.view(code, table_id=table.id))) != table.id:
        raise NotAllowed(needs=["moderator"])
    return person.id
