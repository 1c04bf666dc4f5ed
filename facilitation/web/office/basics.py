"""The workshop's basics and settings, edited in place, and the logos of funders and partners."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import ballots, layouts, pictures, preparation
from facilitation.addresses import base_address, lan_addresses
from facilitation.agenda import programme
from facilitation.aside import aside
from facilitation.pictures import BadPicture, Use
from facilitation.preparation.basics import UNTIL_A_VOTE, UNTIL_THE_START
from facilitation.web import answers
from facilitation.web.limits import takes
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Settings, Workshop

PICTURE_AND_FORM = pictures.LARGEST_FILE + 64 * 1024


@blueprint.get("/w/<code>/office/settings")
def basics(code: str) -> Response:
    """Everything about the workshop that can be set, by name, and its logos."""
    workshop = must_be_organiser(code)
    state = _state(workshop)
    if answers.wants_json():
        return jsonify(state)
    port = answers.house().config.port
    more = {
        "limits": Settings.LIMITS, "lengths": Settings.LENGTHS,
        "layouts": [(name, layouts.one(name).title) for name in layouts.names()],
        "networks": [f"http://{ip}:{port}" for ip in lan_addresses()],
        "address": base_address("", answers.house().config.base_url, port),
    }  # fmt: skip
    return make_response(render_template("office/settings.html", **state, **more, **frame(workshop)))


@blueprint.post("/w/<code>/office/settings")
def change_basics(code: str) -> Response:
    """Change what is named; what is not sent stays."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        preparation.change, workshop_id=workshop.id, revision=answers.number("revision"),
        role=answers.visitor(code).role, changes=in_place.sent(),
    )  # fmt: skip
    return in_place.done(code, f"/w/{code}/office/settings", result, touch=("settings", "agenda"))


@blueprint.post("/w/<code>/office/logos")
@takes(PICTURE_AND_FORM)
def add_logo(code: str) -> Response:
    """A logo: a PNG, JPEG or WebP of at most 10 MB (`picture`), and what it shows (`alt`)."""
    workshop = must_be_organiser(code)
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        raise BadPicture(reason="empty")
    picture = aside(pictures.drawn, sent.read())
    result = answers.perform(
        pictures.add, workshop_id=workshop.id, use=Use.LOGO, picture=picture, name=sent.filename,
        alt=answers.text("alt"),
    )  # fmt: skip
    location = in_place.page(code, "settings#logos")
    return answers.done(code, result, said=_("Das Logo ist da."), touch=("settings",), location=location)


@blueprint.post("/w/<code>/office/logos/<picture_id>")
def describe_logo(code: str, picture_id: str) -> Response:
    """What the logo shows, for those who cannot see it."""
    workshop = must_be_organiser(code)
    before = pictures.one(answers.session(), workshop.id, picture_id).alt
    result = answers.perform(
        pictures.describe, workshop_id=workshop.id, picture_id=picture_id, alt=answers.text("alt")
    )
    told = {"of": f"logo-{picture_id}", "values": {"alt": answers.text("alt")}, "before": {"alt": before}, **result}
    return in_place.done(code, f"/w/{code}/office/logos/{picture_id}", told)


@blueprint.post("/w/<code>/office/logos/<picture_id>/removal")
def remove_logo(code: str, picture_id: str) -> Response:
    """Take a logo away for good."""
    workshop = must_be_organiser(code)
    result = answers.perform(pictures.remove, workshop_id=workshop.id, picture_id=picture_id)
    location = in_place.page(code, "settings#logos")
    return answers.done(code, result, said=_("Das Logo ist entfernt."), touch=("settings",), location=location)


def _state(workshop: Workshop) -> dict[str, Any]:
    session = answers.session()
    fixed: list[str] = []
    if programme(session, workshop.id).agenda.started_at is not None:
        fixed += UNTIL_THE_START
    if ballots.of_workshop(session, workshop.id):
        fixed += UNTIL_A_VOTE
    return {
        "revision": workshop.revision,
        "values": preparation.shown(workshop),
        "fixed": fixed,
        "logos": [pictures.face(logo, workshop.code) for logo in pictures.of(session, workshop.id, Use.LOGO)],
    }
