"""The reception: a seat for whoever comes without a phone, and the slip that says where to go."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template

from facilitation import badges, day, groups, participants, qr
from facilitation.addresses import base_address, join_address
from facilitation.errors import NotAllowed
from facilitation.live.rendering import language
from facilitation.live.states import moderator as states
from facilitation.live.states import reception as state_of
from facilitation.participants import INSTITUTION_LIMIT, NAME_LIMIT, Participant
from facilitation.web import answers
from facilitation.web.words import _
from facilitation.workshop import Workshop

blueprint = Blueprint("reception", __name__)


@blueprint.get("/w/<code>/reception")
def desk(code: str) -> Response:
    """The desk at the entrance: one press for a seat, and the slips of those who have no phone."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    if not who.is_reception:
        raise NotAllowed(needs=["reception", "moderator"])
    look = answers.view(code)
    state = state_of.desk(look) | {"join": join_address(_base(workshop), workshop.code)}
    if answers.wants_json():
        return jsonify(state)
    language.set("de")
    limits = {"name_limit": NAME_LIMIT, "institution_limit": INSTITUTION_LIMIT}
    frame = {"face": "office", "lang": "de", "theme": "auto", "key": answers.new_key, **limits}
    frame |= {"heading": str(workshop.title), "region": workshop.region, "address": _base(workshop)}
    frame |= {"badges": bool(badges.planned_numbers(answers.session(), workshop.id))}
    return make_response(render_template("reception/page.html", qr=qr.svg, **{**state, **frame}))


@blueprint.post("/w/<code>/seats")
def add_seat(code: str) -> Response:
    """A seat for somebody without a phone; the answer leads to the slip to print."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_reception()
    table_id = answers.text("table_id")
    if table_id and not who.is_reception:
        who.must_host(table_id)
    result = answers.perform(
        day.add_seat, workshop_id=workshop.id, role=who.role, name=answers.text("name"),
        institution=answers.text("institution"), table_id=table_id or None,
        badge=answers.number("badge") if answers.text("badge").strip() else None,
    )  # fmt: skip
    said = _("Platz %(n)s ist vergeben.", n=result["number"])
    location = f"/w/{code}/seats/{result['participant']}/slip"
    return answers.done(code, result, said=said, touch=("presence", "groups"), location=location)


@blueprint.get("/w/<code>/seats/<participant_id>/slip")
def slip(code: str, participant_id: str) -> Response:
    """A printed slip for a seat: its number, its route, the join code. A host prints those of the own table."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_reception()
    person = participants.one(answers.session(), workshop.id, participant_id)
    _must_seat(code, person)
    look = answers.view(code)
    state = states.slip(look, person) | {"join": join_address(_base(workshop), workshop.code)}
    if answers.wants_json():
        return jsonify(state)
    language.set("de")
    back = f"/w/{workshop.code}" + ("/moderation/groups" if who.is_moderator else "/reception")
    if who.host is not None and not who.is_reception:
        back = f"/w/{workshop.code}/table/{next(t.number for t in look.tables if t.id == who.host.table_id)}"
    frame = {"face": "moderator", "page": "groups", "theme": "auto", "key": answers.new_key, "back": back}
    results = f"{_base(workshop)}/w/{workshop.code}/results"
    return make_response(render_template("moderator/slip.html", qr=qr.svg, results=results, **{**state, **frame}))


def _must_seat(code: str, person: Participant) -> None:
    """A host answers for the people of the own table, in whatever round, and for those who have no table yet."""
    who, workshop_id = answers.visitor(code), answers.workshop(code).id
    route = groups.route(answers.session(), groups.current(answers.session(), workshop_id), person.id)
    if not who.is_reception and route and not any(who.is_host_of(table_id) for table_id in route.values()):
        raise NotAllowed(needs=["host", "reception", "moderator"])


def _base(workshop: Workshop) -> str:
    config = answers.house().config
    return base_address(workshop.settings.base_url, config.base_url, config.port)
